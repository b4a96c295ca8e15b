# Workspaces from their creation to their end on a real engine: builds, versions, data that stays, ways in, fleets, schedules, and
# a program that is killed in the middle.
tag=life-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
label=rcw.test=$tag
export RCW_HOME=$PWD/home RCW_OWNER=ann TF_INPUT=0

containers() { docker ps --all --quiet --filter "label=$label"; }
volumes() { docker volume ls --quiet --filter "label=$label"; }
remove_all() {
  containers | xargs -r docker rm --force --volumes
  volumes | xargs -r docker volume rm
}
trap 'remove_all >/dev/null' EXIT
fail() {
  echo "not so: $1" >&2
  exit 1
}
refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then fail "rcw $* was refused"; fi
  cat refused.txt
}

template() {
  mkdir -p template
  echo "A box." >template/README.md
  cat >template/main.tf <<HCL
terraform {
  required_providers {
    coder  = { source = "coder/coder" }
    docker = { source = "kreuzwerker/docker" }
  }
}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}
data "coder_parameter" "greeting" {
  name    = "greeting"
  default = "hello"
  mutable = true
}
resource "coder_agent" "main" {
  os             = "linux"
  arch           = "amd64"
  startup_script = "echo \${data.coder_parameter.greeting.value} $1 >/tmp/greeting"
}
resource "coder_app" "web" {
  agent_id = coder_agent.main.id
  slug     = "web"
  url      = "http://localhost:8099"
}
resource "docker_volume" "home" {
  name = "$tag-\${data.coder_workspace.me.id}"
  lifecycle {
    ignore_changes = all
  }
  labels {
    label = "rcw.test"
    value = "$tag"
  }
}
resource "docker_container" "box" {
  count   = data.coder_workspace.me.start_count
  name    = "$tag-\${data.coder_workspace_owner.me.name}-\${lower(data.coder_workspace.me.name)}"
  image   = "rcw-base:latest"
  command = ["sh", "-c", coder_agent.main.init_script]
  env     = ["CODER_AGENT_TOKEN=\${coder_agent.main.token}"]
  volumes {
    container_path = "/home/coder"
    volume_name    = docker_volume.home.name
  }
  labels {
    label = "rcw.test"
    value = "$tag"
  }
}
$2
HCL
}
ready() {
  for _ in {1..150}; do
    if "$RCW" show "$1" -json | grep --quiet '"lifecycle_state":"ready"'; then return; fi
    sleep 0.2
  done
  fail "$1 becomes ready"
}
status() { "$RCW" list -o json | python3 -c "
import json, sys
print(next((w['status'] for w in json.load(sys.stdin) if w['name'] == '$1'), 'none'))"; }

echo "-- a template is pushed, and three workspaces are made from it"
template one ""
"$RCW" template push box --directory template --yes --name v1 >/dev/null
"$RCW" create dev --template box --parameter greeting=hi | grep --quiet 'rcw ssh dev'
"$RCW" create dev2 --template box@v1 --yes >/dev/null
"$RCW" create bob/dev --template box --copy-parameters-from dev --yes >/dev/null
[ "$(containers | wc -l)" = 3 ]
ready dev
[ "$("$RCW" exec dev -- cat /tmp/greeting)" = "hi one" ]
[ "$("$RCW" exec bob/dev -- cat /tmp/greeting)" = "hi one" ] || [ "$(sleep 3; "$RCW" exec bob/dev -- cat /tmp/greeting)" = "hi one" ]
refused create dev --template box | grep 'already'
refused create new --template box | grep 'cannot be the name'
refused create x --template boxx | grep 'Did you mean "box"'
refused create x --template box@v9 | grep 'v9'
refused create x --template box --parameter greting=x | grep 'greting'
[ "$(status x)" = none ]

echo "-- what is in the home survives a stop and a start"
"$RCW" ssh dev 'echo precious >~/file'
"$RCW" stop dev | grep --quiet 'has been stopped'
[ "$(status dev)" = stopped ]
refused ssh dev true | grep 'rcw start dev'
"$RCW" start dev >/dev/null
[ "$("$RCW" ssh dev 'cat ~/file')" = precious ]
"$RCW" show dev | grep 'docker_volume.home.*persists'

echo "-- ways in"
code=0
"$RCW" exec dev -- sh -c 'exit 7' || code=$?
[ "$code" = 7 ]
mkdir -p folder/deep && echo inner >folder/deep/file
"$RCW" cp folder dev:copied
"$RCW" cp dev:copied/deep/file back
[ "$(cat back)" = inner ]
refused cp dev:nothing there | grep 'There is no'
"$RCW" exec dev -- sh -c 'mkdir -p /tmp/www && echo page >/tmp/www/index.html && busybox httpd -p 127.0.0.1:8099 -h /tmp/www'
"$RCW" open dev web --no-browser >address &
opened=$!
for _ in {1..50}; do [ -s address ] && break || sleep 0.1; done
[ "$(curl --silent --show-error "$(cat address)/index.html")" = page ]
kill -INT "$opened"
wait "$opened" || true
"$RCW" logs dev --build 1 | grep --quiet 'docker_volume.home: Creation complete'
"$RCW" stop dev >/dev/null && "$RCW" start dev >/dev/null
"$RCW" logs dev --build 5 | grep 'more lines)'
"$RCW" cp back 'dev:~/tilde' && [ "$("$RCW" ssh dev 'cat ~/tilde')" = inner ]
"$RCW" port-forward dev 0:9 >ports 2>dead &
forward=$!
for _ in {1..50}; do [ -s ports ] && break || sleep 0.1; done
curl --silent "$(grep --only-matching '127.0.0.1:[0-9]*' ports)" >/dev/null || true
for _ in {1..50}; do [ -s dead ] && break || sleep 0.1; done
grep 'Nothing answers at port 9 of dev' dead
kill -INT "$forward"
wait "$forward" || true

echo "-- in Coder's words"
"$RCW" list --search 'status:running name:dev2' | grep --quiet '^dev2'
refused list --search 'statuss:running' | grep 'Did you mean "status"'
"$RCW" templates versions list box | grep --quiet '^v1'
"$RCW" templates versions promote --template box --template-version v1 | grep --quiet 'active version'
refused start dev nobody dev2 --json | python3 -c 'import json, sys; print([json.loads(line)["@message"] for line in sys.stdin])' >lines
grep 'Not found.*dev2 has been started' lines
"$RCW" schedule stop dev 8h >/dev/null && "$RCW" restart dev | grep --quiet 'stops by itself'
"$RCW" schedule stop dev manual >/dev/null
"$RCW" schedule show dev -o json | grep --quiet '"stops_next":""'
refused template track box --git "$PWD" --allowed-signers /nofile | grep '/nofile'

echo "-- a workspace that is being built is told with what helps"
"$RCW" create slow --template box --yes >/dev/null
id=$("$RCW" list -o json | python3 -c 'import json, sys; print(next(w["id"] for w in json.load(sys.stdin) if w["name"] == "slow"))')
exec {lock}>>"$RCW_HOME/rcw.db.d/workspaces/$id/lock"
flock "$lock"
refused stop slow | grep -- '--lock-timeout 5m'
exec {lock}>&-
"$RCW" delete slow --yes --lock-timeout 30s >/dev/null

echo "-- a new version, one that is broken, and the way back"
template two ""
"$RCW" template push box --directory template --yes --name v2 >/dev/null
"$RCW" list | grep '^dev .*true'
"$RCW" update dev --yes >/dev/null
ready dev
[ "$("$RCW" ssh dev 'cat /tmp/greeting ~/file')" = $'hi two\nprecious' ]
template three 'resource "docker_container" "other" { name = "x" }'
refused template push box --directory template --yes --name v3 | grep 'image'
template three 'resource "terraform_data" "bad" {
  lifecycle {
    precondition {
      condition     = data.coder_workspace.me.name == "default"
      error_message = "Only for a check."
    }
  }
}'
"$RCW" template push box --directory template --yes --name v3 --activate=false >/dev/null
refused update dev --template-version v3 --yes | grep 'Only for a check'
"$RCW" builds dev | sed -n 2p | grep failed
"$RCW" list -o json | grep --quiet '"template_version_name":"v2"'
"$RCW" start dev >/dev/null
[ "$("$RCW" ssh dev 'cat ~/file')" = precious ]
"$RCW" rollback dev --yes >/dev/null
"$RCW" show dev | grep 'box v1'

