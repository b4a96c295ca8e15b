# What the pages of docs/providers show is valid, as a whole and as it stands there.
for page in "$ROOT"/docs/providers/*.md; do
  name=$(basename "$page" .md)
  mkdir "$name"
  awk '/^```hcl$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page" >"$name/main.tf"
  # The page about other providers shows none.
  [ -s "$name/main.tf" ] || [ "$name" = others ]
  echo "-- $name"
  "$RCW" -chdir="$name" validate
  "$RCW" fmt -check "$name"
done
