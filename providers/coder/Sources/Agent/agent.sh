# shellcheck shell=sh disable=SC1007,SC1090,SC1091,SC2086,SC2154,SC2164,SC2209,SC2317
# Comes after the lines that InitScript.swift writes, which set _agent (its id) and _patience (seconds to wait
# for a delivery before saying so), and define unpack. Names begin with an underscore because the container's
# environment has none such. "localhost" and two dollar signs in a row are avoided: templates replace the one
# in this text, Kubernetes the other.
set -f
_dir=${RCW_AGENT_ROOT:-/tmp/rcw-agent}/$_agent _pid=${$} _cr=$(printf '\r')
_serial= _names= _pending= _repeaters= _command= _failed= _fault= _main= _ticks=0 _stopping=

put() { printf %b "$2" >"$_dir/in/$1"; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

say() {
  printf '%s %s\n' "$(now)" "$1" >>"$_dir/log/agent.log"
  printf 'rcw agent: %s\n' "$1" >&2
}

# record FILE: what is read becomes the content of the file, all at once.
record() { cat >"$_dir/$1.new" && mv "$_dir/$1.new" "$_dir/$1"; }

# status STATE [EXIT_CODE]
status() {
  _state=$1 _login=open
  for _each in $_pending; do
    settings "$_each"
    [ -z "$_blocks" ] || _login=blocked
  done
  printf '{"state":"%s","exit_code":%s,"login":"%s","time":"%s"}\n' "$1" "${2:-null}" "$_login" "$(now)" |
    record status.json
  echo "$1" | record status
}

prepare() {
  (umask 077 && mkdir -p "$_dir/in" "$_dir/log" "$_dir/bin" && rm -rf "$_dir/job" "$_dir/sync" && mkdir "$_dir/job") || {
    echo "rcw agent: cannot write to $_dir" >&2
    exit 1
  }
  chmod 1777 "${_dir%/*}" 2>/dev/null
  : >"$_dir/log/agent.log"
  know_user
  _kept=$HOME/.local/share/rcw-agent/$_agent
  export CODER=true CODER_AGENT_ID="$_agent" CODER_SCRIPT_BIN_DIR="$_dir/bin" PATH="$_dir/bin:$PATH"
  if command -v setsid >/dev/null; then _session=setsid _group=-; else _session= _group=; fi
  # After a restart, what was delivered before is newer than what this text brings along.
  [ -f "$_dir/in/manifest" ] || unpack
}

# Sets what a login would have set, as far as the image's list of users tells.
know_user() {
  _shell= _uid=$(id -u)
  while IFS=: read -r _name _ _number _ _ _home _entry; do
    [ "$_number" = "$_uid" ] || continue
    export USER="${USER:-$_name}" LOGNAME="${LOGNAME:-$_name}" HOME="${HOME:-$_home}"
    _shell=$_entry
    break
  done 2>/dev/null </etc/passwd
  case $_shell in */nologin | */false | '') _shell=sh ;; esac
  command -v "$_shell" >/dev/null || _shell=sh
  export SHELL="${SHELL:-$_shell}" HOME="${HOME:-/}"
}

# Reads what is known about a job.
settings() {
  _title=$1 _on_start= _on_stop= _every= _timeout=0 _blocks= _log=
  [ ! -f "$_dir/in/$1.settings" ] || . "$_dir/in/$1.settings"
}

# Takes over a manifest that is new and complete: a serial, the names of the jobs, "end", a line each.
take() {
  [ -f "$_dir/in/manifest" ] || return 1
  _new= _all= _name=
  {
    read -r _new
    while read -r _name && [ "$_name" != end ]; do _all="$_all $_name"; done
  } <"$_dir/in/manifest"
  if [ "$_name" != end ] || [ "$_new" = "$_serial" ]; then return 1; fi
  _serial=$_new _names=$_all
  [ ! -f "$_dir/in/coder" ] || lend
  [ ! -f "$_dir/in/env" ] || . "$_dir/in/env"
  [ "$_patience" -eq 0 ] || keep
}

