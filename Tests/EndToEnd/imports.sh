# Objects that exist are imported by blocks; configuration for those without any is written, once, and planned with.
expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    cat log.txt >&2
    exit 1
  }
}

cat >main.tf <<'HCL'
locals {
  ids = { x = "one", y = "two" }
}
import {
  to = terraform_data.lone
  id = "abc"
}
import {
  for_each = local.ids
  to       = terraform_data.many[each.key]
  id       = each.value
}
resource "terraform_data" "many" {
  for_each = local.ids
}
HCL

! "$RCW" plan >log.txt 2>&1
expect "a target without a block is refused" grep -q "generate-config-out" log.txt
"$RCW" plan -generate-config-out=generated.tf -out=plan >log.txt 2>&1
expect "all are planned" grep -q "3 to import, 0 to add, 0 to change, 0 to destroy" log.txt
expect "there is a block now" grep -q 'resource "terraform_data" "lone" {' generated.tf
! "$RCW" plan -generate-config-out=generated.tf >log.txt 2>&1
expect "a file is not written over" grep -q "generated.tf" log.txt
"$RCW" apply plan >log.txt 2>&1
expect "it says so" grep -q "3 imported" log.txt
expect "ids are recorded" test "$("$RCW" state list | wc -l)" = 3

# Under new names they are the same objects.
cat >main.tf <<'HCL'
moved {
  from = terraform_data.many["x"]
  to   = module.box[0].terraform_data.x
}
removed {
  from = terraform_data.lone
  lifecycle { destroy = false }
}
removed {
  from = terraform_data.many
  lifecycle { destroy = false }
}
module "box" {
  source = "./box"
  count  = 1
}
HCL
mkdir box
echo 'resource "terraform_data" "x" {}' >box/main.tf
rm generated.tf
"$RCW" plan -json >log.txt
expect "programs see the move" grep -q '"previous_resource":{"addr":"terraform_data.many\[\\"x\\"\]"' log.txt
"$RCW" apply -auto-approve >log.txt 2>&1
expect "nothing is destroyed" grep -q "0 added, 0 changed, 0 destroyed" log.txt
expect "one is left" test "$("$RCW" state list)" = 'module.box[0].terraform_data.x'