echo "-- a build that is killed is gone on with"
for pause in 0.2 0.3 0.4; do
  "$RCW" stop dev2 >/dev/null
  "$RCW" start dev2 >/dev/null 2>&1 &
  killed=$!
  sleep "$pause"
  kill -9 "$killed" 2>/dev/null || true
  wait "$killed" 2>/dev/null || true
  "$RCW" list >/dev/null
  case $(status dev2) in stopped | failed | started) ;; *) fail "a killed build has failed" ;; esac
  "$RCW" start dev2 >/dev/null
  [ "$(docker ps --quiet --filter "name=$tag-ann-dev2$" | wc -l)" = 1 ]
done

echo "-- a fleet"
mkdir -p fleet/workspaces
cat >fleet/workspaces/all.hcl <<HCL
workspace "dev" {
  template   = "box"
  version    = "v2"
  parameters = { greeting = upper("fleet") }
}
workspace "extra" {
  template = "box"
  version  = "v2"
  running  = false
}
HCL
code=0
"$RCW" sync fleet --dry-run >plan.txt || code=$?
[ "$code" = 2 ] && grep --quiet 'version v1 -> v2; parameters greeting' plan.txt
"$RCW" sync fleet | grep --quiet 'ann/extra'
[ "$(status extra)" = stopped ]
ready dev
[ "$("$RCW" ssh dev 'cat /tmp/greeting')" = "FLEET two" ]
"$RCW" sync fleet | grep --quiet 'Every workspace is as it is to be'
docker rm --force "$(docker ps --quiet --filter "label=$label" --filter "name=^$tag-ann-dev\$")" >/dev/null
"$RCW" sync fleet | grep --quiet 'Every workspace is as it is to be'
"$RCW" sync fleet --refresh | grep --quiet 'ann/dev .* 1 to add'
"$RCW" sync fleet --refresh | grep --quiet 'Every workspace is as it is to be'
sed -i '/workspace "extra"/,$d' fleet/workspaces/all.hcl
echo 'workspace "faulty" { template = "boxx" }' >fleet/workspaces/faulty.hcl
sed -i 's/upper("fleet")/"others"/' fleet/workspaces/all.hcl
refused sync fleet | grep 'faulty.hcl line 1'
"$RCW" show dev | grep --quiet 'others'
echo 'workspace "faulty" { templat = "box" }' >fleet/workspaces/faulty.hcl
refused sync fleet --prune | grep 'faulty.hcl line 1'
[ "$(status extra)" = stopped ]
rm fleet/workspaces/faulty.hcl
"$RCW" sync fleet >/dev/null
[ "$(status extra)" = stopped ]
"$RCW" sync fleet --prune >/dev/null
[ "$(status extra)" = none ]
[ "$(status dev2)" = started ]