# Keeps a copy of what was delivered in the home, which may outlive the rest of the machine's file system. Copies of
# agents that have been gone for a month go too.
keep() {
  [ "$HOME" != / ] && (
    umask 077
    rm -rf "$_kept.new"
    mkdir -p "${_kept%/*}" && cp -r "$_dir/in" "$_kept.new" && rm -rf "$_kept" && mv "$_kept.new" "$_kept"
    find "${_kept%/*}" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} +
  ) 2>/dev/null
}

# Takes up that copy: after a restart by somebody else there may be nobody to deliver anything.
recall() {
  [ -f "$_kept/manifest" ] && cp -r "$_kept/." "$_dir/in" 2>/dev/null &&
    say "nothing has been delivered for $_patience s; starting what was delivered last"
}

# Gives scripts the command "coder", unless the image has one.
lend() {
  [ "$(command -v coder)" != "$_dir/bin/coder" ] && command -v coder >/dev/null && return
  cp "$_dir/in/coder" "$_dir/bin/coder" && chmod 755 "$_dir/bin/coder"
}

# Starts the jobs that are new: those of the start, and those that repeat.
begin() {
  for _name in $_names; do
    mkdir "$_dir/job/$_name" 2>/dev/null || continue
    settings "$_name"
    if [ "$_every" ]; then
      repeat "$_name" &
      _repeaters="$_repeaters $!"
    elif [ "$_on_start" ]; then
      _pending="$_pending $_name"
      { run "$_name"; kill -USR1 "$_pid"; } &
    fi
  done
  conclude
}

