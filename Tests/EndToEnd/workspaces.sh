# Several states of one configuration, in Terraform's layout.
refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then
    echo "was not refused: rcw $*" >&2
    exit 1
  fi
  cat refused.txt
}

cat >main.tf <<'HCL'
resource "terraform_data" "where" { input = terraform.workspace }
output "where" { value = terraform_data.where.output }
HCL

"$RCW" apply -auto-approve >/dev/null
"$RCW" workspace new blue | grep 'Created and switched to workspace "blue"!'
[ "$("$RCW" workspace show)" = blue ]
"$RCW" apply -auto-approve >/dev/null
[ "$("$RCW" output -raw where)" = blue ]
[ -f terraform.tfstate.d/blue/terraform.tfstate ]
TF_WORKSPACE=green "$RCW" apply -auto-approve >/dev/null
[ "$(TF_WORKSPACE=green "$RCW" output -raw where)" = green ]
"$RCW" workspace list | diff - <(printf '%s\n' '  default' '* blue' '  green')

refused workspace new blue | grep 'already'
refused workspace new ../up | grep 'no name for a workspace'
refused workspace select blu | grep 'Did you mean "blue"'
refused workspace delete blue | grep 'in use'
TF_WORKSPACE=green refused workspace select default | grep 'TF_WORKSPACE'
"$RCW" workspace select default
[ "$("$RCW" output -raw where)" = default ]
refused workspace delete blue | grep 'not empty'
"$RCW" workspace select blue
"$RCW" destroy -auto-approve >/dev/null
"$RCW" workspace select default
"$RCW" workspace delete blue
"$RCW" workspace delete -force green
"$RCW" workspace list | diff - <(printf '%s\n' '* default')
[ -z "$(ls terraform.tfstate.d)" ]
TF_DATA_DIR=elsewhere "$RCW" workspace new red
[ "$(cat elsewhere/environment)" = red ]
