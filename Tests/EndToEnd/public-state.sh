# A state that Terraform wrote with the public providers is read as it is: where the engine holds what it
# says, nothing changes. Attributes, zeros and nulls are those that kreuzwerker/docker 3 and coder/coder 2 record.
name=public-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
trap 'docker rm --force "$name" >/dev/null 2>&1 || true
  docker volume rm --force "$name" >/dev/null 2>&1 || true
  docker network rm "$name" >/dev/null 2>&1 || true' EXIT

fail() {
  echo "not so: $1" >&2
  cat log >&2
  exit 1
}

cat >main.tf <<END
terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  arch           = "amd64"
  os             = "linux"
  startup_script = "echo hello"
  env = {
    GREETING = "Hello"
  }
  metadata {
    key      = "load"
    script   = "cat /proc/loadavg"
    interval = 30
  }
}

resource "coder_app" "page" {
  agent_id     = coder_agent.main.id
  slug         = "page"
  display_name = "Page"
  url          = "http://localhost:8080"
}

resource "docker_image" "base" {
  name         = "rcw-base:latest"
  keep_locally = true
}

resource "docker_network" "net" {
  name = "$name"
}

resource "docker_volume" "home" {
  name = "$name"
  labels {
    label = "coder.owner"
    value = "ann"
  }
}

resource "docker_container" "box" {
  count    = 1
  image    = docker_image.base.image_id
  name     = "$name"
  hostname = "box"
  command  = ["sleep", "600"]
  env      = ["A=1", "B=2"]
  memory   = 64
  networks_advanced {
    name = docker_network.net.name
  }
  ports {
    internal = 8080
    ip       = "127.0.0.1"
  }
  volumes {
    container_path = "/home/coder"
    volume_name    = docker_volume.home.name
    read_only      = false
  }
  labels {
    label = "coder.owner"
    value = "ann"
  }
}

output "box" {
  value = docker_container.box[0].name
}
END

# What the public provider would have made.
docker volume create --label coder.owner=ann "$name" >/dev/null
docker network create "$name" >/dev/null
docker create --name "$name" --hostname box --env A=1 --env B=2 --memory 64m --network "$name" \
  --publish 127.0.0.1::8080 --volume "$name:/home/coder" --label coder.owner=ann rcw-base:latest sleep 600 >/dev/null
docker start "$name" >/dev/null

of() { docker inspect --type "$1" --format "$3" "$2"; }
container=$(of container "$name" '{{.Id}}')
image=$(of image rcw-base:latest '{{.Id}}')
network=$(of network "$name" '{{.Id}}')
subnet=$(of network "$name" '{{(index .IPAM.Config 0).Subnet}}')
gateway=$(of network "$name" '{{(index .IPAM.Config 0).Gateway}}')
address=$(of container "$name" "{{(index .NetworkSettings.Networks \"$name\").IPAddress}}")
prefix=$(of container "$name" "{{(index .NetworkSettings.Networks \"$name\").IPPrefixLen}}")
mac=$(of container "$name" "{{(index .NetworkSettings.Networks \"$name\").MacAddress}}")
port=$(of container "$name" '{{(index (index .NetworkSettings.Ports "8080/tcp") 0).HostPort}}')
runtime=$(of container "$name" '{{.HostConfig.Runtime}}')
mountpoint=$(of volume "$name" '{{.Mountpoint}}')

# One object of the state; $1 is its version of the schema, $2 the attributes, $3 what it depends on.
instance() {
  local private
  private=$(printf '{"schema_version":"%s"}' "$1" | base64 --wrap 0)
  printf '"schema_version": %s, "attributes": %s, "sensitive_attributes": [], "identity_schema_version": 0,
    "private": "%s", "dependencies": [%s]' "$1" "$2" "$private" "${3:-}"
}
docker_provider='provider[\"registry.terraform.io/kreuzwerker/docker\"]'
coder_provider='provider[\"registry.terraform.io/coder/coder\"]'