# Runs a job to its end and records what came of it.
run() {
  settings "$1"
  case $_log in '') _log=$_dir/log/$1.log ;; /*) ;; *) _log=/tmp/$_log ;; esac
  mkdir -p "${_log%/*}"
  launch "$1" >>"$_log" 2>&1
  if [ -f "$_job/timed_out" ]; then
    say "$_title took longer than $_timeout s and was ended. Its output is in $_log"
  elif [ "$_code" -ne 0 ]; then
    say "$_title failed with exit code $_code. Its output is in $_log and ends with:"
    tail -n 20 "$_log" >&2
  fi
  echo "$_code $(now)" | record "job/$1/result"
}

# Runs a job's script in a process group of its own, no longer than it may take.
launch() {
  _job=$_dir/job/$1 _script=$_dir/in/$1.script
  export CODER_SCRIPT_DATA_DIR="$_dir/data/$1"
  rm -f "$_job/timed_out"
  mkdir -p "$_job" "$CODER_SCRIPT_DATA_DIR"
  cd "$HOME" 2>/dev/null || cd /
  cd "${_work:-.}" 2>/dev/null
  choose_interpreter
  $_session $_with "$_script" </dev/null 3<&- &
  _main=$!
  echo "$_main" >"$_job/pid"
  expire >/dev/null 2>&1 &
  _clock=$!
  wait "$_main"
  _code=$? _main=
  kill "$_clock" 2>/dev/null
  rm -f "$_job/pid"
}

# What the script's first line asks for, or else the user's shell.
choose_interpreter() {
  IFS= read -r _first <"$_script"
  case $_first in
    '#!'*) _with=${_first#??} _with=${_with%"$_cr"} ;;
    *) _with=$_shell ;;
  esac
}

# Ends a script that takes too long, unless it is told that the script has ended.
expire() {
  [ "$_timeout" -gt 0 ] || return
  trap '[ "$!" = "$_main" ] || kill "$!"; exit' TERM
  nap "$_timeout"
  : >"$_job/timed_out"
  sleep 5 &
  kill -TERM "$_group$_main"
  wait "$!"
  kill -KILL "$_group$_main"
}

nap() {
  sleep "$1" &
  wait "$!"
}

# Runs a job again and again; its output is a value. Counts the failures in a row.
repeat() {
  trap 'kill "$!" ${_main:+"$_group$_main"} 2>/dev/null; exit' TERM
  _failures=0
  while settings "$1"; do
    launch "$1" >"$_dir/job/$1/value.new" 2>&1
    if [ "$_code" -eq 0 ]; then _failures=0; else _failures=$((_failures + 1)); fi
    mv "$_job/value.new" "$_job/value"
    echo "$_code $(now) $_failures" | record "job/$1/result"
    [ "$_every" -gt 0 ] || break
    nap "$_every"
  done
}

# Sees which scripts of the start have come to their end.
settle() {
  _left=
  for _name in $_pending; do
    if ! read -r _result _ 2>/dev/null <"$_dir/job/$_name/result"; then
      _left="$_left $_name"
    elif [ -f "$_dir/job/$_name/timed_out" ]; then
      fault start_timeout
    elif [ "$_result" -ne 0 ]; then
      fault start_error
    fi
  done
  [ "$_left" = "$_pending" ] && return
  _pending=$_left
  conclude
}

# fault STATE: the script $_name has failed with $_result. One that nobody has to wait for keeps nobody out.
fault() {
  settings "$_name"
  _failed=${_failed:-$_result}
  [ -z "$_blocks" ] || _fault=${_fault:-$1}
}

# Says what the start has come to.
conclude() {
  if [ "$_pending" ]; then status starting; else status "${_fault:-ready}" "${_failed:-0}"; fi
}

# Waits until something may have happened. Signals end the wait.
doze() {
  _ticks=$((_ticks + 1))
  if [ -z "$_serial" ] && [ "$_ticks" -eq "$_patience" ] && ! recall; then
    say "nothing has been delivered to $_dir/in for $_patience s; waiting on"
    status start_timeout
  fi
  if [ "$_ticks" -lt 60 ] || [ "$_pending$_command" ]; then nap 1; else nap 5; fi || kill "$!" 2>/dev/null
}

# Waits for a process, whatever signals come meanwhile.
reap() {
  wait "$1"
  _code=$?
  while kill -0 "$1" 2>/dev/null; do
    wait "$1"
    _code=$?
  done
}

# Runs the scripts of the stop, then ends everything.
shut_down() {
  trap : TERM INT QUIT HUP
  _started=$_pending _pending= _stops=
  status shutting_down
  for _each in $_repeaters; do kill "$_each" 2>/dev/null; done
  for _each in $_started; do
    read -r _main 2>/dev/null <"$_dir/job/$_each/pid" && kill -TERM "$_group$_main" 2>/dev/null
  done
  for _each in $_names; do
    settings "$_each"
    [ "$_on_stop" ] || continue
    run "$_each" &
    _stops="$_stops $!"
  done
  for _each in $_stops; do reap "$_each"; done
  _code=0
  if [ "$_command" ]; then
    kill -TERM "$_command" 2>/dev/null
    reap "$_command"
  fi
  [ "$_pid" != 1 ] || end_all
  status off "$_code"
  exit "$_code"
}

# As the container's first process: asks all others to end, and gives them three seconds.
end_all() {
  kill -TERM -1 2>/dev/null
  for _each in 1 2 3; do
    kill -0 -1 2>/dev/null || break
    nap 1
  done
}

main() {
  trap _stopping=yes TERM INT QUIT HUP
  trap : USR1
  prepare
  status starting
  while [ -z "$_stopping" ]; do
    if take; then begin; fi
    settle
    if [ $# -gt 0 ] && [ -z "$_command" ] && [ "$_serial" ] && [ "$_login" = open ]; then
      "$@" <&3 3<&- &
      _command=$!
    fi
    if [ "$_command" ] && ! kill -0 "$_command" 2>/dev/null; then _stopping=yes; fi
    [ "$_stopping" ] || doze
  done
  shut_down
}

exec 3<&0
main "$@"
