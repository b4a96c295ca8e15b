# rcw validate looks at blocks that have no instance, needs no values, and answers programs in JSON.

cat >main.tf <<'END'
variable "name" { type = string }
resource "terraform_data" "none" {
  count = 0
  inptu = var.name
}
END

if "$RCW" validate >out 2>&1; then exit 1; fi
grep -q 'Did you mean "input"?' out
grep -q 'main.tf line 4, in resource "terraform_data" "none"' out

if "$RCW" validate -json >report.json; then exit 1; fi
grep -q '"valid": false' report.json
grep -q '"error_count": 1' report.json
grep -q '"code": "  inptu = var.name"' report.json

if "$RCW" plan -var name=a >out 2>&1; then exit 1; fi
grep -q 'Did you mean "input"?' out

sed -i 's/inptu/input/' main.tf
"$RCW" validate | grep -q 'The configuration is valid.'
"$RCW" validate -json | grep -q '"valid": true'
