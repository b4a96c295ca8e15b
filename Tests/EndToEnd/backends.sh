# States elsewhere: configured, taken along, locked, and none lost when a run is killed or the disk is full.
if [ -z "${RCW_TEST_SERVERS:-}" ]; then
  [ "${RCW_REQUIRE_SERVERS:-}" != 1 ] || { echo "RCW_TEST_SERVERS is not set" >&2; exit 1; }
  echo "no servers for states: nothing is tested"
  exit 0
fi
port() { tr ' ' '\n' <<<"$RCW_TEST_SERVERS" | sed -n "s/^$1=//p"; }
tag=e2e$RANDOM$RANDOM
export RCW_HOME=$PWD/home TF_INPUT=0 PG_CONN_STR="postgres://postgres@127.0.0.1:$(port pg)/postgres?sslmode=disable"
export AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b

refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then
    echo "was not refused: rcw $*" >&2
    exit 1
  fi
  cat refused.txt
}
value() { "$RCW" output -raw value; }
backend() { printf 'terraform {\n  backend "%s" {\n%s\n  }\n}\n' "$1" "$2" >backend.tf; }

cat >main.tf <<'HCL'
resource "terraform_data" "value" { input = terraform.workspace }
output "value" { value = terraform_data.value.output }
HCL

echo "-- a state is taken along from place to place"
"$RCW" apply -auto-approve >/dev/null
"$RCW" workspace new blue >/dev/null
"$RCW" apply -auto-approve >/dev/null
backend pg "schema_name = \"$tag\""
refused plan | grep 'rcw init -migrate-state'
refused init | grep 'nobody said'
refused init -backend-config=schema=x | grep 'no argument "schema"'
"$RCW" init -migrate-state -force-copy 2>&1 | grep 'Copied 2 state'
[ ! -e terraform.tfstate ] && [ -e terraform.tfstate.backup ]
[ "$(value)" = blue ]
"$RCW" workspace list | diff - <(printf '%s\n' '  default' '* blue')

s3=(-backend-config="key=$tag/state" -backend-config="endpoints={s3=\"http://127.0.0.1:$(port s3)\"}")
backend s3 $'bucket = "states"\nregion = "us-east-1"\nuse_lockfile = true\nuse_path_style = true'
refused state list | grep 'initialization required'
"$RCW" init -migrate-state -force-copy "${s3[@]}" >/dev/null 2>&1
[ "$(value)" = blue ]
"$RCW" workspace select default >/dev/null
[ "$(value)" = default ]
"$RCW" plan -detailed-exitcode >/dev/null

backend http "address = \"http://127.0.0.1:$(port http)/states/$tag\""
refused init -reconfigure | grep 'username'
TF_HTTP_USERNAME=ann TF_HTTP_PASSWORD=secret refused init -migrate-state -force-copy | grep 'one state only'

echo "-- a run that is killed leaves its lock and its journal, and both are settled"
backend s3 $'bucket = "states"\nregion = "us-east-1"\nuse_lockfile = true\nuse_path_style = true'
cat >slow.tf <<'HCL'
data "external" "slow" {
  program    = ["sh", "-c", "touch reached; sleep 20; echo {}"]
  depends_on = [terraform_data.made]
}
resource "terraform_data" "made" { input = "made" }
HCL
"$RCW" apply -auto-approve >/dev/null 2>&1 &
for _ in $(seq 300); do [ -e reached ] && break || sleep 0.1; done
kill -9 $! && wait $! || true
refused apply -auto-approve >locked.txt
id=$(sed -n 's/.*rcw force-unlock //p' locked.txt | tr -d ' ')
[ -n "$id" ]
refused force-unlock -force wrong | grep 'another id'
"$RCW" force-unlock -force "$id" | grep 'unlocked'
"$RCW" state list | grep terraform_data.made
rm slow.tf
"$RCW" apply -auto-approve >/dev/null
"$RCW" state list | diff - <(echo terraform_data.value)

echo "-- what is kept for many configurations is encrypted, and survives a full disk"
backend sqlite "name = \"$tag\""
"$RCW" init -migrate-state -force-copy >init.txt 2>&1
grep 'Keep a copy' init.txt
[ "$(value)" = default ]
! grep -q terraform_data home/rcw.db
cat >long.tf <<'HCL'
output "long" {
  value     = join("", [for i in range(1000) : format("%0200d", i)])
  sensitive = true
}
HCL
(ulimit -f 150 && refused apply -auto-approve) | grep 'Nothing is lost\|recorded nowhere\|make room'
[ "$(value)" = default ]
"$RCW" apply -auto-approve >/dev/null
[ "$("$RCW" output -raw long | wc -c)" -eq 200000 ]

echo "-- back into the directory"
rm backend.tf
refused plan | grep 'no backend block any more'
"$RCW" init -migrate-state -force-copy >/dev/null 2>&1
[ -e terraform.tfstate ] && [ "$(value)" = default ]
"$RCW" destroy -auto-approve >/dev/null
