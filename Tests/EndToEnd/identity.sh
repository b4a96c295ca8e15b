# What tells objects apart, as a provider says it: it is recorded, shown and imported by as Terraform does.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_PYTHON:-}" ] || [ -z "${RCW_TEST_TERRAFORM:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_PYTHON or RCW_TEST_TERRAFORM is not set"
  exit 0
fi
mkdir tmp
export RCW_HOME=$PWD/home TMPDIR=$PWD/tmp CHECKPOINT_DISABLE=1
export RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TF_CLI_CONFIG_FILE=$PWD/cli.tfrc
printf 'provider_installation {\n  dev_overrides { "acme/fake" = "%s" }\n}\n' "$PWD" >cli.tfrc

# Another provider for other wishes: what is known of a program is kept.
provides() {
  printf '#!/bin/sh\nFAKE_PLUGIN="%s" exec "%s" "%s/Tests/Plugins/fake_plugin.py"\n' "$1" "$RCW_TEST_PYTHON" "$ROOT" \
    >terraform-provider-fake
  chmod 755 terraform-provider-fake
}
terraform() { $RCW_TEST_TERRAFORM "$@" >log 2>&1 || fail "terraform $*"; }
# The named parts of a document in the file `log`, in one order.
parts() {
  grep '^{' log | python3 -c '
import json, sys
document = json.load(sys.stdin)
names = ["resource_changes", "planned_values", "prior_state", "values"]
print(json.dumps([document.get(name) for name in names], indent=1, sort_keys=True))
'
}
# Both make the same document of a plan, and of the state.
same_documents() {
  run plan -out=ours.plan "$@"
  run show -json ours.plan
  parts >ours
  terraform plan -out=theirs.plan "$@"
  terraform show -json theirs.plan
  parts >theirs
  diff ours theirs || fail "plans are shown as Terraform shows them: $*"
  run show -json
  parts >ours
  terraform show -json
  parts >theirs
  diff ours theirs || fail "the state is shown as Terraform shows it"
}

provides identity=1
cat >main.tf <<'EOF'
terraform {
  required_providers { fake = { source = "acme/fake" } }
}
variable "name" { default = "one" }
resource "fake_thing" "a" { name = var.name }
EOF
run providers schema
says '"required_for_import":true'
same_documents
run apply -auto-approve
grep -q '"zone": "z1"' terraform.tfstate || fail "the identity is recorded"
provides "identity=1 zone=z2"
run apply -auto-approve
says "0 added, 0 changed, 0 destroyed"
grep -q '"zone": "z2"' terraform.tfstate || fail "the identity is as it was read"

# What Terraform has recorded is the same, and goes through both.
provides identity=1
rm terraform.tfstate
terraform apply -auto-approve
sed -i 's/42-42/old/' terraform.tfstate
same_documents
same_documents -var name=two
provides identity=0
refuses "recorded by a newer version" plan
provides ""
run apply -auto-approve
provides identity=1
rm terraform.tfstate*

# Imports.
printf 'import {\n  to       = fake_thing.a\n  identity = { name = "one" }\n}\n' >import.tf
run plan -out=ours.plan
run show -json ours.plan
parts >ours
terraform plan -out=theirs.plan
terraform show -json theirs.plan
parts >theirs
diff ours theirs || fail "imports are shown as Terraform shows them"
run apply ours.plan
says "1 imported"
grep -q '"zone": "z1"' terraform.tfstate || fail "the identity is recorded"
rm terraform.tfstate*
sed -i 's/{ name = "one" }/{ zone = "z1" }/' import.tf
refuses 'attribute "name" is required' plan
says 'identity = { zone = "z1" }'
sed -i 's/{ zone = "z1" }/{ name = "one", zoen = "z2" }/' import.tf
refuses 'has no "zoen"; there are name, zone. Did you mean "zone"?' plan
rm import.tf

# An identity of nulls is none, also in what Terraform has recorded of a creation that failed.
provides "identity=1 fails=create"
if $RCW_TEST_TERRAFORM apply -auto-approve >log 2>&1; then fail "the creation fails"; fi
run plan
refuses "It broke on the way." apply -auto-approve
run plan
rm terraform.tfstate*
provides identity=1

# Deletions are planned where a provider wants that, and it may have something against them.
run apply -auto-approve
provides "identity=1 deletions=refused"
refuses "Somebody is looking at it." destroy -auto-approve
refuses "Somebody is looking at it." apply -auto-approve -replace=fake_thing.a
provides "identity=1 deletions=planned"
printf '{"resources": {"fake_thing": {"config": {"name": "one"}}}}' >world.json
run provider test terraform-provider-fake -with=world.json
says "An import by its identity finds all of it."
run destroy -auto-approve
says "1 destroyed"
