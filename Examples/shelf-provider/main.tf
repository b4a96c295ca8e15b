terraform {
  required_providers {
    shelf = { source = "example.com/library/shelf" }
  }
}

variable "folder" { type = string }

variable "text" {
  type    = string
  default = "Groceries\nMilk and bread."
}

provider "shelf" {
  folder = var.folder
}

resource "shelf_note" "groceries" {
  name = "groceries"
  text = var.text
}

data "shelf_note" "groceries" {
  name       = shelf_note.groceries.name
  depends_on = [shelf_note.groceries]
}

output "title" { value = provider::shelf::title(data.shelf_note.groceries.text) }
output "length" { value = shelf_note.groceries.length }
