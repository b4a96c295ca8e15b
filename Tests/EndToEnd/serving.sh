# What is built in, served to Terraform: containers and volumes on a real engine, planned, made, changed, imported and
# destroyed by Terraform itself.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_TERRAFORM:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_TERRAFORM is not set"
  exit 0
fi
tag=served-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
mkdir bin home tmp
ln -s "$RCW" bin/rcw
export PATH=$PWD/bin:$PATH HOME=$PWD/home TMPDIR=$PWD/tmp CHECKPOINT_DISABLE=1
unset TF_CLI_CONFIG_FILE

remove_all() {
  docker rm --force "$tag" || true
  docker volume rm "$tag" || true
}
trap 'remove_all >/dev/null 2>&1' EXIT
terraform() { $RCW_TEST_TERRAFORM "$@" >log 2>&1 || fail "terraform $*"; }
refuses() {
  if $RCW_TEST_TERRAFORM "${@:2}" >log 2>&1; then fail "it refuses: $1"; fi
  says "$1"
}
# The providers that this test has started and that run.
serving() { grep -lzx "TMPDIR=$TMPDIR" /proc/[0-9]*/environ 2>/dev/null | xargs -r -n 1 dirname |
  while read -r process; do tr '\0' ' ' <"$process/cmdline" | grep -F "provider serve" || true; done; }

"$RCW" provider install docker >log 2>&1
says 'source = "rcw.local/rcw/docker"'
cat >main.tf <<EOF
terraform {
  required_providers { docker = { source = "rcw.local/rcw/docker" } }
}
variable "seconds" { default = "100" }
variable "memory" { default = 64 }
resource "docker_volume" "data" { name = "$tag" }
resource "docker_container" "box" {
  name    = "$tag"
  image   = "rcw-base:latest"
  command = ["sleep", var.seconds]
  memory  = var.memory
  volumes {
    volume_name    = docker_volume.data.name
    container_path = "/data"
  }
}
output "volume" { value = docker_container.box.volumes }
EOF
terraform init -no-color
terraform apply -no-color -auto-approve
says "2 added"
docker inspect "$tag" >/dev/null || fail "the container is there"
terraform plan -no-color -detailed-exitcode
terraform apply -no-color -auto-approve -var memory=128
says "0 added, 1 changed, 0 destroyed"
terraform apply -no-color -auto-approve -var memory=128 -var seconds=200
says "forces replacement"
says "1 added, 0 changed, 1 destroyed"

# What is gone is made again, and what is there is taken over.
docker rm --force "$tag" >/dev/null
terraform state rm docker_volume.data
terraform import -no-color docker_volume.data "$tag"
terraform apply -no-color -auto-approve
says "1 added, 0 changed, 0 destroyed"

# Mistakes are found where they stand, and failures told.
printf 'resource "docker_container" "bad" {\n  name    = "%s"\n  image   = "rcw-base:latest"\n  restart = "sometimes"\n}\n' "$tag" >bad.tf
refuses 'restart = "sometimes"' plan -no-color
sed -i 's/sometimes/no/' bad.tf
refuses "Change was not made" apply -no-color -auto-approve
rm bad.tf

# A state of one is good for the other.
"$RCW" plan -detailed-exitcode >log 2>&1 || fail "rcw finds no difference"

terraform destroy -no-color -auto-approve
says "2 destroyed"
[ -z "$(docker volume ls --quiet --filter "name=$tag")" ] || fail "the volume is gone"

# It keeps what is promised, as far as that can be tried.
cat >world.json <<EOF
{"provider": {}, "resources": {"docker_volume": {"config": {"name": "$tag-trial"}}}}
EOF
"$RCW" provider test home/.terraform.d/plugins/rcw.local/rcw/docker/*/linux_*/terraform-provider-docker_v* -with=world.json \
  >log 2>&1 || fail "the served provider passes the checks"
says "docker_volume: It was deleted."
if "$RCW" provider test /bin/true >log 2>&1; then fail "a program that is no provider does not pass"; fi
says "it ended with status 0 before it said how to reach it"

# Without Terraform around it.
"$RCW" provider serve docker -debug >reattach &
server=$!
for _ in $(seq 100); do grep -q "TF_REATTACH" reattach && break || sleep 0.1; done
TF_REATTACH_PROVIDERS=$(sed -n "s/^ *TF_REATTACH_PROVIDERS='\(.*\)'/\1/p" reattach)
export TF_REATTACH_PROVIDERS
terraform plan -no-color
says "2 to add"
unset TF_REATTACH_PROVIDERS
kill -TERM "$server"
wait "$server" || true
if "$RCW" provider serve docker >log 2>&1; then fail "it is not started by hand"; fi
says "starts it when a configuration needs it"
[ -z "$(serving)" ] || fail "no provider is left: $(serving)"
[ -z "$(ls tmp)" ] || fail "no socket is left: $(ls tmp)"
