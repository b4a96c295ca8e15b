# What modules say of themselves to a provider reaches it where it does with Terraform, and deletions in replacements are planned.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_PYTHON:-}" ] || [ -z "${RCW_TEST_TERRAFORM:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_PYTHON or RCW_TEST_TERRAFORM is not set"
  exit 0
fi
mkdir tmp box silent
export RCW_HOME=$PWD/home TMPDIR=$PWD/tmp CHECKPOINT_DISABLE=1
export RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TF_CLI_CONFIG_FILE=$PWD/cli.tfrc
printf 'provider_installation {\n  dev_overrides { "acme/fake" = "%s" }\n}\n' "$PWD" >cli.tfrc
provides() {
  printf '#!/bin/sh\nFAKE_PLUGIN="%s" exec "%s" "%s/Tests/Plugins/fake_plugin.py"\n' "$1" "$RCW_TEST_PYTHON" "$ROOT" \
    >terraform-provider-fake
  chmod 755 terraform-provider-fake
}
# Which calls the provider hears of, and who says so.
heard() {
  sort -u heard
  rm heard
}
# Both do the same, and the provider hears the same of it.
same() {
  $RCW_TEST_TERRAFORM "$@" -state=theirs.tfstate >log 2>&1 || fail "terraform $*"
  heard >theirs
  run "$@" -state=ours.tfstate
  heard >ours
  diff theirs ours || fail "the provider hears the same with $*"
}

provides "heard=$PWD/heard deletions=planned"
cat >main.tf <<'EOF'
terraform {
  required_providers { fake = { source = "acme/fake" } }
  provider_meta "fake" { module_name = "root" }
}
variable "name" { default = "one" }
resource "fake_thing" "a" { name = var.name }
module "box" { source = "./box" }
module "silent" { source = "./silent" }
EOF
cat >box/main.tf <<'EOF'
terraform {
  required_providers { fake = { source = "acme/fake" } }
  provider_meta "fake" { module_name = "box" }
}
data "fake_thing" "b" { name = "one" }
EOF
cat >silent/main.tf <<'EOF'
terraform {
  required_providers { fake = { source = "acme/fake" } }
}
data "fake_thing" "c" { name = "one" }
EOF
$RCW_TEST_TERRAFORM init >log 2>&1 || $RCW_TEST_TERRAFORM get >log 2>&1 || fail "the modules are there"
run init
same apply -auto-approve
grep -q "ApplyResourceChange for root" ours && grep -q "ReadDataSource for box" ours && grep -q "ReadDataSource for nobody" ours ||
  fail "each module speaks for itself: $(cat ours)"
same plan
run destroy -auto-approve -state=ours.tfstate
heard >ours
grep -q "ApplyResourceChange for root deletes with planned" ours || fail "a deletion is planned: $(cat ours)"

# The deletion in a replacement is planned like others, also when the plan is saved.
run apply -auto-approve
run plan -replace=fake_thing.a -out=replacement
heard >/dev/null
run apply replacement
heard | grep -q "deletes with planned" || fail "the deletion in a replacement is planned"

# What cannot be said.
refuses_as_terraform() {
  if $RCW_TEST_TERRAFORM plan -state=theirs.tfstate >log 2>&1; then fail "terraform refuses: $1"; fi
  refuses "$1" plan
}
sed -i 's/module_name = "root"/modul_name = "root"/' main.tf
refuses_as_terraform 'Did you mean "module_name"'
sed -i 's/modul_name = "root"/module_name = var.nme/' main.tf
refuses_as_terraform 'Did you mean "name"'
sed -i 's/module_name = var.nme/module_name = var.name/' main.tf
run plan
heard | grep -q "ReadResource for one" || fail "it may be computed"
sed -i 's/module_name = var.name/module_name = "root"/' main.tf
provides ""
refuses_as_terraform "no use for what modules say"
