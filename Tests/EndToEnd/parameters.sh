# Workspace parameters get their values from options, files, the environment and the time before, and what is
# wrong with them is said before anything happens.
expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    exit 1
  }
}

# Plans and prints the value of an output, or fails.
value() {
  local name=$1
  shift
  "$RCW" apply -auto-approve -input=false "$@" >log.txt 2>&1 || return
  "$RCW" output -raw "$name"
}

# Whether a plan with these arguments fails with a text.
refuses() {
  local text=$1
  shift
  ! "$RCW" plan -input=false "$@" >log.txt 2>&1 && grep -qF -- "$text" log.txt
}

cat >main.tf <<'HCL'
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = 1
  mutable = true
  validation {
    min   = 1
    max   = 8
    error = "between {min} and {max}"
  }
}
data "coder_parameter" "region" {
  name    = "region"
  default = "eu"
}
data "coder_parameter" "tools" {
  name = "tools"
  type = "list(string)"
}
output "size" { value = data.coder_parameter.size.value }
output "region" { value = data.coder_parameter.region.value }
output "tools" { value = join("+", jsondecode(data.coder_parameter.tools.value)) }
HCL
cat >values.yaml <<'YAML'
# What this team uses
tools: [git, "make"]
size: 2
YAML

expect "a value that is missing is asked for" refuses '--parameter tools=VALUE'
expect "files give values" test "$(value size -parameter-file values.yaml)" = 2
expect "lists come as lists" test "$(value tools)" = git+make
expect "what is not given again stays" test "$(value size)" = 2
expect "options win over files" test "$(value size -parameter-file values.yaml -parameter size=3)" = 3
hash=$(printf size | sha256sum | cut -d ' ' -f 1)
expect "the environment gives values as Coder's does" test "$(env "CODER_PARAMETER_$hash=4" "$RCW" plan \
  -input=false | grep -c '"3" -> "4"')" -eq 1
expect "an unknown name is refused with a suggestion" refuses 'Did you mean "region"?' -parameter regoin=us
expect "what cannot change is refused" refuses 'not mutable' -parameter region=us
expect "values are validated" refuses 'between 1 and 8' -parameter size=9
echo 'tools: {' >bad.yaml
expect "a bad file is shown with its line" refuses 'bad.yaml line 1' -parameter-file bad.yaml
