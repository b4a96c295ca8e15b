# Parameters of workspaces: what they go on with from build to build, and what their owners' names reach.

export RCW_HOME=$PWD/home RCW_OWNER=ann RCW_OWNER_FULL_NAME="Ann B" RCW_OWNER_EMAIL=ann@example.com

mkdir -p template/tools
cat >template/main.tf <<'HCL'
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "size" {
  name    = "size"
  default = "small"
  mutable = true
}

data "coder_parameter" "reset" {
  name      = "reset"
  default   = "no"
  mutable   = true
  ephemeral = true
}

module "tools" {
  count  = data.coder_workspace.me.start_count
  source = "./tools"
}

resource "terraform_data" "box" {
  count = data.coder_workspace.me.start_count
  input = join(" ", [
    data.coder_parameter.size.value, data.coder_parameter.reset.value, module.tools[0].editor,
    data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.email,
  ])
}
HCL
cat >template/tools/main.tf <<'HCL'
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}

data "coder_parameter" "editor" {
  name    = "editor"
  default = "vi"
  mutable = true
}

output "editor" { value = data.coder_parameter.editor.value }
HCL

# What the last build gave the box.
box() {
  "$RCW" logs "$1" --build "$2" | grep '+ input' | sed 's/.*= "\(.*\)"/\1/'
}

"$RCW" template push box --directory template >/dev/null
"$RCW" create dev --template box --parameter size=large --parameter reset=yes --parameter editor=emacs >/dev/null
[ "$(box dev 1)" = "large yes emacs Ann B ann@example.com" ]

echo "-- a parameter that is there only while the workspace runs keeps its value; an ephemeral one does not"
"$RCW" stop dev >/dev/null
"$RCW" show dev -json | grep --quiet '"parameters":{"editor":"emacs","size":"large"}'
"$RCW" start dev >/dev/null
[ "$(box dev 3)" = "large no emacs Ann B ann@example.com" ]

echo "-- a rollback leaves out what the earlier version did not have, an update refuses it"
sed -i 's/name    = "size"/name    = "cpus"/' template/main.tf
"$RCW" template push box --directory template >/dev/null
if "$RCW" update dev --yes --parameter sise=1 >refused.txt 2>&1; then exit 1; fi
grep --quiet 'no coder_parameter named "sise"' refused.txt
"$RCW" update dev --yes --parameter cpus=4 >/dev/null
"$RCW" show dev -json | grep --quiet '"parameters":{"cpus":"4","editor":"emacs"}'
"$RCW" rollback dev --yes >/dev/null
"$RCW" show dev -json | grep --quiet '"parameters":{"editor":"emacs","size":"large"}'

echo "-- of other owners only the name is known"
"$RCW" create bob/dev --template box@v1 >/dev/null
[ "$(box bob/dev 1)" = "small no vi bob default@example.com" ]
