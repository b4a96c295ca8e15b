# The starter template is created, planned again without a change, stopped, started and destroyed, and what
# has to stay stays.
CODER_WORKSPACE_ID=$(cat /proc/sys/kernel/random/uuid)
CODER_WORKSPACE_NAME=starter-${CODER_WORKSPACE_ID:0:8}
export CODER_WORKSPACE_ID CODER_WORKSPACE_NAME
label=coder.workspace_id=$CODER_WORKSPACE_ID

containers() { docker ps --all --quiet --filter "label=$label"; }
volumes() { docker volume ls --quiet --filter "label=$label"; }
remove_all() {
  containers | xargs -r docker rm --force
  volumes | xargs -r docker volume rm
}
trap remove_all EXIT

expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    exit 1
  }
}

cp "$ROOT"/templates/docker-minimal/main.tf .

"$RCW" apply -auto-approve -input=false
expect "one container runs" test "$(containers | wc -l)" -eq 1
expect "one volume is there" test "$(volumes | wc -l)" -eq 1
docker exec "$(containers)" sh -c 'echo kept >~/note.txt'

expect "a second plan changes nothing" "$RCW" plan -detailed-exitcode -input=false

export CODER_WORKSPACE_TRANSITION=stop
"$RCW" apply -auto-approve -input=false
expect "no container is left after the stop" test -z "$(containers)"
expect "the volume is left after the stop" test "$(volumes | wc -l)" -eq 1

export CODER_WORKSPACE_TRANSITION=start
"$RCW" apply -auto-approve -input=false
expect "the home is as it was" test "$(docker exec "$(containers)" cat note.txt)" = kept

"$RCW" destroy -auto-approve -input=false
expect "nothing is left" test -z "$(containers)$(volumes)"
