# shellcheck shell=bash
# Finds a Docker engine, or starts one of our own that goes away again.
# Needs lib/common.sh and lib/packages.sh.

# The folder of the engine we started; empty while we have started none.
ENGINE_FOLDER=

# Makes an engine answer at DOCKER_HOST (or at Docker's default socket); starts one where none does.
# The caller stops it with `stop_engine`, usually from an EXIT trap.
need_engine() {
  need_docker_command
  if engine_answers; then
    note "Docker engine $(engine_version) answers at ${DOCKER_HOST:-unix:///var/run/docker.sock}."
    return 0
  fi
  [ -z "${DOCKER_HOST:-}" ] || die "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST"
  engine_is_off_limits && die "the Docker engine at /var/run/docker.sock refuses user $(id -un); run: sudo usermod -aG docker $(id -un)"
  start_engine
}

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

engine_version() { docker version --format '{{.Server.Version}} (API {{.Server.APIVersion}})'; }

# Is there a socket that this user may not open?
engine_is_off_limits() { [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; }

# From Debian 13 on the client is a package of its own.
need_docker_command() {
  has docker && return 0
  need_packages docker.io
  has docker || need_packages docker-cli
}

# Starts an engine with its data, socket and log in a new folder of /tmp. A socket's path has at most
# 107 bytes, so TMPDIR is not asked.
start_engine() {
  has dockerd || need_packages docker.io
  has iptables || need_packages iptables
  ENGINE_FOLDER=$(mktemp -d /tmp/rcw-engine.XXXXXX)
  step "Starting a Docker engine in $ENGINE_FOLDER (none was running)"
  as_root setsid dockerd --data-root "$ENGINE_FOLDER/data" --exec-root "$ENGINE_FOLDER/exec" \
    --pidfile "$ENGINE_FOLDER/pid" --host "unix://$ENGINE_FOLDER/docker.sock" --group "$(id -g)" \
    >"$ENGINE_FOLDER/log" 2>&1 </dev/null &
  export DOCKER_HOST=unix://$ENGINE_FOLDER/docker.sock
  wait_for 60 engine_answers_or_ended $! && engine_answers && return 0
  tail -n 20 "$ENGINE_FOLDER/log" | sed 's/^/    /' >&2
  stop_engine
  die "the Docker engine did not start (its log is above); it needs root and the right to set up a network bridge"
}

engine_answers_or_ended() { engine_answers || process_ended "$1"; }

# Ends the engine we started, by its process id, and removes its folder. Does nothing when we started none.
stop_engine() {
  [ -n "$ENGINE_FOLDER" ] || return 0
  local pid
  pid=$(cat "$ENGINE_FOLDER/pid" 2>/dev/null || true)
  if [ -n "$pid" ]; then
    as_root kill "$pid" 2>/dev/null || true
    wait_for 30 process_ended "$pid" || as_root kill -9 "$pid" 2>/dev/null || true
  fi
  # An engine mounts its data folder on itself and does not always take that back.
  awk -v "folder=$ENGINE_FOLDER/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r mount; do as_root umount --lazy "$mount" || true; done
  as_root rm -rf "$ENGINE_FOLDER" || note "Could not remove $ENGINE_FOLDER."
  ENGINE_FOLDER=
  unset DOCKER_HOST
}

process_ended() { [ ! -d "/proc/$1" ]; }
