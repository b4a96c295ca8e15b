# Encrypted states and plans: nothing on the disk shows what is in them, and no key means no change.
refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then
    echo "was not refused: rcw $*" >&2
    exit 1
  fi
  cat refused.txt
}
secret=correct-horse-battery-staple
shows_nothing() { ! grep -r --exclude=main.tf --quiet "$secret" .; }
key() { printf "%0.s$1" {1..64}; }

cat >main.tf <<HCL
variable "key" {
  type      = string
  sensitive = true
}
resource "terraform_data" "secret" {
  input = "$secret-\${terraform.workspace}"
}
HCL
encrypted() {
  cat >encryption.tf <<HCL
terraform {
  encryption {
    key_provider "static" "new" {
      key = var.key
    }
    key_provider "environment" "old" {
      variable = "OLD_KEY"
    }
    method "aes_gcm" "new" {
      keys = key_provider.static.new
    }
    method "aes_gcm" "old" {
      keys = key_provider.environment.old
    }
    method "unencrypted" "none" {}
    state {
      method = method.aes_gcm.new
      $1
    }
  }
}
HCL
}
export OLD_KEY TF_VAR_key
TF_VAR_key=$(key a)
OLD_KEY=$(key b)

echo "-- encryption begins, and takes what was there before with it"
"$RCW" apply -auto-approve >/dev/null
"$RCW" apply -auto-approve -replace=terraform_data.secret >/dev/null
! shows_nothing
encrypted ""
refused apply -auto-approve | grep 'not encrypted'
encrypted $'fallback {\n method = method.unencrypted.none\n}'
"$RCW" apply -auto-approve -replace=terraform_data.secret >/dev/null
shows_nothing
encrypted "enforced = true"
"$RCW" state pull | grep --quiet "$secret"
"$RCW" state history | grep --quiet '^1 '

echo "-- plans are encrypted too"
"$RCW" plan -out saved -replace=terraform_data.secret >/dev/null
shows_nothing
"$RCW" show saved | grep --quiet 'replace'
TF_VAR_key=$(key c) refused apply saved | grep 'cannot be decrypted'
"$RCW" apply saved >/dev/null

echo "-- a wrong key, or none, changes nothing"
sum=$(sha256sum terraform.tfstate)
TF_VAR_key=$(key c) refused apply -auto-approve | grep 'cannot be decrypted'
TF_VAR_key=short refused state list | grep 'hexadecimal'
mv encryption.tf aside
refused destroy -auto-approve | grep 'no encryption block'
mv aside encryption.tf
[ "$sum" = "$(sha256sum terraform.tfstate)" ]

echo "-- a key is changed"
OLD_KEY=$TF_VAR_key TF_VAR_key=$(key d)
encrypted $'fallback {\n method = method.aes_gcm.old\n}'
"$RCW" apply -auto-approve -replace=terraform_data.secret >/dev/null
encrypted ""
OLD_KEY= "$RCW" state list | grep --quiet terraform_data.secret

echo "-- the environment can say it all"
rm encryption.tf
refused state list | grep 'no encryption block'
TF_ENCRYPTION="key_provider \"static\" \"k\" {
  key = \"$TF_VAR_key\"
}
method \"aes_gcm\" \"m\" {
  keys = key_provider.static.k
}
state {
  method = method.aes_gcm.m
}" "$RCW" destroy -auto-approve >/dev/null
shows_nothing

echo "-- a state that nothing changes is encrypted by the next apply, and under a new key by the one after"
rm -rf -- * .rcw
cat >main.tf <<HCL
resource "terraform_data" "secret" {
  input = "$secret"
}
HCL
"$RCW" apply -auto-approve >/dev/null
chain() {
  cat >encryption.tf <<HCL
terraform {
  encryption {
    key_provider "environment" "root" {
      variable = "OLD_KEY"
    }
    key_provider "pbkdf2" "derived" {
      chain      = key_provider.environment.root
      iterations = $1
    }
    method "aes_gcm" "derived" {
      keys = key_provider.pbkdf2.derived
    }
    method "unencrypted" "none" {}
    state {
      method = method.aes_gcm.derived
      $2
    }
  }
}
HCL
}
OLD_KEY=$(key e)
chain 200000 $'fallback {\n method = method.unencrypted.none\n}'
"$RCW" apply -auto-approve 2>&1 | grep 'now encrypted'
shows_nothing
chain 200000 ""
"$RCW" apply -auto-approve >again.txt 2>&1
! grep 'now encrypted' again.txt
OLD_KEY=$(key f) refused plan | grep 'cannot be decrypted'
sed -i 's/key_provider.environment.root/key_provider.pbkdf2.derived/' encryption.tf
refused plan | grep 'circle'

echo "-- another configuration reads the encrypted state"
chain 200000 ""
mkdir reader
cat >reader/main.tf <<HCL
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "../terraform.tfstate" }
}
output "names" {
  value = keys(data.terraform_remote_state.other.outputs)
}
HCL
cat >>main.tf <<HCL
output "greeting" {
  value = "hello"
}
HCL
"$RCW" apply -auto-approve >/dev/null
(cd reader && refused plan | grep 'no encryption block')
sed 's/^    state {/    remote_state_data_sources {\n      default {/; s/^    }\n  }/&/' encryption.tf |
  sed '/method = method.aes_gcm.derived/a\      }' >reader/encryption.tf
(cd reader && "$RCW" apply -auto-approve | grep --quiet '"greeting"')
