# A workspace on a machine of Fly.io: a home on a volume that stays, a machine that comes and goes, or sleeps. README.md
# beside this file says what is to be set and what to change first.

terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    fly = {
      source = "fly-apps/fly"
    }
  }
}

variable "fly_api_token" {
  description = "The token for Fly.io; empty for FLY_API_TOKEN or the session of `fly auth login`."
  type        = string
  default     = ""
  sensitive   = true
}

variable "fly_org" {
  description = "The organisation's short name."
  type        = string
  default     = "personal"
}

provider "fly" {
  fly_api_token = var.fly_api_token != "" ? var.fly_api_token : null
}

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "image" {
  name         = "image"
  display_name = "Image"
  description  = "What the machine runs. Needs sh, and the user of the image has its home in /home/coder."
  default      = "docker.io/codercom/example-base:ubuntu-noble"
  mutable      = true
  order        = 1
}

data "coder_parameter" "region" {
  name         = "region"
  display_name = "Region"
  description  = "Where the machine and its home are, such as ams. It stays for the life of the workspace."
  default      = "ams"
  order        = 2

  validation {
    regex = "^[a-z]{3}$"
    error = "A region has three letters, such as ams."
  }
}

data "coder_parameter" "cpus" {
  name         = "cpus"
  display_name = "Processors"
  description  = "How many, shared with others."
  type         = "number"
  default      = 2
  mutable      = true
  order        = 3

  validation {
    min = 1
    max = 8
  }
}

data "coder_parameter" "memory" {
  name         = "memory"
  display_name = "Memory"
  description  = "In GB."
  type         = "number"
  default      = 4
  mutable      = true
  order        = 4

  validation {
    min = 1
    max = 16
  }
}

data "coder_parameter" "home" {
  name         = "home"
  display_name = "Home"
  description  = "The size of the home, in GB. It can grow later, never shrink."
  type         = "number"
  default      = 10
  mutable      = true
  order        = 5

  validation {
    min       = 1
    max       = 500
    monotonic = "increasing"
  }
}

data "coder_parameter" "when_stopped" {
  name         = "when_stopped"
  display_name = "When stopped"
  description  = "Whether a stop deletes the machine, or keeps it for a quicker start. The home stays in either case."
  default      = "delete"
  mutable      = true
  order        = 6

  option {
    name  = "Delete the machine"
    value = "delete"
  }
  option {
    name  = "Keep it, stopped"
    value = "keep"
  }
}

locals {
  # Names of apps are unique on all of Fly.
  app  = "coder-${lower(data.coder_workspace_owner.me.name)}-${substr(data.coder_workspace.me.id, 0, 8)}"
  runs = data.coder_workspace.me.start_count == 1
  keep = data.coder_parameter.when_stopped.value == "keep"
}

resource "coder_agent" "main" {
  arch = data.coder_provisioner.me.arch
  os   = "linux"
  dir  = "/home/coder"

  startup_script = <<-EOT
    set -eu
    # A new home gets what the image has for new users.
    if [ ! -e ~/.profile ] && [ -d /etc/skel ]; then cp -rT /etc/skel ~; fi
  EOT

  env = {
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }
}

resource "fly_app" "workspace" {
  name = local.app
  org  = var.fly_org
}

# The home outlives every stop.
resource "fly_volume" "home" {
  app    = fly_app.workspace.name
  name   = "home"
  region = data.coder_parameter.region.value
  size   = data.coder_parameter.home.value

  # A host that has room for the machine, too: the machine runs where its volume is.
  compute = {
    cpu_kind  = "shared"
    cpus      = data.coder_parameter.cpus.value
    memory_mb = data.coder_parameter.memory.value * 1024
  }

  lifecycle {
    ignore_changes = [compute, region]
  }
}

resource "fly_ip" "shared" {
  app  = fly_app.workspace.name
  type = "shared_v4"
}

# Fly shows it to nobody; the machine has it as a variable.
resource "fly_secret" "token" {
  app   = fly_app.workspace.name
  name  = "CODER_AGENT_TOKEN"
  value = coder_agent.main.token
}

resource "fly_machine" "workspace" {
  count = local.runs || local.keep ? 1 : 0

  app           = fly_app.workspace.name
  region        = fly_volume.home.region
  name          = lower(data.coder_workspace.me.name)
  image         = data.coder_parameter.image.value
  cpus          = data.coder_parameter.cpus.value
  memorymb      = data.coder_parameter.memory.value * 1024
  entrypoint    = ["sh", "-c", coder_agent.main.init_script]
  desired_state = local.runs ? "started" : "stopped"

  # The machine is updated when the secret changes.
  min_secrets_version = fly_secret.token.version

  mounts = [
    {
      volume = fly_volume.home.id
      path   = "/home/coder"
    }
  ]

  restart = {
    policy = "on-failure"
  }

  metadata = {
    workspace = data.coder_workspace.me.name
    owner     = data.coder_workspace_owner.me.name
  }
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = fly_machine.workspace[0].id

  item {
    key   = "region"
    value = fly_volume.home.region
  }
  item {
    key   = "app"
    value = fly_app.workspace.name
  }
}
