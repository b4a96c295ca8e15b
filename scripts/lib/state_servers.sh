# shellcheck shell=bash
# Starts the servers that the tests of state backends need, on ports of this machine that nobody uses, behind a
# network that can be made to fail. Needs lib/common.sh and lib/packages.sh.

# The folder of the servers' data and logs; empty while none runs.
STATE_SERVERS=
STATE_SERVER_PIDS=()

# Starts PostgreSQL, moto (S3 and STS) and Tests/Servers/state_server.py (http, Kubernetes), and says where they are in
# RCW_TEST_SERVERS: `http=PORT s3=PORT pg=PORT control=PORT`, and PostgreSQL without that network in between,
# `database=PORT`. The caller stops them with `stop_state_servers`.
start_state_servers() {
  need_packages postgresql libpq5 python3 python3-venv
  STATE_SERVERS=$(mktemp -d /tmp/rcw-servers.XXXXXX)
  chmod 755 "$STATE_SERVERS"
  local ports
  mapfile -t ports < <(free_ports 7)
  start_postgres "${ports[0]}"
  start_moto "${ports[1]}"
  in_background state python3 "$ROOT/Tests/Servers/state_server.py" "${ports[2]}"
  in_background proxy python3 "$ROOT/Tests/Servers/troubled_proxy.py" "${ports[3]}" \
    "${ports[4]}:${ports[0]}" "${ports[5]}:${ports[1]}" "${ports[6]}:${ports[2]}"
  wait_for 60 listens "${ports[0]}" || die "PostgreSQL did not start; see $STATE_SERVERS/postgres.log"
  wait_for 60 listens "${ports[1]}" || die "moto did not start; see $STATE_SERVERS/moto.log"
  wait_for 60 listens "${ports[3]}" || die "the proxy did not start; see $STATE_SERVERS/proxy.log"
  # What the tests write to has to be there before.
  curl -fsS -X PUT "http://127.0.0.1:${ports[1]}/states" >/dev/null || die "moto made no bucket"
  export RCW_TEST_SERVERS="pg=${ports[4]} s3=${ports[5]} http=${ports[6]} control=${ports[3]} database=${ports[0]}"
  note "Servers for states: $RCW_TEST_SERVERS."
}

stop_state_servers() {
  [ -n "$STATE_SERVERS" ] || return 0
  if [ -f "$STATE_SERVERS/pg/postmaster.pid" ]; then
    as_postgres "$(postgres_programs)/pg_ctl" -D "$STATE_SERVERS/pg" -m immediate stop >/dev/null 2>&1 || true
  fi
  [ "${#STATE_SERVER_PIDS[@]}" -eq 0 ] || kill "${STATE_SERVER_PIDS[@]}" 2>/dev/null || true
  rm -rf "$STATE_SERVERS"
  STATE_SERVERS=
}

in_background() {
  local name=$1
  shift
  "$@" >"$STATE_SERVERS/$name.log" 2>&1 </dev/null &
  STATE_SERVER_PIDS+=($!)
}

free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
for one in sockets:
    print(one.getsockname()[1])
PYTHON
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

postgres_programs() { dirname "$(find /usr/lib/postgresql -name initdb | sort -V | tail -n 1)"; }

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

start_postgres() {
  local data=$STATE_SERVERS/pg programs
  programs=$(postgres_programs)
  mkdir "$data" "$STATE_SERVERS/socket"
  [ "$(id -u)" -ne 0 ] || chown postgres "$data" "$STATE_SERVERS/socket"
  quietly as_postgres "$programs/initdb" -D "$data" -A trust -U postgres || die "initdb failed"
  in_background postgres as_postgres "$programs/postgres" -D "$data" -p "$1" -k "$STATE_SERVERS/socket" \
    -c listen_addresses=127.0.0.1 -c fsync=off
}

# moto comes from PyPI, into a folder of its own that is kept.
start_moto() {
  local folder=$ROOT/.build/moto
  if [ ! -x "$folder/bin/moto_server" ]; then
    step "Installing moto"
    quietly python3 -m venv "$folder" || die "the virtual environment was not made"
    quietly "$folder/bin/pip" install 'moto[server,s3]==5.2.5' || die "moto was not installed"
  fi
  in_background moto "$folder/bin/moto_server" -H 127.0.0.1 -p "$1"
}
