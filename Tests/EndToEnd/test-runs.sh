# rcw test runs at the same time what may go so, and what a run that was killed has made is not forgotten.
source "$ROOT/Tests/EndToEnd/lib/words.sh"

cat >main.tf <<'END'
variable "name" { default = "x" }
variable "waits_for" { default = "" }
variable "holds" { default = true }
resource "terraform_data" "it" {
  input = var.name
  provisioner "local-exec" {
    command = <<-EOT
      touch "began-${var.name}"
      [ -z "${var.waits_for}" ] || timeout 60 sh -c 'until [ -e "${var.waits_for}" ]; do sleep 0.02; done'
      echo "${var.name}" >>order
      ${var.holds}
    EOT
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo '${self.input}' >>destroyed"
  }
}
output "name" { value = terraform_data.it.output }
END

# Each of the first two waits for the other to begin; the third for what it refers to, the fourth for its state, and
# "alone" for all.
cat >main.tftest.hcl <<'END'
run "late" {
  state_key = "late"
  variables {
    name      = "late"
    waits_for = "began-early"
  }
}
run "early" {
  state_key = "early"
  variables {
    name      = "early"
    waits_for = "began-late"
  }
}
run "refers" {
  state_key = "refers"
  variables { name = "after-${run.early.name}" }
  assert {
    condition     = output.name == "after-early"
    error_message = output.name
  }
}
run "again" {
  state_key = "late"
  command   = plan
  variables { name = "late" }
  assert {
    condition     = output.name == "late"
    error_message = "planned on another state"
  }
}
run "alone" {
  parallel  = false
  state_key = "alone"
  variables {
    name  = "alone"
    holds = "true"
  }
}
run "last" {
  state_key = "last"
  variables { name = "last" }
}
test { parallel = true }
END
run test
says 'Success! 6 passed, 0 failed.'
[ "$(tail -n 2 order | tr '\n' ' ')" = "alone last " ] || fail "what is not parallel goes alone"
[ "$(sort destroyed | tr '\n' ' ')" = "after-early alone early last late " ] || fail "all is destroyed"
[ ! -e .rcw ] || fail "no record is left"

# What waits for a run that went wrong is skipped, and the others are not.
rm -f began-* destroyed
sed -i 's/holds = "true"/holds = "false"/' main.tftest.hcl
ends_with 1 test
says 'run "refers"... pass'
says 'run "last"... skip'
says 'Failure! 4 passed, 1 failed, 1 skipped.'
grep -qx alone destroyed || grep -qx late destroyed || fail "all is destroyed"

# Killed in the middle: the next run names what is there, until it is destroyed.
cat >main.tftest.hcl <<'END'
run "made" {
  variables { name = "made" }
}
run "hangs" {
  state_key = "other"
  variables {
    name      = "hangs"
    waits_for = "released"
  }
}
END
rm -f destroyed
"$RCW" test >log 2>&1 &
pid=$!
for _ in $(seq 600); do [ -e began-hangs ] && break || sleep 0.05; done
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
[ -e began-hangs ] || fail "the second run begins"
touch released
run test
says 'Objects left over'
says '    terraform_data.it'
grep -o 'rcw destroy -state=[^ ]*' log | sort -u >ways
[ "$(wc -l <ways)" -eq 2 ] || fail "both states are named"
rm -f destroyed
while read -r _ _ option; do run destroy -auto-approve "$option"; done <ways
grep -qx made destroyed || fail "it is destroyed"
run test
says_not 'Objects left over'
[ ! -e .rcw ] || fail "no record is left"
