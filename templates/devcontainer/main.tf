# A workspace from a project's devcontainer.json, which lies beside this file. README.md says what of it is followed.

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

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

locals {
  config = jsondecode(file("${path.module}/devcontainer.json"))
  name   = lower("coder-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.name}")

  # What an image is built of lies in the folder project, as it lies in the project.
  build      = try(local.config.build, null)
  folder     = fileexists("${path.module}/project/.devcontainer/devcontainer.json") ? "${path.module}/project/.devcontainer" : "${path.module}/project"
  context    = "${local.folder}/${try(local.build.context, ".")}"
  dockerfile = try(local.build.dockerfile, "Dockerfile")
  digest     = local.build == null ? "" : sha256(join("", [for name in sort(fileset(local.context, "**")) : "${name} ${filesha256("${local.context}/${name}")}\n"]))

  user = try(local.config.remoteUser, local.config.containerUser, null)
  home = local.user == null ? "/home/coder" : local.user == "root" ? "/root" : "/home/${local.user}"

  # A command is a text for the shell, words of a program, or several of these under names.
  commands = [
    for name in ["onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand"] :
    { once = name != "postStartCommand", command = local.config[name] } if try(local.config[name], null) != null
  ]
  lines = flatten([
    for entry in local.commands : [
      for command in try([tostring(entry.command)], [join(" ", [for word in tolist(entry.command) : "'${replace(word, "'", "'\\''")}'"])], [for part in values(entry.command) : try(tostring(part), join(" ", part))]) :
      entry.once ? "[ -e ~/.devcontainer-created ] || { ${command}\n}" : command
    ]
  ])
}

resource "coder_agent" "main" {
  arch = data.coder_provisioner.me.arch
  os   = "linux"
  env  = try({ for name, value in local.config.remoteEnv : name => value if value != null }, {})

  startup_script = join("\n", concat(
    ["set -e", "if [ ! -e ~/.profile ] && [ -d /etc/skel ]; then cp -rT /etc/skel ~; fi"], local.lines,
    ["touch ~/.devcontainer-created"],
  ))
}

resource "coder_app" "port" {
  for_each = toset([for port in try(local.config.forwardPorts, []) : tostring(port) if can(tonumber(port))])

  agent_id     = coder_agent.main.id
  slug         = "port-${each.value}"
  display_name = "Port ${each.value}"
  url          = "http://localhost:${each.value}"
}

resource "docker_volume" "home" {
  name = "coder-${data.coder_workspace.me.id}-home"

  lifecycle {
    ignore_changes = all
  }
}

resource "docker_image" "workspace" {
  name         = local.build == null ? local.config.image : "rcw/${local.name}:${substr(local.digest, 0, 16)}"
  keep_locally = local.build == null

  dynamic "build" {
    for_each = local.build == null ? [] : [local.build]
    content {
      context    = local.context
      dockerfile = local.dockerfile
      build_args = try(build.value.args, {})
      target     = try(build.value.target, null)
    }
  }

  # While a new image cannot be built, the workspace keeps the one that it has.
  lifecycle {
    create_before_destroy = true
  }
}

resource "docker_container" "workspace" {
  count = data.coder_workspace.me.start_count

  name       = local.name
  hostname   = data.coder_workspace.me.name
  image      = docker_image.workspace.image_id
  user       = local.user
  init       = try(local.config.init, contains(local.config.runArgs, "--init"), false)
  privileged = try(local.config.privileged, contains(local.config.runArgs, "--privileged"), false)
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env = concat(
    ["CODER_AGENT_TOKEN=${coder_agent.main.token}"],
    [for name, value in try(local.config.containerEnv, {}) : "${name}=${value}"],
  )

  host {
    host = "host.docker.internal"
    ip   = "host-gateway"
  }

  volumes {
    container_path = local.home
    volume_name    = docker_volume.home.name
  }
}
