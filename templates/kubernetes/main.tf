# A workspace on a Kubernetes cluster: a home on a claim that stays, a deployment that comes and goes, a name, and a
# network policy around it. README.md beside this file says what is to be set and what to change first.

terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

variable "config_path" {
  description = "The kubeconfig; empty for KUBE_CONFIG_PATH or, in a pod, its service account."
  type        = string
  default     = ""
}

variable "config_context" {
  description = "The context in the kubeconfig; empty for its current one."
  type        = string
  default     = ""
}

variable "namespace" {
  description = "The namespace of workspaces, or what the names of theirs begin with."
  type        = string
  default     = "coder-workspaces"
}

variable "namespace_for" {
  description = "Who has a namespace: all together, each owner (made by you), or each workspace (made here)."
  type        = string
  default     = "all"

  validation {
    condition     = contains(["all", "owner", "workspace"], var.namespace_for)
    error_message = "It is all, owner or workspace."
  }
}

variable "storage_class" {
  description = "The storage class of homes; empty for the cluster's default."
  type        = string
  default     = ""
}

variable "private_networks" {
  description = "Networks that workspaces must not reach: by default all that are nobody's on the internet."
  type        = list(string)
  default     = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
}

provider "kubernetes" {
  config_path    = var.config_path != "" ? var.config_path : null
  config_context = var.config_context != "" ? var.config_context : null
}

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "image" {
  name         = "image"
  display_name = "Image"
  description  = "What the workspace runs. Needs sh, and a user 1000 with the home /home/coder."
  default      = "docker.io/codercom/example-base:ubuntu-noble"
  mutable      = true
  order        = 1
}

data "coder_parameter" "cpu" {
  name         = "cpu"
  display_name = "Processors"
  description  = "How many at most. A quarter of it is kept free for the workspace."
  type         = "number"
  default      = 2
  mutable      = true
  order        = 2

  validation {
    min = 1
    max = 32
  }
}

data "coder_parameter" "memory" {
  name         = "memory"
  display_name = "Memory"
  description  = "In GiB, at most. Half of it is kept free for the workspace."
  type         = "number"
  default      = 4
  mutable      = true
  order        = 3

  validation {
    min = 1
    max = 128
  }
}

data "coder_parameter" "home" {
  name         = "home"
  display_name = "Home"
  description  = "The size of the home, in GiB. It can grow later where the storage class allows it, never shrink."
  type         = "number"
  default      = 10
  mutable      = true
  order        = 4

  validation {
    min       = 1
    max       = 1000
    monotonic = "increasing"
  }
}

