# shellcheck shell=bash
# What every script here starts from: strict mode, the repository's root, how to speak and how to give up.
set -euo pipefail

# shellcheck disable=SC2034  # for the scripts that read this file
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PROGRAM=$(basename "$0")

# Says one line about what happens next.
step() { printf '==> %s\n' "$*"; }

# Says one line about what came of it.
note() { printf '    %s\n' "$*"; }

# Gives up: one line on standard error, exit status 1.
die() {
  printf '%s: %s\n' "$PROGRAM" "$*" >&2
  exit 1
}

# Is the program there?
has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, through sudo, or not at all, saying what to run instead.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo; then
    sudo -- "$@"
  else
    die "this needs root and there is no sudo; run as root: $*"
  fi
}

# Runs a command with its output kept back; shows the last lines of it only when the command fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    printf '%s: "%s" failed with status %d; the end of its output:\n' "$PROGRAM" "$*" "$status" >&2
    tail -n 40 "$log" | sed 's/^/    /' >&2
  fi
  rm -f "$log"
  return "$status"
}

# Runs "$@" every half second until it succeeds, at most $1 seconds long.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.5
  done
}
