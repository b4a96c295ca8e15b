# Provisioners run around the life of an object; what they write is told line by line, and a failure taints.
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
variable "status" {
  default = 3
}
resource "terraform_data" "box" {
  input            = "one"
  triggers_replace = var.status
  provisioner "local-exec" {
    command     = "echo made $NAME of ${self.output}; echo ${self.id} >>made.txt"
    environment = { NAME = "it" }
  }
  provisioner "local-exec" {
    command    = "exit 7"
    on_failure = continue
  }
  provisioner "local-exec" {
    command     = "exit ${var.status}"
    interpreter = ["/bin/bash", "-c"]
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo bye ${self.input}"
  }
}
HCL

! "$RCW" apply -auto-approve >log.txt 2>&1
expect "the failure is told" grep -q "exit status 3" log.txt
expect "so is the one that may be" grep -q "exit status 7" log.txt
expect "lines are shown" grep -q "terraform_data.box (local-exec): made it of one" log.txt
expect "the object is tainted" grep -q '"status": "tainted"' terraform.tfstate

"$RCW" apply -auto-approve -var status=0 >log.txt 2>&1
expect "what never was whole says no goodbye" test "$(grep -c "bye one" log.txt)" = 0
expect "both are made" test "$(wc -l <made.txt)" = 2

"$RCW" destroy -auto-approve -var status=0 >log.txt 2>&1
expect "the end is told" grep -q "terraform_data.box (local-exec): bye one" log.txt

cat >main.tf <<'HCL'
resource "terraform_data" "secret" {
  input = sensitive("hush")
  provisioner "local-exec" {
    command = "echo ${self.input}"
  }
}
ephemeral "random_password" "p" {
  length = 20
}
resource "terraform_data" "user" {
  provisioner "local-exec" {
    command     = "test $${#PASSWORD} = 20 && echo \"$PASSWORD\""
    environment = { PASSWORD = ephemeral.random_password.p.result }
  }
}
HCL
"$RCW" plan -out=plan >log.txt 2>&1
"$RCW" apply plan >log.txt 2>&1
expect "secrets stay secret" test "$(grep -c "hush" log.txt)" = 0
expect "it says why nothing is shown" grep -q "output suppressed" log.txt

# What another configuration has for its outputs.
mkdir other
cat >other/main.tf <<'HCL'
data "terraform_remote_state" "first" {
  backend = "local"
  config  = { path = "../first.tfstate" }
}
output "name" { value = data.terraform_remote_state.first.outputs.name }
HCL
cat >main.tf <<'HCL'
output "name" { value = "first" }
HCL
"$RCW" apply -auto-approve -state=first.tfstate >log.txt 2>&1
"$RCW" -chdir=other apply -auto-approve >log.txt 2>&1
expect "the output is taken over" test "$("$RCW" -chdir=other output -raw name)" = first