locals {
  owner     = lower(data.coder_workspace_owner.me.name)
  workspace = lower(data.coder_workspace.me.name)
  name      = "${local.owner}-${local.workspace}-${substr(data.coder_workspace.me.id, 0, 8)}"

  namespaces = {
    all       = var.namespace
    owner     = "${var.namespace}-${local.owner}"
    workspace = "${var.namespace}-${local.name}"
  }
  has_own   = var.namespace_for == "workspace"
  namespace = local.has_own ? kubernetes_namespace_v1.own[0].metadata[0].name : local.namespaces[var.namespace_for]

  # What tells the workspace's objects from others, for good.
  selector = {
    "app.kubernetes.io/name"     = "coder-workspace"
    "app.kubernetes.io/instance" = local.name
  }
  owned = { "com.coder.user.id" = data.coder_workspace_owner.me.id }
  labels = merge(local.selector, local.owned, {
    "app.kubernetes.io/part-of" = "coder"
    "com.coder.workspace.id"    = data.coder_workspace.me.id
    "com.coder.workspace.name"  = data.coder_workspace.me.name
    "com.coder.user.username"   = data.coder_workspace_owner.me.name
  })

  # Both, so that namespaces with quotas take the workspace.
  requests = {
    cpu    = "${data.coder_parameter.cpu.value * 250}m"
    memory = "${data.coder_parameter.memory.value * 512}Mi"
  }
  limits = {
    cpu    = tostring(data.coder_parameter.cpu.value)
    memory = "${data.coder_parameter.memory.value}Gi"
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
  EOT

  env = {
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }
}

# A namespace of the workspace's own, and no room in it for more than the workspace.
resource "kubernetes_namespace_v1" "own" {
  count = local.has_own ? 1 : 0

  metadata {
    name   = local.namespaces.workspace
    labels = merge(local.labels, { "pod-security.kubernetes.io/enforce" = "baseline" })
  }
}

resource "kubernetes_resource_quota_v1" "own" {
  count = local.has_own ? 1 : 0

  metadata {
    name      = "workspace"
    namespace = local.namespace
    labels    = local.labels
  }
  spec {
    hard = {
      "limits.cpu"       = local.limits.cpu
      "limits.memory"    = local.limits.memory
      "requests.storage" = "${data.coder_parameter.home.value}Gi"
      "pods"             = "2"
    }
  }
}

# The home outlives every stop.
resource "kubernetes_persistent_volume_claim_v1" "home" {
  metadata {
    name      = "${local.name}-home"
    namespace = local.namespace
    labels    = local.labels
  }
  # A class that binds at the first pod has none yet.
  wait_until_bound = false

  spec {
    access_modes       = ["ReadWriteOnce"]
    storage_class_name = var.storage_class != "" ? var.storage_class : null

    resources {
      requests = {
        storage = "${data.coder_parameter.home.value}Gi"
      }
    }
  }
  lifecycle {
    ignore_changes = [spec[0].storage_class_name]
  }
}

# The workspaces of an owner talk to each other, and to the internet; nobody else talks to them.
resource "kubernetes_network_policy_v1" "workspace" {
  metadata {
    name      = local.name
    namespace = local.namespace
    labels    = local.labels
  }
  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {
      match_labels = local.selector
    }
    ingress {
      from {
        namespace_selector {}
        pod_selector {
          match_labels = local.owned
        }
      }
    }
    egress {
      to {
        namespace_selector {}
        pod_selector {
          match_labels = local.owned
        }
      }
    }
    # Names are looked up wherever the cluster has its servers.
    egress {
      ports {
        protocol = "UDP"
        port     = "53"
      }
      ports {
        protocol = "TCP"
        port     = "53"
      }
    }
    egress {
      to {
        ip_block {
          cidr   = "0.0.0.0/0"
          except = var.private_networks
        }
      }
      to {
        ip_block {
          cidr   = "::/0"
          except = ["fc00::/7", "fe80::/10"]
        }
      }
    }
  }
}

# The token is no argument of the pod, so that who may look at pods does not see it.
resource "kubernetes_secret_v1" "agent" {
  metadata {
    name      = "${local.name}-agent"
    namespace = local.namespace
    labels    = local.labels
  }
  data = {
    token = coder_agent.main.token
  }
}

# What listens in the workspace is found under its name.
resource "kubernetes_service_v1" "workspace" {
  metadata {
    name      = local.name
    namespace = local.namespace
    labels    = local.labels
  }
  spec {
    cluster_ip = "None"
    selector   = local.selector
  }
  wait_for_load_balancer = false
}

resource "kubernetes_deployment_v1" "workspace" {
  count = data.coder_workspace.me.start_count

  metadata {
    name      = local.name
    namespace = local.namespace
    labels    = local.labels
  }
  spec {
    replicas = 1

    selector {
      match_labels = local.selector
    }
    # The home is one pod's at a time.
    strategy {
      type = "Recreate"
    }
    template {
      metadata {
        labels = local.labels
      }
      spec {
        automount_service_account_token = false
        enable_service_links            = false

        security_context {
          run_as_user     = 1000
          run_as_group    = 1000
          run_as_non_root = true
          fs_group        = 1000

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }
        container {
          name              = "dev"
          image             = data.coder_parameter.image.value
          image_pull_policy = "Always"
          command           = ["sh", "-c", coder_agent.main.init_script]

          env {
            name = "CODER_AGENT_TOKEN"

            value_from {
              secret_key_ref {
                name = kubernetes_secret_v1.agent.metadata[0].name
                key  = "token"
              }
            }
          }
          resources {
            requests = local.requests
            limits   = local.limits
          }
          volume_mount {
            name       = "home"
            mount_path = "/home/coder"
          }
        }
        volume {
          name = "home"

          persistent_volume_claim {
            claim_name = kubernetes_persistent_volume_claim_v1.home.metadata[0].name
          }
        }
      }
    }
  }
  depends_on = [kubernetes_network_policy_v1.workspace, kubernetes_resource_quota_v1.own]
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = kubernetes_deployment_v1.workspace[0].id

  item {
    key   = "namespace"
    value = local.namespace
  }
  item {
    key   = "name"
    value = local.name
  }
}
