# What the expressions of these cases refer to, for Terraform. ExpressionCaseTests has the same names.

terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}

variable "secret" {
  sensitive = true
  default   = "hush"
}

variable "st" {
  type      = bool
  sensitive = true
  default   = true
}

variable "sf" {
  type      = bool
  sensitive = true
  default   = false
}

resource "terraform_data" "x" {}
