# rcw console answers expressions from a pipe with the configuration's names and what is recorded.

cat >main.tf <<'END'
variable "name" { default = "a" }
locals { names = [var.name, "b"] }
resource "terraform_data" "it" { input = "x" }
END

answers=$(printf '%s\n' 'upper(local.names[1])' 'type(local.names)' 'terraform_data.it.output' | "$RCW" console)
test "$answers" = '"B"
tuple([
    string,
    string,
])
(known after apply)'

"$RCW" apply -auto-approve >/dev/null
test "$(echo 'terraform_data.it.output' | "$RCW" console)" = '"x"'
test "$(echo 'var.name' | "$RCW" console -var name=z)" = '"z"'

if printf '1 +\n2\n' | "$RCW" console >out 2>err; then exit 1; fi
test "$(cat out)" = 2
grep -q 'Missing expression' err

if echo 'local.nmes' | "$RCW" console 2>err; then exit 1; fi
grep -q 'Did you mean "names"' err

mkdir empty
test "$(echo '1 + 1' | "$RCW" -chdir=empty console)" = 2
"$RCW" metadata functions -json | grep -q '"core::upper"'
