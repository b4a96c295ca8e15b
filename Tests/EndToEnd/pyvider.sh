# A provider in Python, made with another framework (PyPI: pyvider), which tells objects apart and plans deletions: made, changed,
# drifted, replaced, imported, and destroyed unless there is something against it.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_PYVIDER:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_PYVIDER is not set"
  exit 0
fi
export RCW_HOME=$PWD/home RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TMPDIR=$PWD/tmp
mkdir -p bin tmp site/carving-1.dist-info
printf '[pyvider]\ncarving = carving_provider\n' >site/carving-1.dist-info/entry_points.txt
printf 'Metadata-Version: 2.1\nName: carving\nVersion: 1\n' >site/carving-1.dist-info/METADATA
cat >bin/terraform-provider-carving <<END
#!/bin/sh
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$PWD/site:$ROOT/Tests/Plugins
exec "$RCW_TEST_PYVIDER" -c 'import sys; sys.argv[0] = "terraform-provider-carving"; from pyvider.cli.__main__ import main; main()'
END
chmod 755 bin/terraform-provider-carving
printf 'provider_installation {\n  dev_overrides { "example.com/quarry/carving" = "%s" }\n}\n' "$PWD/bin" >cli.tfrc
cat >main.tf <<END
terraform {
  required_providers { carving = { source = "example.com/quarry/carving" } }
}
variable "path" { default = "$PWD/one" }
variable "text" { default = "hic jacet" }
resource "carving_stone" "a" {
  path = var.path
  text = var.text
}
output "length" { value = carving_stone.a.length }
END
run apply -auto-approve
says "length = 9"
grep -A 3 '"identity_schema_version": 0' terraform.tfstate | grep -q "\"path\": \"$PWD/one\"" || fail "what tells it apart is recorded"
run plan -detailed-exitcode
run apply -auto-approve -var text=RIP
says "0 added, 1 changed, 0 destroyed"
echo -n graffiti >one
run apply -auto-approve -var text=RIP
says "0 added, 1 changed, 0 destroyed"
run apply -auto-approve -var path="$PWD/two"
says "1 added, 0 changed, 1 destroyed"
[ ! -e one ] || fail "the first one is gone"

# By its id, and by what tells it apart.
run state rm carving_stone.a
run import -var path="$PWD/two" carving_stone.a "$PWD/two"
run plan -detailed-exitcode -var path="$PWD/two"
run state rm carving_stone.a
printf 'import {\n  to       = carving_stone.a\n  identity = { path = var.path }\n}\n' >import.tf
run apply -auto-approve -var path="$PWD/two"
says "1 imported, 0 added, 0 changed, 0 destroyed"
rm import.tf

# Something is wrong with a configuration, or stands against a deletion.
refuses "Stones stand at absolute paths." plan -var path=here
run apply -auto-approve -var path="$PWD/two" -var text=sacred
refuses "What is sacred stays." destroy -auto-approve
[ -e two ] || fail "it stays"
run apply -auto-approve -var path="$PWD/two"
run destroy -auto-approve
says "1 destroyed"
[ ! -e two ] || fail "it is gone"
printf '{"resources": {"carving_stone": {"config": {"path": "%s", "text": "a"}}}}' "$PWD/three" >world.json
refuses "Started without the cookie of a host" provider test bin/terraform-provider-carving -with=world.json
says "1 failed"
says "An import by its identity finds all of it."
[ -z "$(find tmp -name 'rcw-plugins-*')" ] || fail "no socket is left: $(ls tmp)"