agent='{"api_key_scope": "all", "arch": "amd64", "auth": "token", "connection_timeout": 120, "dir": null,
  "display_apps": [{"port_forwarding_helper": true, "ssh_helper": true, "vscode": true,
    "vscode_insiders": false, "web_terminal": true}],
  "env": {"GREETING": "Hello"}, "id": "a6f7e8a4-9f38-4d0d-9b46-0c6b0a1f2e3d",
  "init_script": "#!/usr/bin/env sh\nset -eux\n", "login_before_ready": null,
  "metadata": [{"display_name": "", "interval": 30, "key": "load", "order": 0, "script": "cat /proc/loadavg",
    "timeout": 0}],
  "motd_file": null, "order": null, "os": "linux", "resources_monitoring": [], "shutdown_script": null,
  "startup_script": "echo hello", "startup_script_behavior": "non-blocking",
  "token": "5a1f1d55-5b1d-4f6c-8f0e-7d7d3a9f5a10", "troubleshooting_url": null}'
app='{"agent_id": "a6f7e8a4-9f38-4d0d-9b46-0c6b0a1f2e3d", "command": null, "display_name": "Page",
  "external": false, "group": null, "healthcheck": [], "hidden": false, "icon": null,
  "id": "0e5f2b9a-2f63-4f21-a7a3-7f4f4f8f7f11", "open_in": "slim-window", "order": null, "share": "owner",
  "slug": "page", "subdomain": null, "tooltip": null, "url": "http://localhost:8080"}'
workspace='{"access_port": 443, "access_url": "https://coder.example.com", "id": "1c1f2b9a-2f63-4f21-a7a3-7f4f4f8f7f11",
  "is_prebuild": false, "is_prebuild_claim": false, "name": "old", "prebuild_count": 0, "start_count": 1,
  "template_id": "", "template_name": "", "template_version": "", "transition": "start"}'
base='{"build": [], "force_remove": null, "id": "'$image'rcw-base:latest", "image_id": "'$image'",
  "keep_locally": true, "name": "rcw-base:latest", "platform": null, "pull_triggers": null,
  "repo_digest": "", "triggers": null}'
net='{"attachable": false, "check_duplicate": null, "driver": "bridge", "id": "'$network'", "ingress": false,
  "internal": false,
  "ipam_config": [{"aux_address": {}, "gateway": "'$gateway'", "ip_range": "", "subnet": "'$subnet'"}],
  "ipam_driver": "default", "ipam_options": {}, "ipv6": false, "labels": [], "name": "'$name'",
  "options": {}, "scope": "local"}'
home='{"cluster": [], "driver": "local", "driver_opts": null, "id": "'$name'",
  "labels": [{"label": "coder.owner", "value": "ann"}], "mountpoint": "'$mountpoint'", "name": "'$name'"}'
box='{"attach": false, "bridge": "", "capabilities": [], "cgroupns_mode": null, "command": ["sleep", "600"],
  "container_logs": null, "container_read_refresh_timeout_milliseconds": 15000, "cpu_period": null,
  "cpu_quota": null, "cpu_set": "", "cpu_shares": 0, "cpus": null, "destroy_grace_seconds": null,
  "device_read_bps": [], "device_read_iops": [], "device_requests": [], "device_write_bps": [],
  "device_write_iops": [], "devices": [], "dns": [], "dns_opts": [], "dns_search": [], "domainname": "",
  "entrypoint": [], "env": ["A=1", "B=2"], "exit_code": null, "gpus": null, "group_add": [],
  "healthcheck": null, "host": [], "hostname": "box", "id": "'$container'", "image": "'$image'", "init": false,
  "ipc_mode": "private", "labels": [{"label": "coder.owner", "value": "ann"}], "log_driver": "json-file",
  "log_opts": {}, "logs": false, "max_retry_count": 0, "memory": 64, "memory_reservation": 0,
  "memory_swap": 128, "mounts": [], "must_run": true, "name": "'$name'",
  "network_data": [{"gateway": "'$gateway'", "global_ipv6_address": "", "global_ipv6_prefix_length": 0,
    "ip_address": "'$address'", "ip_prefix_length": '$prefix', "ipv6_gateway": "", "mac_address": "'$mac'",
    "network_name": "'$name'"}],
  "network_mode": "bridge",
  "networks_advanced": [{"aliases": [], "driver_opts": [], "gw_priority": 0, "ipv4_address": "",
    "ipv6_address": "", "link_local_ips": [], "mac_address": "", "name": "'$name'"}],
  "pid_mode": "", "platform": "linux",
  "ports": [{"external": '$port', "internal": 8080, "ip": "127.0.0.1", "protocol": "tcp"}],
  "privileged": false, "publish_all_ports": false, "read_only": false, "remove_volumes": true,
  "restart": "no", "rm": false, "runtime": "'$runtime'", "security_opts": [], "shm_size": 64, "start": true,
  "stdin_open": false, "stop_signal": "", "stop_timeout": 0, "storage_opts": {}, "sysctls": {}, "tmpfs": {},
  "tty": false, "ulimit": [], "upload": [], "user": "", "userns_mode": "",
  "volumes": [{"container_path": "/home/coder", "from_container": "", "host_path": "", "read_only": false,
    "selinux_relabel": "", "volume_name": "'$name'"}],
  "wait": false, "wait_timeout": 60, "working_dir": ""}'

