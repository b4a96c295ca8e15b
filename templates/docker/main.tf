# A workspace in a container of Docker: a home that stays, a machine that comes and goes. README.md beside this file
# says what is to be set and what to change first.

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

variable "docker_host" {
  description = "The engine, such as unix:///var/run/docker.sock or ssh://me@host; empty for the one of this machine."
  type        = string
  default     = ""
}

provider "docker" {
  host = var.docker_host != "" ? var.docker_host : null
}

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "image" {
  name         = "image"
  display_name = "Image"
  description  = "What the workspace is made of. Needs sh, and a user coder with the home directory /home/coder."
  icon         = "/icon/docker.png"
  default      = "codercom/example-base:ubuntu-noble"
  mutable      = true
  order        = 1
}

data "coder_parameter" "memory" {
  name         = "memory"
  display_name = "Memory"
  description  = "How much memory the workspace may use, in MiB."
  type         = "number"
  default      = 4096
  mutable      = true
  order        = 2

  validation {
    min = 256
    max = 131072
  }
}

data "coder_parameter" "repository" {
  name         = "repository"
  display_name = "Repository"
  description  = "A git repository to clone at the first start. May be empty."
  default      = ""
  mutable      = true
  order        = 3
}

locals {
  owner = lower(data.coder_workspace_owner.me.name)
  name  = lower(data.coder_workspace.me.name)

  # How to find everything of a workspace: docker ps --filter label=coder.workspace_name=NAME
  labels = {
    "coder.owner"          = data.coder_workspace_owner.me.name
    "coder.owner_id"       = data.coder_workspace_owner.me.id
    "coder.workspace_id"   = data.coder_workspace.me.id
    "coder.workspace_name" = data.coder_workspace.me.name
  }
}

resource "coder_agent" "main" {
  arch = data.coder_provisioner.me.arch
  os   = "linux"
  dir  = "/home/coder"

  startup_script = <<-EOT
    set -eu
    # A new home gets what the image has for new users.
    if [ ! -e ~/.profile ] && [ -d /etc/skel ]; then cp -rT /etc/skel ~; fi
    if [ -n "$REPOSITORY" ] && [ ! -e ~/project ]; then git clone "$REPOSITORY" ~/project; fi
  EOT

  env = {
    REPOSITORY          = data.coder_parameter.repository.value
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }

  metadata {
    display_name = "Home"
    key          = "home"
    script       = "df -h /home/coder | awk 'NR == 2 { print $3 \" of \" $2 }'"
    interval     = 60
    timeout      = 5
  }
}

# The home outlives every stop. Whatever changes here later, it is never replaced: what is in it is not to be had again.
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

resource "docker_image" "workspace" {
  name         = data.coder_parameter.image.value
  keep_locally = true
}

# There while the workspace runs: start_count is 1 then, and 0 when it is stopped.
resource "docker_container" "workspace" {
  count = data.coder_workspace.me.start_count

  name       = "coder-${local.owner}-${local.name}"
  hostname   = data.coder_workspace.me.name
  image      = docker_image.workspace.image_id
  memory     = data.coder_parameter.memory.value
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]

  host {
    host = "host.docker.internal"
    ip   = "host-gateway"
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
    value = data.coder_parameter.image.value
  }
}
