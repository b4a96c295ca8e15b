# Nothing is lost, whatever happens to the program, the engine or the disk: an apply and a destroy after it
# leave what they should.
#
# SURVIVAL_ROUNDS (8) says how many random kills there are, SURVIVAL_SEED repeats those of an earlier run.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
rounds=${SURVIVAL_ROUNDS:-8}
RANDOM=${SURVIVAL_SEED:=$RANDOM}
echo "SURVIVAL_SEED=$SURVIVAL_SEED"

tag=survival-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
label=rcw.test=$tag
export TF_VAR_tag=$tag TF_INPUT=0

containers() { docker ps --all --quiet --filter "label=$label"; }
volumes() { docker volume ls --quiet --filter "label=$label"; }
networks() { docker network ls --quiet --filter "label=$label"; }
count() { { containers && volumes && networks; } | wc -l; }
remove_all() {
  containers | xargs -r docker rm --force --volumes
  volumes | xargs -r docker volume rm
  networks | xargs -r docker network rm
}
trap 'remove_all >/dev/null' EXIT

# What an apply and a destroy have to make of whatever went before.
recovers() {
  ends_with 0 apply -auto-approve
  [ "$(count)" -eq 6 ] || fail "all six objects are there ($1)"
  ends_with 0 plan -detailed-exitcode
  is_destroyed "$1"
}

is_destroyed() {
  ends_with 0 destroy -auto-approve
  [ "$(count)" -eq 0 ] || fail "nothing is left ($1)"
  leftovers=$(find . -name '*.journal' -o -name '*.lock.info' -o -name '*.tmp')
  [ -z "$leftovers" ] || fail "no leftovers ($1): $leftovers"
}

cat >main.tf <<'END'
terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

variable "tag" {
  type = string
}

resource "random_pet" "name" {}

resource "docker_network" "net" {
  name = "${var.tag}-net"
  labels {
    label = "rcw.test"
    value = var.tag
  }
}

resource "docker_volume" "home" {
  count = 3
  name  = "${var.tag}-${count.index}"
  labels {
    label = "rcw.test"
    value = var.tag
  }
}

resource "docker_container" "box" {
  count   = 2
  name    = "${var.tag}-${count.index}"
  image   = "rcw-base:latest"
  command = ["sleep", "600"]
  env     = ["NAME=${random_pet.name.id}"]
  labels {
    label = "rcw.test"
    value = var.tag
  }
  networks_advanced {
    name = docker_network.net.name
  }
  volumes {
    container_path = "/home/coder"
    volume_name    = docker_volume.home[count.index].name
  }
}
END

echo "-- no engine"
DOCKER_HOST=unix:///nonexistent/docker.sock ends_with 1 apply -auto-approve
says "unix:///nonexistent/docker.sock"
recovers "no engine"

echo "-- an engine that is gone when it comes to destroying"
ends_with 0 apply -auto-approve
DOCKER_HOST=unix:///nonexistent/docker.sock ends_with 1 destroy -auto-approve
[ "$(count)" -eq 6 ] || fail "nothing was destroyed"
is_destroyed "no engine to destroy"

echo "-- a state locked by another process"
(
  exec 9>.terraform.tfstate.lock.info
  flock 9
  echo '{"ID":"1","Operation":"apply","Who":"ann@elsewhere","ProcessID":7,"Created":"2026-11-21T00:00:00Z"}' >&9
  ends_with 1 apply -auto-approve
  says "ann@elsewhere, process 7"
  says "-lock-timeout"
  ends_with 0 plan
)
recovers "locked"

echo "-- a disk that takes no more"
# An apply that cannot write files larger than $1 KiB.
confined() {
  (
    ulimit -f "$1"
    exec "$RCW" apply -auto-approve -no-color
  ) 2>&1 | cat >log
}
for kilobytes in 0 2 6 10; do
  if confined "$kilobytes"; then fail "an apply fails with $kilobytes KiB"; fi
  says "Cannot write"
  [ "$kilobytes" -gt 0 ] || [ "$(count)" -eq 0 ] || fail "nothing is begun that cannot be recorded"
  recovers "$kilobytes KiB"
done

echo "-- a state whose folder goes away"
mkdir kept
cat >away.tf <<'END'
data "external" "away" {
  program    = ["sh", "-c", "mv kept gone && echo '{}'"]
  depends_on = [docker_container.box]
}
END
ends_with 1 apply -auto-approve -state=kept/terraform.tfstate
says "rcw state push errored.tfstate -state=kept/terraform.tfstate"
rm away.tf
mkdir kept
ends_with 0 state push errored.tfstate -state=kept/terraform.tfstate
ends_with 0 plan -detailed-exitcode -state=kept/terraform.tfstate
ends_with 0 destroy -auto-approve -state=kept/terraform.tfstate
[ "$(count)" -eq 0 ] || fail "nothing is left (folder)"
rm -r kept gone errored.tfstate

# Runs a command in the background with signals as a terminal's foreground gets them, which a shell's
# background does not.
in_foreground() { exec env --default-signal=INT,HUP "$@"; }

# Kills `rcw $1` with the signals $3... after $2 seconds; its status is in $status.
interrupted() {
  local command=$1 delay=$2 process signal
  shift 2
  in_foreground "$RCW" "$command" -auto-approve -no-color >log 2>&1 &
  process=$!
  sleep "$delay"
  for signal in "$@"; do
    kill "-$signal" "$process" 2>/dev/null || true
    sleep 0.02
  done
  status=0
  wait "$process" 2>/dev/null || status=$?
}

echo "-- signals at random moments"
ends=("INT" "INT INT" "INT INT INT" "TERM" "HUP" "KILL" "KILL")
for ((round = 1; round <= rounds; round++)); do
  command=apply
  if [ $((RANDOM % 3)) -eq 0 ]; then
    command=destroy
    ends_with 0 apply -auto-approve
  fi
  delay=0.$(printf '%03d' $((RANDOM % 1000)))
  end=${ends[RANDOM % ${#ends[@]}]}
  # shellcheck disable=SC2086
  interrupted "$command" "$delay" $end
  what="$command, $end after $delay s, status $status"
  echo "$what"
  if [ $((RANDOM % 3)) -eq 0 ]; then is_destroyed "$what"; else recovers "$what"; fi
done

echo "-- an interrupt lets the running calls finish"
cat >slow.tf <<'END'
resource "time_sleep" "a" {
  create_duration = "2s"
}

resource "time_sleep" "b" {
  create_duration = "2s"
  depends_on      = [time_sleep.a]
}
END
interrupted apply 1.5 INT
[ "$status" -eq 1 ] || fail "an interrupted apply fails"
says "Interrupt received"
says "time_sleep.a: Creation complete"
grep --quiet "time_sleep.b: Creating" log && fail "nothing is begun after an interrupt"
interrupted apply 1 INT INT
[ "$status" -eq 1 ] || fail "an apply that was given up fails"
says "Second interrupt"
says "run the command again to continue"
rm slow.tf
recovers "interrupts"
