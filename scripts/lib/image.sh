# shellcheck shell=bash
# Builds the base image of the starter templates from files on this machine; no registry is asked.
# Needs lib/common.sh and an engine.

BASE_IMAGE=rcw-base:latest

# Makes BASE_IMAGE be what templates/images/base describes. An image of the same content is left alone, so
# that workspaces made from it do not look outdated.
need_base_image() {
  local folder=$ROOT/templates/images/base archive digest line changes=()
  archive=$(mktemp)
  "$folder/rootfs" >"$archive"
  digest=$(cat "$archive" "$folder/Dockerfile" | sha256sum | cut -d ' ' -f 1)
  if [ "$(base_image_digest)" != "$digest" ]; then
    # The engine's import takes the same instructions that a Dockerfile holds.
    while IFS= read -r line; do
      changes+=(--change "$line")
    done < <(grep -E '^(CMD|ENV|USER|WORKDIR) ' "$folder/Dockerfile")
    quietly_import "$archive" "${changes[@]}" --change "LABEL rcw.content=$digest" || {
      rm -f "$archive"
      die "could not import the base image"
    }
  fi
  rm -f "$archive"
}

base_image_digest() {
  docker image inspect --format '{{ index .Config.Labels "rcw.content" }}' "$BASE_IMAGE" 2>/dev/null || true
}

quietly_import() {
  local archive=$1
  shift
  quietly docker import "$@" "$archive" "$BASE_IMAGE"
}
