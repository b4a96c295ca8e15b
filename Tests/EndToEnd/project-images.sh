# A project's own Dockerfile makes the image of its workspaces: built when its files change and at no other time, and pushed to a
# registry (Debian's docker-registry, on a free port of this machine).
tag=image-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
export RCW_HOME=$PWD/home RCW_OWNER=ann

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >registry.yml <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $PWD/registry}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port"}
YAML
docker-registry serve registry.yml >registry.log 2>&1 &
registry=$!

clean_up() {
  kill "$registry" 2>/dev/null
  docker ps --all --quiet --filter "label=rcw.test=$tag" | xargs -r docker rm --force
  docker image ls --format '{{.Repository}}:{{.Tag}}' | grep "/$tag/" | xargs -r docker image rm --force
}
trap 'clean_up >/dev/null' EXIT
for _ in $(seq 50); do curl --silent --fail "http://127.0.0.1:$port/v2/" >/dev/null && break || sleep 0.1; done

mkdir -p project/.rcw/template
cat >project/.rcw/workspace.hcl <<'HCL'
workspace {
  template = "./.rcw/template"
  context  = "."
}
HCL
cat >project/.rcw/template/main.tf <<HCL
terraform {
  required_providers {
    coder  = { source = "coder/coder" }
    docker = { source = "kreuzwerker/docker" }
  }
}
data "coder_workspace" "me" {}
locals {
  context = "\${path.module}/project"
  digest = sha256(join("", [
    for name in sort(fileset(local.context, "**")) : "\${name} \${filesha256("\${local.context}/\${name}")}\\n"
  ]))
}
resource "docker_image" "project" {
  name         = "127.0.0.1:$port/$tag/app:\${substr(local.digest, 0, 16)}"
  keep_locally = true
  build {
    context = local.context
  }
  lifecycle {
    create_before_destroy = true
  }
}
resource "docker_registry_image" "project" {
  name          = docker_image.project.name
  keep_remotely = true
  lifecycle {
    create_before_destroy = true
  }
}
resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}
resource "docker_container" "box" {
  count   = data.coder_workspace.me.start_count
  name    = "$tag-\${data.coder_workspace.me.id}"
  image   = docker_registry_image.project.name
  command = ["sh", "-c", coder_agent.main.init_script]
  env     = ["CODER_AGENT_TOKEN=\${coder_agent.main.token}"]
  labels {
    label = "rcw.test"
    value = "$tag"
  }
}
HCL
printf 'FROM rcw-base:latest\nUSER root\nCOPY version /version\n' >project/Dockerfile
echo one >project/version
git init --quiet --initial-branch main project
git() { command git -c user.name=Ann -c user.email=ann@example.com -C project "$@"; }
git add --all && git commit --quiet --message one

tags() { curl --silent "http://127.0.0.1:$port/v2/$tag/app/tags/list" | grep -o '"[0-9a-f]\{16\}"' | sort; }

echo "-- the image is built and pushed"
"$RCW" up project >up.txt 2>&1
grep 'docker_image.project: sending ./project' up.txt
[ "$("$RCW" exec project-main -- cat /version)" = one ]
[ "$(tags | wc -l)" = 1 ]

echo "-- the same files need no other one"
sed -i 's/label = "rcw.test"/label = "rcw.test" # changed/' project/.rcw/template/main.tf
"$RCW" up project >again.txt 2>&1
if grep "docker_[a-z_]*image.project: " again.txt; then exit 1; fi
[ "$(tags | wc -l)" = 1 ]

echo "-- other files do"
echo two >project/version
"$RCW" up project >/dev/null 2>&1
[ "$("$RCW" exec project-main -- cat /version)" = two ]
[ "$(tags | wc -l)" = 2 ]

echo "-- what cannot be built is told, and leaves the workspace with what it has"
echo 'RUN no-such-program' >>project/Dockerfile
if "$RCW" up project >broken.txt 2>&1; then exit 1; fi
grep 'no-such-program' broken.txt
[ "$("$RCW" exec project-main -- cat /version)" = two ]
"$RCW" down project --delete --yes >/dev/null
[ -z "$(docker ps --all --quiet --filter "label=rcw.test=$tag")" ]