echo "-- what is idle is stopped, what is in use is not"
"$RCW" create idle --template box@v2 --stop-after 1s --yes >/dev/null
"$RCW" create busy --template box@v2 --stop-after 1s --yes >/dev/null
sleep 1.2
"$RCW" reconcile --dry-run | grep 'ann/idle: a stop is due'
"$RCW" exec busy -- true
"$RCW" reconcile | grep 'ann/idle: stop done'
[ "$(status idle)" = stopped ]
[ "$(status busy)" = started ]

echo "-- all are deleted, and nothing is left"
"$RCW" rename idle calm | grep --quiet 'now called calm'
refused delete dev dev2 | grep -- '--yes'
"$RCW" delete busy --keep-volumes --yes 2>&1 | grep 'docker_volume.home stays'
[ "$(volumes | wc -l)" = 5 ]
"$RCW" delete dev dev2 calm bob/dev --yes >/dev/null
[ -z "$(containers)" ] && [ "$(volumes | wc -l)" = 1 ]
"$RCW" list --all | grep 'no workspaces'

echo "-- a project's branches have workspaces of their own"
git init --quiet --initial-branch main project
git() { command git -c user.name=Ann -c user.email=ann@example.com -C project "$@"; }
mkdir -p project/.rcw
cp -r template project/.rcw/template
rm -f project/.rcw/template/modules.lock.json
sed -i '/terraform_data/,$d' project/.rcw/template/main.tf
cat >project/.rcw/workspace.hcl <<HCL
workspace {
  template = "./.rcw/template"
}
HCL
echo work >project/file
git add --all && git commit --quiet --message one
"$RCW" up project >/dev/null
git checkout --quiet -b next
(cd project && "$RCW" up >/dev/null)
[ "$("$RCW" ssh project-main 'cat project/file')" = work ]
[ "$("$RCW" ssh project-next 'cat project/file')" = work ]
"$RCW" up project 2>&1 | grep 'git is needed there'
command git clone --quiet --bare project other.git
"$RCW" up "file://$PWD/other.git" 2>&1 | grep 'rcw ssh other-next'
"$RCW" delete other-next --yes >/dev/null
"$RCW" down project >/dev/null
[ "$(status project-next)" = stopped ] && [ "$(status project-main)" = started ]
"$RCW" down project --delete --yes >/dev/null
"$RCW" delete project-main --yes >/dev/null

echo "-- development containers"
mkdir project/.devcontainer
cat >project/.devcontainer/devcontainer.json <<JSON
{
  // built from a file beside this one
  "build": {"dockerfile": "Dockerfile", "args": {"WHO": "$tag"}},
  "remoteUser": "coder",
  "postCreateCommand": "echo created >>~/log",
}
JSON
printf 'FROM rcw-base:latest\nARG WHO\nENV WHO=$WHO\n' >project/.devcontainer/Dockerfile
rm -r project/.rcw
"$RCW" up project >/dev/null
ready project-next
[ "$("$RCW" ssh project-next 'echo $WHO; cat ~/log')" = "$tag"$'\ncreated' ]
echo '{ "image": ' >project/.devcontainer/devcontainer.json
refused up project | grep 'devcontainer.json: It is no JSON'
"$RCW" delete project-next --yes >/dev/null
[ -z "$(docker ps --all --quiet --filter name=coder-ann-project-next)" ]
