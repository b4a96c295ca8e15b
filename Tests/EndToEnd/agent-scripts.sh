# What modules have an agent run comes into the workspace: when it starts, when a script changes while the
# container stays, and again when an apply could not bring it.
CODER_WORKSPACE_ID=$(cat /proc/sys/kernel/random/uuid)
CODER_WORKSPACE_NAME=agent-${CODER_WORKSPACE_ID:0:8}
export CODER_WORKSPACE_ID CODER_WORKSPACE_NAME
container=coder-$CODER_WORKSPACE_NAME
trap 'docker rm --force --volumes "$container" >/dev/null 2>&1 || true' EXIT

expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    exit 1
  }
}

inside() { docker exec "$container" sh -c "$1"; }

# Waits half a minute at most for a command to succeed.
soon() {
  for _ in $(seq 150); do
    "$@" 2>/dev/null && return
    sleep 0.2
  done
  return 1
}

mkdir tool
cat >tool/main.tf <<'HCL'
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
variable "agent_id" { type = string }
variable "greeting" { type = string }

resource "coder_env" "greeting" {
  agent_id = var.agent_id
  name     = "GREETING"
  value    = var.greeting
}
resource "coder_script" "greet" {
  agent_id     = var.agent_id
  display_name = "Greet"
  script       = "echo \"$GREETING from ${var.greeting}\" >>~/greetings"
  run_on_start = true
}
resource "coder_script" "broken" {
  agent_id     = var.agent_id
  display_name = "Broken"
  script       = "echo no such download; exit 6"
  log_path     = "broken.log"
  run_on_start = true
}
HCL
cat >main.tf <<'HCL'
terraform {
  required_providers {
    coder  = { source = "coder/coder" }
    docker = { source = "kreuzwerker/docker" }
  }
}
variable "greeting" { default = "Hello" }
data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os                      = "linux"
  arch                    = "amd64"
  startup_script          = "echo $GREETING >~/startup"
  startup_script_behavior = "blocking"
  env                     = { SECRET = "do-not-show" }
}
module "tool" {
  source   = "./tool"
  agent_id = coder_agent.main.id
  greeting = var.greeting
}
resource "docker_container" "box" {
  name       = "coder-${data.coder_workspace.me.name}"
  image      = "rcw-base:latest"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
}
HCL

"$RCW" apply -auto-approve -input=false >first.txt
expect "the delivery is told in one line" test \
  "$(grep -c 'docker_container.box: Delivered 3 scripts for coder_agent.main' first.txt)" -eq 1
expect "the agent is ready though a script that does not block failed" \
  soon inside 'test "$(cat /tmp/rcw-agent/*/status)" = ready'
expect "the failure is recorded" inside 'grep -q "\"exit_code\":6" /tmp/rcw-agent/*/status.json'
expect "what a script says is in the log it asks for" inside 'grep -q "no such download" /tmp/broken.log'
expect "the startup script sees what modules set" inside 'test "$(cat ~/startup)" = Hello'
expect "the module's script has run" inside 'test "$(cat ~/greetings)" = "Hello from Hello"'
expect "no secret is in the container's arguments" \
  test "$(docker inspect "$container" | grep -c do-not-show)" -eq 0

expect "a second plan changes nothing" "$RCW" plan -detailed-exitcode -input=false
"$RCW" apply -auto-approve -input=false >second.txt
expect "nothing is delivered twice" test "$(grep -c Delivered second.txt)" -eq 0

id=$(docker inspect --format '{{.Id}}' "$container")
"$RCW" apply -auto-approve -input=false -var greeting=Bye >third.txt
expect "the container stays" test "$(docker inspect --format '{{.Id}}' "$container")" = "$id"
expect "the changed script runs" soon inside 'grep -q "Bye from Bye" ~/greetings'

# As if the apply that made the container had been ended before it could deliver.
inside 'rm -r /tmp/rcw-agent/*/in/*'
"$RCW" apply -auto-approve -input=false -var greeting=Bye >fourth.txt
expect "the next apply delivers what is missing" grep -q Delivered fourth.txt

docker stop "$container" >/dev/null
"$RCW" destroy -auto-approve -input=false
expect "nothing is left" test -z "$(docker ps --all --quiet --filter "name=$container")"
