# A provider in Python, made with a framework of others (PyPI: tf), through its life: made, changed, drifted, replaced, imported,
# destroyed; and what is known when it dies in the middle.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_PYTHON:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_PYTHON is not set"
  exit 0
fi
export RCW_HOME=$PWD/home RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TMPDIR=$PWD/tmp
mkdir bin tmp

printf '#!/bin/sh\nexec "%s" "%s/Tests/Plugins/scroll_provider.py" "$@"\n' "$RCW_TEST_PYTHON" "$ROOT" >bin/terraform-provider-scroll
chmod 755 bin/terraform-provider-scroll
printf 'provider_installation {\n  dev_overrides { "example.com/library/scroll" = "%s" }\n}\n' "$PWD/bin" >cli.tfrc
cat >main.tf <<END
terraform {
  required_providers { scroll = { source = "example.com/library/scroll" } }
}
variable "path" { default = "$PWD/one" }
variable "text" { default = "once upon" }
resource "scroll_paper" "tale" {
  path = var.path
  text = var.text
}
data "scroll_words" "tale" {
  path       = scroll_paper.tale.path
  depends_on = [scroll_paper.tale]
}
output "words" { value = data.scroll_words.tale.count }
output "length" { value = scroll_paper.tale.length }
END
run apply -auto-approve
says "words = 2"
says "length = 9"
run plan -detailed-exitcode
run apply -auto-approve -var "text=once upon a time"
says "0 added, 1 changed, 0 destroyed"
says "words = 4"
echo -n scrawl >one
run apply -auto-approve -var "text=once upon a time"
says "0 added, 1 changed, 0 destroyed"
run apply -auto-approve -var path="$PWD/two"
says "1 added, 0 changed, 1 destroyed"
[ ! -e one ] || fail "the first one is gone"
run state rm scroll_paper.tale
run import -var path="$PWD/two" scroll_paper.tale "$PWD/two"
run plan -detailed-exitcode -var path="$PWD/two"
refuses "What is written there is lost." plan -var path=/dev/null
says "path = var.path"

# The object that it dies over is on record as one that may be there.
refuses "ended with status 3 while it made a change" apply -auto-approve -var path="$PWD/three" -var text=curse
refuses "Interrupted create to settle" apply -auto-approve
run recover -forget scroll_paper.tale
run apply -auto-approve
run destroy -auto-approve
says "1 destroyed"
[ -z "$(ls tmp)" ] || fail "no socket is left: $(ls tmp)"
