# A workspace on Azure Container Instances: a home on a file share that stays, a container group that comes and goes, or
# sleeps, under a name in DNS. README.md beside this file says what is to be set and what to change first.

terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
    coder = {
      source = "coder/coder"
    }
  }
}

variable "subscription_id" {
  description = "The subscription; empty for ARM_SUBSCRIPTION_ID."
  type        = string
  default     = ""
}

variable "key_vault_id" {
  description = "The id of a vault with the users' secrets, which allows access by roles; empty for none."
  type        = string
  default     = ""
}

provider "azurerm" {
  subscription_id = var.subscription_id != "" ? var.subscription_id : null

  features {
    resource_group {
      # A group is of one workspace, and goes with it.
      prevent_deletion_if_contains_resources = false
    }
  }
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "language" {
  name         = "language"
  display_name = "Language"
  description  = "What the image has tools for."
  default      = "base"
  mutable      = true
  order        = 1

  dynamic "option" {
    for_each = local.images
    content {
      name  = option.key
      value = option.key
    }
  }
}

data "coder_parameter" "region" {
  name         = "region"
  display_name = "Region"
  description  = "Where the container and its home are, such as westeurope. It stays for the life of the workspace."
  default      = "westeurope"
  order        = 2
}

data "coder_parameter" "cpus" {
  name         = "cpus"
  display_name = "Processors"
  type         = "number"
  default      = 2
  mutable      = true
  order        = 3

  validation {
    min = 1
    max = 4
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
  description  = "How much the home may hold, in GB."
  type         = "number"
  default      = 20
  mutable      = true
  order        = 5

  validation {
    min = 1
    max = 5120
  }
}

data "coder_parameter" "when_stopped" {
  name         = "when_stopped"
  display_name = "When stopped"
  description  = "Whether a stop deletes the containers, or keeps them for a quicker start. Neither costs; the home stays."
  default      = "delete"
  mutable      = true
  order        = 6

  option {
    name  = "Delete the containers"
    value = "delete"
  }
  option {
    name  = "Keep them, stopped"
    value = "keep"
  }
}

locals {
  images = {
    base   = "mcr.microsoft.com/devcontainers/base:ubuntu"
    dotnet = "mcr.microsoft.com/devcontainers/dotnet:8.0"
    go     = "mcr.microsoft.com/devcontainers/go:1"
    java   = "mcr.microsoft.com/devcontainers/java:21"
    node   = "mcr.microsoft.com/devcontainers/typescript-node:22"
    python = "mcr.microsoft.com/devcontainers/python:3"
    rust   = "mcr.microsoft.com/devcontainers/rust:1"
  }

  user = lower(data.coder_workspace_owner.me.name)
  # Names of accounts are unique on all of Azure, and have no hyphens.
  id   = substr(replace(data.coder_workspace.me.id, "-", ""), 0, 16)
  # A name in DNS, with the id behind, has 63 characters at most.
  whole = "${local.user}-${lower(data.coder_workspace.me.name)}"
  short = "${trimsuffix(substr(local.whole, 0, 37), "-")}-${substr(local.id, 0, 8)}"
  name  = length(local.whole) <= 46 ? local.whole : local.short
  runs = data.coder_workspace.me.start_count == 1
  keep = data.coder_parameter.when_stopped.value == "keep"

  tags = {
    managed-by = "rcw"
    owner      = local.user
    workspace  = data.coder_workspace.me.name
  }
}

locals {
  has_vault = var.key_vault_id != ""
  vault     = local.has_vault ? "https://${element(split("/", var.key_vault_id), 8)}.vault.azure.net" : ""
}

resource "coder_agent" "main" {
  arch = "amd64"
  os   = "linux"
  dir  = "/home/coder"

  # The container asks for the user's secrets as its identity: they are in no state and no plan.
  startup_script = <<-EOT
    set -u
    [ -n "${local.vault}" ] || exit 0
    ask() { curl -fsS --retry 10 --retry-all-errors "$@" | tr -d '\n'; }
    token=$(ask -H Metadata:true \
      "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net" |
      sed 's/.*"access_token" *: *"\([^"]*\)".*/\1/')
    secret() {
      ask -H "Authorization: Bearer $token" "${local.vault}/secrets/$1-${local.user}?api-version=7.4" |
        sed 's/.*"value" *: *"\([^"]*\)".*/\1/'
    }
    umask 077
    mkdir -p /run/secrets 2>/dev/null || true
    folder=$([ -w /run/secrets ] && echo /run/secrets || mktemp -d)
    secret github-token >"$folder/github-token" && git config --global \
      credential.https://github.com.helper "!f() { echo username=x-access-token; echo password=$(cat $folder/github-token); }; f"
    # A file share knows no permissions, which SSH insists on.
    secret ssh-key | sed 's/\\n/\n/g' >"$folder/id_ssh" && git config --global core.sshCommand "ssh -i $folder/id_ssh"
  EOT

  env = {
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }
}

resource "azurerm_resource_group" "workspace" {
  name     = "rcw-${local.name}"
  location = data.coder_parameter.region.value
  tags     = local.tags
}

resource "azurerm_storage_account" "home" {
  name                            = "rcw${local.id}"
  resource_group_name             = azurerm_resource_group.workspace.name
  location                        = azurerm_resource_group.workspace.location
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = false
  tags                            = local.tags
}

# The home outlives every stop.
resource "azurerm_storage_share" "home" {
  name               = "home"
  storage_account_id = azurerm_storage_account.home.id
  quota              = data.coder_parameter.home.value
}

# Who the container is to the vault.
resource "azurerm_user_assigned_identity" "workspace" {
  count = local.has_vault ? 1 : 0

  name                = "id-${local.name}"
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "secrets" {
  count = local.has_vault ? 1 : 0

  scope                = var.key_vault_id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.workspace[0].principal_id
}

resource "azurerm_container_group" "workspace" {
  count = local.runs || local.keep ? 1 : 0

  name                = local.name
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  os_type             = "Linux"
  restart_policy      = "OnFailure"
  ip_address_type     = "Public"
  dns_name_label      = "${local.name}-${local.id}"
  desired_state       = local.runs ? "running" : "stopped"
  tags                = local.tags

  dynamic "identity" {
    for_each = azurerm_user_assigned_identity.workspace
    content {
      type         = "UserAssigned"
      identity_ids = [identity.value.id]
    }
  }

  container {
    name     = "workspace"
    image    = local.images[data.coder_parameter.language.value]
    cpu      = data.coder_parameter.cpus.value
    memory   = data.coder_parameter.memory.value
    commands = ["sh", "-c", coder_agent.main.init_script]

    environment_variables = {
      HOME = "/home/coder"
    }
    secure_environment_variables = {
      CODER_AGENT_TOKEN = coder_agent.main.token
    }

    # An editor, and SSH.
    ports {
      port     = 8080
      protocol = "TCP"
    }
    ports {
      port     = 2222
      protocol = "TCP"
    }

    volume {
      name                 = "home"
      mount_path           = "/home/coder"
      share_name           = azurerm_storage_share.home.name
      storage_account_name = azurerm_storage_account.home.name
      storage_account_key  = azurerm_storage_account.home.primary_access_key
    }
  }
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = azurerm_container_group.workspace[0].id

  item {
    key   = "address"
    value = azurerm_container_group.workspace[0].fqdn
  }
  item {
    key   = "region"
    value = azurerm_resource_group.workspace.location
  }
}
