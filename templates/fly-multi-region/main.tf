# An app with a machine in each of several regions, behind one shared address. README.md beside this file says what to
# change first.

terraform {
  required_providers {
    fly = {
      source = "fly-apps/fly"
    }
  }
}

variable "name" {
  description = "The app's name, which no other app on Fly may have."
  type        = string
}

variable "org" {
  description = "The organisation's short name."
  type        = string
  default     = "personal"
}

variable "image" {
  description = "What each machine runs; it listens at port 80."
  type        = string
  default     = "docker.io/library/nginx:1"
}

variable "regions" {
  description = "Where machines run."
  type        = set(string)
  default     = ["ams", "sea", "hkg"]

  validation {
    condition     = length(var.regions) > 0
    error_message = "An app without machines answers nobody: name a region at least."
  }
}

resource "fly_app" "app" {
  name = var.name
  org  = var.org
}

resource "fly_ip" "shared" {
  app  = fly_app.app.name
  type = "shared_v4"
}

resource "fly_machine" "app" {
  for_each = var.regions

  app      = fly_app.app.name
  region   = each.key
  name     = "${var.name}-${each.key}"
  image    = var.image
  memorymb = 256

  # A request reaches the nearest machine, which sleeps while nobody asks.
  services = [
    {
      protocol      = "tcp"
      internal_port = 80
      autostop      = "stop"
      autostart     = true
      ports = [
        {
          port        = 80
          handlers    = ["http"]
          force_https = true
        },
        {
          port     = 443
          handlers = ["tls", "http"]
        }
      ]
      checks = [
        {
          type     = "http"
          path     = "/"
          interval = "30s"
          timeout  = "5s"
        }
      ]
    }
  ]
}

output "url" {
  description = "Where the app answers."
  value       = fly_app.app.appurl
}

output "address" {
  description = "The address behind which all machines are."
  value       = fly_ip.shared.address
}

output "machines" {
  description = "The machine of each region."
  value       = { for region, machine in fly_machine.app : region => machine.id }
}
