# Actions are planned, done and told, by what triggers them and by themselves.

cat >main.tf <<'HCL'
variable "size" { default = 1 }
resource "terraform_data" "box" {
  input = var.size
  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.local_command.before]
    }
    action_trigger {
      events    = [after_create]
      condition = terraform_data.box.output == 1
      actions   = [action.local_command.after["a"], action.local_command.after["b"]]
    }
  }
}
action "local_command" "before" {
  config {
    command   = "sh"
    arguments = ["-c", "echo before $1 >>log", "-", var.size]
  }
}
action "local_command" "after" {
  for_each = { a = "x", b = terraform_data.box.id }
  config {
    command   = "tee"
    arguments = ["-a", "log"]
    stdin     = "after ${each.key} ${each.value}\n"
  }
}
action "local_command" "broken" {
  config { command = "false" }
}
HCL

"$RCW" plan -out=p >out
grep -q "# Actions to be invoked before this change in order:" out
grep -q "Plan: 1 to add, 0 to change, 0 to destroy. Actions: 3 to invoke." out
"$RCW" show -json p >plan.json
grep -q '"action_trigger_event":"AfterCreate"' plan.json

"$RCW" apply p >out
id=$("$RCW" state show terraform_data.box | sed -n 's/.* id *= "\(.*\)"/\1/p')
test "$(cat log)" = "$(printf '%s\n' 'before 1' 'after a x' "after b $id")"
grep -q "Action started: action.local_command.before (triggered by terraform_data.box)" out
test "$("$RCW" plan | grep -c "No changes")" = 1

rm log
"$RCW" apply -auto-approve -var size=2 >out
test "$(cat log)" = "before 2"

rm log
"$RCW" apply -auto-approve '-invoke=action.local_command.after["a"]' >out
test "$(cat log)" = "after a x"

status=0; "$RCW" apply -auto-approve -invoke=action.local_command.broken >out 2>err || status=$?
test "$status" = 1
grep -q "Action failed: action.local_command.broken" out
grep -q "The program false exited with status 1" err
status=0; "$RCW" plan -invoke=action.local_command.gone >out 2>err || status=$?
test "$status" = 1
grep -q "There is no action.local_command.gone" err
