# shellcheck shell=bash
# Words that tests of the program are told in. What a command printed last is in the file `log` of the folder that it
# ran in.
#
#   source "$ROOT/Tests/EndToEnd/lib/words.sh"

fail() {
  echo "not so: $1" >&2
  [ ! -f log ] || tail -n 40 log >&2
  exit 1
}

# Runs rcw; $1 is the status it has to end with. ALL_LOGS names a file for what all of them print.
ends_with() {
  local wanted=$1 status=0
  shift
  "$RCW" "$@" >log 2>&1 || status=$?
  [ -z "${ALL_LOGS:-}" ] || cat log >>"$ALL_LOGS"
  [ "$status" -eq "$wanted" ] || fail "rcw $* ends with $wanted instead of $status"
}

run() { ends_with 0 "$@"; }
says() { grep --quiet --fixed-strings -- "$1" log || fail "it says: $1"; }
says_not() { ! grep --quiet --fixed-strings -- "$1" log || fail "it does not say: $1"; }

# refuses WORDS ARGUMENT...: rcw fails, and says the words.
refuses() {
  if "$RCW" "${@:2}" >log 2>&1; then fail "it refuses: $1"; fi
  says "$1"
}

# Forgets what init has made, and the files named besides.
anew() { rm -rf .terraform .terraform.lock.hcl "$@"; }

# start_simulator CLOUD FLAG...: runs until the test ends; its address is then in SIMULATOR.
start_simulator() {
  "$ROOT/Tests/Simulators/simulate" "$@" >address 2>simulator.log &
  simulator=$! simulator_log=$PWD/simulator.log
  trap 'kill "$simulator" 2>/dev/null || true' EXIT
  until [ -s address ]; do
    kill -0 "$simulator" 2>/dev/null || end_simulator
    sleep 0.05
  done
  SIMULATOR=$(head -n 1 address)
}

# Ends it. It ends badly when an exchange was not as its API is described.
end_simulator() {
  kill "$simulator" 2>/dev/null || true
  wait "$simulator" || {
    cat "$simulator_log" >&2
    exit 1
  }
}

# control METHOD ENDPOINT [BODY]: of the simulator itself, such as its faults.
control() { curl -fsS -X "$1" "$SIMULATOR/_simulator/$2" ${3:+-d "$3"}; }
