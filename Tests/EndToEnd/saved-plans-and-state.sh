# A plan is saved, shown and carried out once; the state is put right by hand, and objects are taken over.
volume=rcw-e2e-$(tr -d - </proc/sys/kernel/random/uuid | cut -c 1-12)
trap 'docker volume rm --force "$volume" >/dev/null 2>&1 || true' EXIT

refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then
    echo "was not refused: rcw $*" >&2
    exit 1
  fi
  cat refused.txt
}

cat >main.tf <<HCL
resource "docker_volume" "home" { name = "$volume" }
resource "terraform_data" "note" {
  count = 2
  input = docker_volume.home.name
}
output "home" { value = docker_volume.home.name }
HCL

# Taken over, not made.
docker volume create "$volume" >/dev/null
"$RCW" import docker_volume.home "$volume"
"$RCW" plan -out=first.plan | grep 'Plan: 2 to add, 0 to change, 0 to destroy.'
[ "$(stat -c %a first.plan)" = 600 ]
"$RCW" show first.plan | grep 'terraform_data.note\[1\] will be created'
"$RCW" show -json first.plan | python3 -c '
import json, sys
plan = json.load(sys.stdin)
actions = {c["address"]: c["change"]["actions"] for c in plan["resource_changes"]}
assert actions == {"docker_volume.home": ["no-op"], "terraform_data.note[0]": ["create"], "terraform_data.note[1]": ["create"]}, actions
'

# Carried out once, as it was shown, and only where nothing has changed since.
cp main.tf kept.tf.txt
echo '# another byte' >>main.tf
refused apply first.plan | grep 'the configuration has changed'
cp kept.tf.txt main.tf
refused apply -var a=b first.plan | grep 'leave out -var'
"$RCW" apply first.plan | grep 'Resources: 2 added, 0 changed, 0 destroyed'
refused apply first.plan | grep 'the state has changed'
"$RCW" show -json | python3 -c '
import json, sys
values = json.load(sys.stdin)["values"]
assert len(values["root_module"]["resources"]) == 3, values
'

# By hand.
"$RCW" state mv 'terraform_data.note[1]' terraform_data.other | grep 'moved 1 object'
refused state mv terraform_data.other docker_volume.home | grep 'cannot become'
"$RCW" state rm terraform_data.other | grep 'removed 1 resource instance'
refused state rm terraform_data.othre | grep 'no object'
"$RCW" taint 'terraform_data.note[0]'
"$RCW" plan | grep 'terraform_data.note\[0\] is tainted, so must be replaced'
"$RCW" untaint 'terraform_data.note[0]'
"$RCW" state pull >pulled.json
"$RCW" state push pulled.json
sed 's/"lineage": "[^"]*"/"lineage": "another"/' pulled.json >foreign.json
refused state push foreign.json | grep 'they belong to different objects'
"$RCW" state rm 'terraform_data.note[0]'
serial=$("$RCW" state history | awk 'NR == 2 { print $1 }')
"$RCW" state restore "$serial" | grep 'Restored'
refused state restore 99999 | grep 'No such state'
"$RCW" state list | sort >list.txt
printf '%s\n' docker_volume.home 'terraform_data.note[0]' | diff - list.txt

"$RCW" destroy -auto-approve
! docker volume inspect "$volume" >/dev/null 2>&1
