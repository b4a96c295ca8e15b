#!/bin/sh
# The command "coder" of a workspace without a Coder server: what templates and modules use of it.
# shellcheck disable=SC2046,SC2086
set -f
# The agent's folder.
_dir=${0%/bin/*}

fail() {
  printf 'coder: %s\n' "$1" >&2
  exit 1
}

usage() {
  cat <<'TEXT'
This is rcw's stand-in for the command "coder". It knows:
  coder stat cpu [--host]                 cores in use
  coder stat mem [--host]                 memory in use
  coder stat disk [--path PATH]           a file system's space in use
  coder dotfiles [--branch NAME] [--symlink-dir DIR] [--repo-dir DIR] [-y] REPOSITORY
  coder exp sync want NAME NAME... | start NAME | complete NAME
TEXT
}

# tenths USED TOTAL UNIT: both in tenths of the unit.
tenths() {
  _share=0
  [ "$2" -eq 0 ] || _share=$(($1 * 100 / $2))
  printf '%d.%d/%d.%d %s (%d%%)\n' $(($1 / 10)) $(($1 % 10)) $(($2 / 10)) $(($2 % 10)) "$3" "$_share"
}

# bytes USED TOTAL
bytes() {
  if [ "$2" -lt 1073741824 ]; then
    tenths $(($1 * 10 / 1048576)) $(($2 * 10 / 1048576)) MiB
  else
    tenths $(($1 * 10 / 1073741824)) $(($2 * 10 / 1073741824)) GiB
  fi
}

# value NAME FILE: what stands after the name, at the beginning of a line.
value() {
  while read -r _name _value _; do
    [ "${_name%:}" = "$1" ] || continue
    echo "$_value"
    return
  done <"$2"
}

# first FILE...: the first word of the first of the files that is there.
first() {
  for _file; do
    [ -r "$_file" ] || continue
    read -r _word _ <"$_file" && echo "$_word"
    return
  done
}

# Hundredths of a second since the machine started.
clock() {
  read -r _uptime _ </proc/uptime
  echo "${_uptime%.*}${_uptime#*.}"
}

processors() {
  _count=0
  while read -r _word _; do
    case $_word in cpu[0-9]*) _count=$((_count + 1)) ;; esac
  done </proc/stat
  echo "$_count"
}

# Microseconds that the container has computed.
computed() {
  if [ -r /sys/fs/cgroup/cpu.stat ]; then
    value usage_usec /sys/fs/cgroup/cpu.stat
  else
    _nanoseconds=$(first /sys/fs/cgroup/cpuacct/cpuacct.usage /sys/fs/cgroup/cpu,cpuacct/cpuacct.usage)
    echo $((${_nanoseconds:-0} / 1000))
  fi
}

# Tenths of processors that the container may use.
allowed() {
  if [ -r /sys/fs/cgroup/cpu.max ]; then
    read -r _quota _period </sys/fs/cgroup/cpu.max
  else
    _quota=$(first /sys/fs/cgroup/cpu/cpu.cfs_quota_us) _period=$(first /sys/fs/cgroup/cpu/cpu.cfs_period_us)
  fi
  case $_quota in '' | max | -*) echo $(($(processors) * 10)) ;; *) echo $((_quota * 10 / _period)) ;; esac
}

# Ticks of all processors, busy and altogether.
ticks() {
  read -r _ _user _nice _system _idle _wait _irq _soft _stolen _ </proc/stat
  _busy=$((_user + _nice + _system + _irq + _soft + ${_stolen:-0}))
  echo "$_busy $((_busy + _idle + _wait))"
}

stat_cpu() {
  if [ "$_host" ]; then
    set -- $(ticks)
    sleep 0.3
    set -- "$1" "$2" $(ticks)
    _cores=$(processors) _all=$(($4 - $2))
    [ "$_all" -gt 0 ] || _all=1
    tenths $((($3 - $1) * _cores * 10 / _all)) $((_cores * 10)) cores
  else
    _start=$(clock) _used=$(computed)
    sleep 0.3
    _time=$(($(clock) - _start))
    [ "$_time" -gt 0 ] || _time=1
    tenths $((($(computed) - _used) / (_time * 1000))) "$(allowed)" cores
  fi
}

stat_mem() {
  _total=$(($(value MemTotal /proc/meminfo) * 1024))
  if [ "$_host" ]; then
    bytes $((_total - $(value MemAvailable /proc/meminfo) * 1024)) "$_total"
    return
  fi
  _root=/sys/fs/cgroup
  [ -r $_root/memory.current ] || _root=$_root/memory
  _used=$(first $_root/memory.current $_root/memory.usage_in_bytes)
  _limit=$(first $_root/memory.max $_root/memory.limit_in_bytes)
  _cache=
  [ ! -r $_root/memory.stat ] || _cache=$(value inactive_file $_root/memory.stat)
  # "No limit" is a number longer than any memory.
  case $_limit in '' | max | ????????????????*) _limit=$_total ;; esac
  bytes $((${_used:-0} - ${_cache:-0})) "$_limit"
}

stat_disk() {
  df -Pk "$_path" | {
    read -r _
    read -r _ _total _used _ || exit 1
    bytes $((_used * 1024)) $((_total * 1024))
  }
}

stat() {
  _what=${1-} _host='' _path=/
  [ $# -eq 0 ] || shift
  while [ $# -gt 0 ]; do
    case $1 in
      --host) _host=yes ;;
      --path) _path=${2-/} && shift ;;
      --path=*) _path=${1#*=} ;;
      --prefix | --output | -o) shift ;;
    esac
    [ $# -eq 0 ] || shift
  done
  case $_what in
    cpu | mem | disk) "stat_$_what" ;;
    *) fail "stat knows cpu, mem and disk" ;;
  esac
}

dotfiles() {
  _repository='' _branch='' _target=$HOME _clone=$HOME/.config/coderv2/dotfiles
  while [ $# -gt 0 ]; do
    case $1 in
      -y | --yes) ;;
      -b | --branch) _branch=${2-} && shift ;;
      --branch=*) _branch=${1#*=} ;;
      --symlink-dir) _target=${2-} && shift ;;
      --symlink-dir=*) _target=${1#*=} ;;
      --repo-dir) _clone=${2-} && shift ;;
      --repo-dir=*) _clone=${1#*=} ;;
      -*) fail "dotfiles does not know the option $1" ;;
      *) _repository=$1 ;;
    esac
    [ $# -eq 0 ] || shift
  done
  [ "$_repository" ] || fail "dotfiles needs a repository"
  command -v git >/dev/null || fail "dotfiles needs git, which is not installed here"
  fetch_dotfiles && apply_dotfiles
}

fetch_dotfiles() {
  if [ -d "$_clone/.git" ]; then
    [ "$(git -C "$_clone" remote get-url origin)" = "$_repository" ] ||
      fail "$_clone is a clone of another repository"
    git -C "$_clone" fetch --quiet origin || exit 1
    [ -z "$_branch" ] || git -C "$_clone" checkout --quiet "$_branch" || exit 1
    git -C "$_clone" pull --quiet --ff-only || echo "coder: $_clone has changes of its own and stays as it is" >&2
  else
    mkdir -p "${_clone%/*}"
    git clone --quiet ${_branch:+--branch "$_branch"} -- "$_repository" "$_clone" || exit 1
  fi
}

# Runs what installs the files, or else puts links to them into the home.
apply_dotfiles() {
  cd "$_clone" || exit 1
  for _script in install.sh install bootstrap.sh bootstrap script/bootstrap setup.sh setup script/setup; do
    [ -f "$_script" ] || continue
    echo "Running $_script"
    chmod +x "$_script"
    "./$_script"
    return
  done
  set +f
  for _file in .[!.]*; do
    case $_file in .git | '.[!.]*') continue ;; esac
    if [ -e "$_target/$_file" ] && [ ! -L "$_target/$_file" ]; then mv "$_target/$_file" "$_target/$_file.bak"; fi
    ln -sfn "$_clone/$_file" "$_target/$_file" && echo "Linked $_file"
  done
}

# Waits five minutes at most, as Coder's own command does.
await() {
  _seconds=0
  while [ "$1" ] && [ ! -f "$_dir/sync/$1.done" ]; do
    [ "$_seconds" -lt 300 ] || fail "$1 did not complete within 300 s"
    _seconds=$((_seconds + 1))
    sleep 1
  done
}

# Scripts that wait for each other.
sync() {
  _step=${1-} _unit=${2-}
  [ "$_unit" ] || fail "exp sync needs a name"
  shift 2
  mkdir -p "$_dir/sync"
  case $_step in
    want) printf '%s\n' "$@" >>"$_dir/sync/$_unit.wants" ;;
    start)
      [ ! -f "$_dir/sync/$_unit.wants" ] || while read -r _other; do
        await "$_other"
      done <"$_dir/sync/$_unit.wants"
      ;;
    complete) : >"$_dir/sync/$_unit.done" ;;
    *) fail "exp sync knows want, start and complete" ;;
  esac
}

case ${1-} in
  stat | dotfiles)
    _command=$1
    shift
    "$_command" "$@"
    ;;
  exp)
    [ "${2-}" = sync ] || fail "exp ${2-} needs a Coder server"
    shift 2
    sync "$@"
    ;;
  '' | help | -h | --help) usage ;;
  version | --version | -v) echo "coder (rcw)" ;;
  *) fail "$1 needs a Coder server, and there is none" ;;
esac
