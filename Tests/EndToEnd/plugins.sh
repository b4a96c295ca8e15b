# Providers that are programs of their own: a real one through its life, and what must never be left behind.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_PROVIDERS:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_PROVIDERS is not set"
  exit 0
fi
export RCW_HOME=$PWD/home RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TMPDIR=$PWD/tmp
mkdir tmp

# The providers that run: those whose folder for sockets is ours.
with_sockets() { grep -lz "PLUGIN_UNIX_SOCKET_DIR=$TMPDIR/" /proc/[0-9]*/environ 2>/dev/null || true; }

# A mirror that names the provider takes the place of the one that is built in, where a template pins it.
cat >cli.tfrc <<EOF
provider_installation {
  filesystem_mirror {
    path    = "$RCW_TEST_PROVIDERS"
    include = ["hashicorp/null"]
  }
}
EOF
cat >main.tf <<'EOF'
terraform {
  required_providers {
    null = { source = "hashicorp/null", version = "2.1.2" }
  }
}
variable "trigger" { default = "one" }
resource "null_resource" "a" {
  count    = 3
  triggers = { x = "${var.trigger} ${count.index}" }
}
output "ids" { value = null_resource.a[*].id }
EOF
run init
grep -q '"h1:CFnENdqQu4g3LJNevA32aDxcUz2qGkRGQpFfkI8TCdE="' .terraform.lock.hcl || fail "the lock file has Terraform's checksum"
refuses "doesn't support import" import 'null_resource.a[0]' x
run apply -auto-approve
says "3 added"
run plan -detailed-exitcode
run apply -auto-approve -var trigger=two
says "3 added, 0 changed, 3 destroyed"
run providers schema
says '"null_resource"'
run provider test "$RCW_TEST_PROVIDERS"/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64/terraform-provider-null_v2.1.2_x4
says "It ends when it is told to."
run destroy -auto-approve
says "3 destroyed"
[ -z "$(with_sockets)" ] || fail "no provider is left: $(with_sockets)"
[ -z "$(ls tmp)" ] || fail "no socket is left: $(ls tmp)"

# A program that is not the locked one is not run.
mkdir -p other/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64
printf '#!/bin/sh\ntouch %s/was-run\n' "$PWD" >other/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64/terraform-provider-null_v2.1.2
chmod 755 other/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64/*
sed -i "s|$RCW_TEST_PROVIDERS|$PWD/other|" cli.tfrc
rm -r .terraform
refuses "none of its checksums" init
refuses "none of its checksums" plan
[ ! -e was-run ] || fail "it was not run"

# A packed mirror, on a disk that is full.
rm -f .terraform.lock.hcl
packed=packed/registry.terraform.io/hashicorp/null
mkdir -p "$packed"
(cd "$RCW_TEST_PROVIDERS/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64" &&
  python3 -m zipfile -c "$OLDPWD/$packed/terraform-provider-null_2.1.2_linux_amd64.zip" terraform-provider-null_v2.1.2_x4)
sed -i "s|$PWD/other|$PWD/packed|" cli.tfrc
(
  trap '' XFSZ
  ulimit -f 4096
  refuses "Unpacking a provider failed" init
)
[ -z "$(find home -name '*.tmp')" ] || fail "nothing half is left"
run init
grep -q "h1:CFnENdqQu4g3LJNevA32aDxcUz2qGkRGQpFfkI8TCdE=" .terraform.lock.hcl || fail "packed or not, it is the same"
run plan

# What is killed takes its providers along, and knows afterwards what it had begun.
[ -n "${RCW_TEST_PYTHON:-}" ] || exit 0
mkdir fake && cd fake
printf '#!/bin/sh\nexec "%s" "%s/Tests/Plugins/fake_plugin.py"\n' "$RCW_TEST_PYTHON" "$ROOT" >terraform-provider-fake
chmod 755 terraform-provider-fake
printf 'provider_installation {\n  dev_overrides { "acme/fake" = "%s" }\n}\n' "$PWD" >cli.tfrc
export RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc
cat >main.tf <<'EOF'
terraform {
  required_providers { fake = { source = "acme/fake" } }
}
resource "fake_thing" "a" { name = "one" }
EOF
FAKE_PLUGIN=at=PlanResourceChange:die refuses "ended with status 7 while it planned a change" plan
FAKE_PLUGIN=lie=plan refuses "This is a bug in the provider" plan
FAKE_PLUGIN=lie=apply refuses "This is a bug in the provider" apply -auto-approve
FAKE_PLUGIN=lie=defer refuses "known only after apply" plan
printf '{"resources": {"fake_thing": {"config": {"name": "one"}}}}' >world.json
FAKE_PLUGIN=lie=apply refuses "failed" provider test terraform-provider-fake -with=world.json
says "another value than it had planned"
cp main.tf good
cat >>main.tf <<'EOF'
resource "fake_thing" "b" { name = "two" }
provider "fake" {
  greeting = "bad"
}
EOF
refuses "in provider \"fake\"" plan
says 'greeting = "bad"'
[ "$(grep -c 'It is rude' log)" -eq 1 ] || fail "it says so once"
mv good main.tf
rm -rf terraform.tfstate* .rcw
FAKE_PLUGIN=at=ApplyResourceChange:freeze "$RCW" apply -auto-approve >log 2>&1 &
victim=$!
for _ in $(seq 100); do grep -q Creating log && break || sleep 0.2; done
sleep 0.5
kill -KILL "$victim"
wait "$victim" 2>/dev/null || true
for _ in $(seq 50); do [ -n "$(with_sockets)" ] || break; sleep 0.1; done
[ -z "$(with_sockets)" ] || fail "the provider went along: $(with_sockets)"
refuses "Interrupted create to settle" apply -auto-approve
run recover -forget fake_thing.a
run apply -auto-approve
says "1 added"
[ -z "$(ls "$TMPDIR")" ] || fail "the folder of the killed run is gone: $(ls "$TMPDIR")"