# A resource: mode, type, name, provider, object, and the index of the object if it has one.
resource() {
  printf '{"mode": "%s", "type": "%s", "name": "%s", "provider": "%s", "instances": [{%s %s}]}' \
    "$1" "$2" "$3" "$4" "${6:+\"index_key\": $6,}" "$5"
}
cat >terraform.tfstate <<END
{
  "version": 4,
  "terraform_version": "1.9.8",
  "serial": 7,
  "lineage": "2f0b1b2e-3d4c-5e6f-7081-92a3b4c5d6e7",
  "outputs": {"box": {"value": "$name", "type": "string"}},
  "resources": [
    $(resource data coder_workspace me "$coder_provider" "$(instance 1 "$workspace")"),
    $(resource managed coder_agent main "$coder_provider" "$(instance 1 "$agent")"),
    $(resource managed coder_app page "$coder_provider" "$(instance 1 "$app" '"coder_agent.main"')"),
    $(resource managed docker_container box "$docker_provider" "$(instance 2 "$box" '"docker_image.base", "docker_network.net", "docker_volume.home"')" 0),
    $(resource managed docker_image base "$docker_provider" "$(instance 0 "$base")"),
    $(resource managed docker_network net "$docker_provider" "$(instance 1 "$net")"),
    $(resource managed docker_volume home "$docker_provider" "$(instance 1 "$home")")
  ],
  "check_results": null
}
END
cp terraform.tfstate before.json

"$RCW" state list >log
[ "$(wc -l <log)" -eq 7 ] || fail "all seven objects are listed"
status=0
"$RCW" plan -detailed-exitcode -input=false -no-color >log 2>&1 || status=$?
[ "$status" -eq 0 ] || fail "a plan finds nothing to change"
cmp --silent terraform.tfstate before.json || fail "a plan leaves the state alone"

# What was read is recorded, and the next plan still finds nothing.
"$RCW" apply -auto-approve -input=false -no-color >log 2>&1 || fail "an apply has nothing to do"
grep --quiet '0 added, 0 changed, 0 destroyed' log || fail "an apply changes nothing"
"$RCW" plan -detailed-exitcode -input=false -no-color >log 2>&1 || fail "a second plan finds nothing"

# The state stays one that Terraform reads.
if command -v terraform >/dev/null; then
  CHECKPOINT_DISABLE=1 terraform state list >log 2>&1 || fail "terraform reads the state"
  [ "$(grep --count --extended-regexp '^(data\.)?(docker|coder)_' log)" -eq 7 ] || fail "terraform lists it all"
fi

# And what it says can be destroyed.
"$RCW" destroy -auto-approve -input=false -no-color >log 2>&1 || fail "it is destroyed"
[ -z "$(docker ps --all --quiet --filter "name=^/$name$")" ] || fail "the container is gone"
docker volume inspect "$name" >/dev/null 2>&1 && fail "the volume is gone"
docker image inspect rcw-base:latest >/dev/null || fail "the image was to be kept"
