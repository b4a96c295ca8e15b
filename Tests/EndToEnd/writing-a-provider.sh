# The provider of docs/writing-a-provider.md, as those who wrote it try it: with rcw and with Terraform, while they work on it
# and out of a mirror.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
program=$(dirname "$RCW")/ShelfProvider
if [ ! -x "$program" ] || [ -z "${RCW_TEST_TERRAFORM:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: there is no ShelfProvider beside rcw, or RCW_TEST_TERRAFORM is not set"
  exit 0
fi
mkdir bin home tmp shelf template
cp "$program" bin/terraform-provider-shelf
cp "$ROOT/Examples/shelf-provider/main.tf" template/
export RCW_HOME=$PWD/home TMPDIR=$PWD/tmp CHECKPOINT_DISABLE=1 TF_VAR_folder=$PWD/shelf
export RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc TF_CLI_CONFIG_FILE=$PWD/cli.tfrc

run() { "$RCW" -chdir=template "$@" >log 2>&1 || fail "rcw $*"; }
terraform() { (cd template && $RCW_TEST_TERRAFORM "$@") >log 2>&1 || fail "terraform $*"; }
refuses() {
  if "${@:2}" >log 2>&1; then fail "it refuses: $1"; fi
  says "$1"
}

# While it is worked on: the program is used as it is, and nothing is installed.
printf 'provider_installation {\n  dev_overrides { "example.com/library/shelf" = "%s" }\n}\n' "$PWD/bin" >cli.tfrc
run apply -auto-approve
says "1 added"
says 'title = "Groceries"'
[ "$(cat shelf/groceries)" = "$(printf 'Groceries\nMilk and bread.')" ] || fail "the note is on the shelf"
run plan -detailed-exitcode
run apply -auto-approve -var text=Tea
says "0 added, 1 changed, 0 destroyed"
echo -n "Scribbled over." >shelf/groceries
run apply -auto-approve -var text=Tea
says "0 added, 1 changed, 0 destroyed"
[ "$(cat shelf/groceries)" = Tea ] || fail "what others changed is put right"

# What one has begun the other goes on with.
terraform plan -no-color -detailed-exitcode -var text=Tea
terraform apply -no-color -auto-approve -var text=Coffee
says "0 added, 1 changed, 0 destroyed"
run plan -detailed-exitcode -var text=Coffee
run state rm shelf_note.groceries
terraform import -no-color -var text=Coffee shelf_note.groceries groceries
run plan -detailed-exitcode -var text=Coffee
terraform destroy -no-color -auto-approve
says "1 destroyed"
[ -z "$(ls shelf)" ] || fail "the note is gone"

# Mistakes are told where they stand, and failures by name.
sed -i 's/"groceries"$/"Two Words"/' template/main.tf
refuses "may have small letters, digits and dashes" "$RCW" -chdir=template plan
says '"Two Words"'
(cd template && refuses "may have small letters, digits and dashes" $RCW_TEST_TERRAFORM plan -no-color)
cp "$ROOT/Examples/shelf-provider/main.tf" template/
echo taken >shelf/groceries
refuses 'Cannot write the note "groceries"' "$RCW" -chdir=template apply -auto-approve
rm shelf/groceries

# It keeps what is promised.
cat >world.json <<END
{
  "provider": {"folder": "$PWD/shelf"},
  "resources": {
    "shelf_note": {"config": {"name": "a", "text": "Milk."}, "changed": {"name": "a", "text": "Tea."}}
  }
}
END
"$RCW" provider test bin/terraform-provider-shelf -with=world.json >log 2>&1 || fail "it passes the checks"
says "shelf_note: It was deleted."

# Out of a mirror, as others have it: both find it, and both hold it to the lock file.
place=mirror/example.com/library/shelf/1.0.0/linux_$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
mkdir -p "$place"
cp bin/terraform-provider-shelf "$place/terraform-provider-shelf_v1.0.0"
printf 'provider_installation {\n  filesystem_mirror { path = "%s" }\n}\n' "$PWD/mirror" >cli.tfrc
run init
run apply -auto-approve
terraform init -no-color
terraform plan -no-color -detailed-exitcode
grep -q '"example.com/library/shelf"' template/.terraform.lock.hcl || fail "it is locked"
run destroy -auto-approve
says "1 destroyed"
[ -z "$(ls tmp)" ] || fail "no socket is left: $(ls tmp)"
