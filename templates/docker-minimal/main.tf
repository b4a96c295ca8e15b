# A workspace in one container: a home that stays, compute that comes and goes, a web page from inside.
# Every block is explained in README.md beside this file.

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

variable "image" {
  description = "The image workspaces run. It has to hold sh; scripts/quickstart builds this one from files on the machine."
  type        = string
  default     = "rcw-base:latest"
}

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "memory" {
  name         = "memory"
  display_name = "Memory"
  description  = "How much memory the workspace may use."
  type         = "number"
  default      = 512
  mutable      = true
  order        = 1

  option {
    name  = "256 MiB"
    value = 256
  }
  option {
    name  = "512 MiB"
    value = 512
  }
  option {
    name  = "2 GiB"
    value = 2048
  }
}

data "coder_parameter" "greeting" {
  name         = "greeting"
  display_name = "Greeting"
  description  = "What the workspace's page says."
  default      = "Hello"
  mutable      = true
  order        = 2

  validation {
    regex = "^[A-Za-z ,.!]{1,40}$"
    error = "Use 1 to 40 letters, spaces and marks."
  }
}

locals {
  owner = data.coder_workspace_owner.me.name
  name  = lower(data.coder_workspace.me.name)

  labels = {
    "coder.owner"          = data.coder_workspace_owner.me.name
    "coder.workspace_id"   = data.coder_workspace.me.id
    "coder.workspace_name" = data.coder_workspace.me.name
  }
}

resource "coder_agent" "main" {
  arch = data.coder_provisioner.me.arch
  os   = "linux"
  dir  = "/home/coder"

  # Ready means that the page answers.
  startup_script_behavior = "blocking"
  startup_script          = <<-EOT
    set -e
    mkdir -p ~/www
    cat > ~/www/index.html <<HTML
    <!doctype html><title>${local.name}</title>
    <h1>$GREETING from ${local.name}</h1>
    HTML
    httpd -p 8080 -h ~/www
  EOT

  env = {
    GREETING = data.coder_parameter.greeting.value
  }

  metadata {
    key          = "load"
    display_name = "Load"
    script       = "cut -d ' ' -f 1-3 /proc/loadavg"
    interval     = 30
    timeout      = 1
  }

  metadata {
    key          = "home"
    display_name = "Home"
    script       = "du -sh ~ | cut -f 1"
    interval     = 60
    timeout      = 5
  }
}

resource "coder_app" "page" {
  agent_id     = coder_agent.main.id
  slug         = "page"
  display_name = "Page"
  url          = "http://localhost:8080"

  healthcheck {
    url       = "http://localhost:8080"
    interval  = 10
    threshold = 3
  }
}

# What stays: no change of the template or of the workspace's name ever replaces the home.
resource "docker_volume" "home" {
  name = "coder-${data.coder_workspace.me.id}-home"

  dynamic "labels" {
    for_each = local.labels
    content {
      label = labels.key
      value = labels.value
    }
  }

  lifecycle {
    ignore_changes = all
  }
}

# What comes and goes: one container while the workspace is started, none while it is stopped.
resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  image      = var.image
  name       = "coder-${local.owner}-${local.name}"
  hostname   = local.name
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
  memory     = data.coder_parameter.memory.value

  # On a free port of this machine only.
  ports {
    internal = 8080
    ip       = "127.0.0.1"
  }

  volumes {
    container_path = "/home/coder"
    volume_name    = docker_volume.home.name
  }

  dynamic "labels" {
    for_each = local.labels
    content {
      label = labels.key
      value = labels.value
    }
  }
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = docker_container.workspace[0].id

  item {
    key   = "image"
    value = var.image
  }
  item {
    key   = "memory"
    value = "${data.coder_parameter.memory.value} MiB"
  }
}

output "container" {
  description = "The name of the running container; null while the workspace is stopped."
  value       = one(docker_container.workspace[*].name)
}

output "page" {
  description = "Where the workspace's page answers on this machine; null while the workspace is stopped."
  value       = one([for box in docker_container.workspace : "http://127.0.0.1:${box.ports[0].external}/"])
}

output "home" {
  description = "The volume that keeps the home."
  value       = docker_volume.home.name
}
