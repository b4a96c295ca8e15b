# The options and environment variables that Terraform's users know mean here what they mean there.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
export TF_INPUT=0

cat >main.tf <<'END'
variable "v" {
  type    = string
  default = "one"
}

resource "terraform_data" "a" {
  input = var.v
}

resource "terraform_data" "b" {
  input = "${terraform_data.a.output}-b"
}

resource "terraform_data" "c" {
  input            = "c"
  triggers_replace = [var.v]
}

output "a" {
  value = terraform_data.a.output
}

output "workspace" {
  value = terraform.workspace
}
END

# Exit codes.
ends_with 2 plan -detailed-exitcode
ends_with 0 plan
ends_with 1 apply
says "-auto-approve"
ends_with 0 apply -auto-approve
ends_with 0 plan -detailed-exitcode
says "No changes."
ends_with 1 plan -bogus
ends_with 1 plan -refresh-only -refresh=false
ends_with 1 plan -destroy -refresh-only
ends_with 1 bogus

# Selection.
ends_with 2 plan -detailed-exitcode -var v=two -target=terraform_data.a
says "1 to change"
says "Resource targeting is in effect"
says_not "terraform_data.c"
ends_with 0 plan -target=terraform_data.nope -compact-warnings
says "Warning: Option names nothing"
ends_with 2 plan -detailed-exitcode -replace=terraform_data.b
says "terraform_data.b will be replaced, as requested"
ends_with 0 apply -auto-approve -var v=two -target=terraform_data.a
says "Applied changes may be incomplete"
says 'a = "two"'
ends_with 0 apply -auto-approve

# Modes.
ends_with 2 plan -detailed-exitcode -destroy
says "3 to destroy"
ends_with 0 plan -detailed-exitcode -refresh-only
ends_with 0 plan -detailed-exitcode -refresh=false
says_not "Refreshing"

# Arguments in the environment come before those of the command line.
TF_CLI_ARGS_plan="-detailed-exitcode -var 'v=a b'" ends_with 2 plan
says '"a b"'
TF_CLI_ARGS_plan="-var v=two" TF_CLI_ARGS=-destroy ends_with 0 plan -destroy=false
says "3 to destroy"
TF_CLI_ARGS="-var 'v" ends_with 1 plan
says "TF_CLI_ARGS"

# Folders and workspaces.
mkdir inner
(cd inner && ends_with 0 -chdir=.. plan -detailed-exitcode)
ends_with 1 -chdir=missing plan
TF_WORKSPACE=dev ends_with 0 apply -auto-approve
says '"dev"'
[ -f terraform.tfstate.d/dev/terraform.tfstate ] || fail "the workspace has a state of its own"
mkdir data
echo dev >data/environment
TF_DATA_DIR=data ends_with 0 plan -detailed-exitcode
TF_WORKSPACE=dev ends_with 0 destroy -auto-approve
TF_WORKSPACE=../dev ends_with 1 plan
ends_with 0 plan -detailed-exitcode

# A saved plan, and what it prints for programs.
ends_with 0 plan -out=plan -var v=three
says "rcw apply plan"
TF_IN_AUTOMATION=1 ends_with 0 plan -out=plan -var v=three
says_not "rcw apply plan"
"$RCW" apply -json plan >log
grep --quiet '"type":"version"' log || fail "each line is a message"
grep --quiet '"@module":"terraform.ui"' log || fail "it comes from where programs look"
grep '"type":"change_summary"' log | grep --quiet '"add":1,"change":2' || fail "the summary is one"
if grep --invert-match --quiet '^{.*}$' log; then fail "every line is an object"; fi

# Going without a lock.
(
  exec 9>.terraform.tfstate.lock.info
  flock 9
  ends_with 1 apply -auto-approve
  ends_with 0 apply -auto-approve -lock=false
)

# What is told of the inside goes where it is asked to.
TF_LOG=debug TF_LOG_PATH=rcw.log ends_with 0 plan -var v=secret-value
grep --quiet '\[INFO\]  rcw' rcw.log || fail "there is a log"
if grep --quiet secret-value rcw.log; then fail "values of variables are not logged"; fi
ends_with 0 destroy -auto-approve
