// Made of the folder templates by StarterTemplateTests, with RCW_ACCEPT=1.

extension StarterTemplate {
  public static let all = [
    StarterTemplate(
      name: "docker",
      files: [
        File(
          path: "README.md",
          text: #"""
            # Workspaces in Docker

            One container for each workspace, with a home directory that stays when the workspace is stopped, updated or rebuilt.

            | parameter | what it sets |
            |---|---|
            | `image` | the image of the container; it needs `sh` and a user `coder` with the home directory `/home/coder` |
            | `memory` | how much memory it may use, in MiB |
            | `repository` | a git repository that is cloned to `~/project` at the first start |

            What persists: the volume `coder-ID-home`, which is `/home/coder`. Everything else in the container is gone when the
            workspace stops.

            The variable `docker_host` names an engine on another machine, for all workspaces of the template:

                rcw template push docker --directory . --variable docker_host=ssh://me@host

            What to change first: the default of `image`, to one that holds what your projects need, and `startup_script`, which runs at
            every start as the user of the image.

            """#),
        File(
          path: "main.tf",
          text: #"""
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

            """#),
      ]),
    StarterTemplate(
      name: "docker-minimal",
      files: [
        File(
          path: "README.md",
          text: #"""
            # docker-minimal

            A workspace in one container on one Docker engine. The home is a volume that stays when the workspace stops; the container
            exists only while the workspace runs. Start from this template when you write your own.

            ```sh
            cp -r templates/docker-minimal my-workspace && cd my-workspace
            rcw apply                                    # create and start
            CODER_WORKSPACE_TRANSITION=stop rcw apply    # stop: the container goes, the home stays
            rcw apply                                    # start again
            rcw destroy                                  # remove it with its home
            ```

            `scripts/quickstart` of the repository does these steps in a temporary folder, and builds the image first.

            | setting | how to set it | default |
            |---|---|---|
            | image | `-var image=NAME`: any image that holds `sh` and busybox's or another `httpd` | `rcw-base:latest`, see [images/base](../images/base) |
            | memory | parameter `memory`: 256, 512 or 2048 MiB | 512 |
            | greeting | parameter `greeting`: what the page says | Hello |
            | name, owner | environment `CODER_WORKSPACE_NAME`, `CODER_WORKSPACE_OWNER` | `default` |

            ## What is in it

            - **`coder_agent.main`** runs inside the container: its `init_script` is the container's entry point. The startup script
              starts a web server; since its behaviour is `blocking`, the agent is ready when the script has ended well.
            - **`coder_app.page`** is that web server. Its port is published on the loopback address only; the output `page` says where.
            - **`docker_volume.home`** has `ignore_changes = all`: neither a new template nor a new name may ever replace what a person
              has in it.
            - **`docker_container.workspace`** has `count = data.coder_workspace.me.start_count`, which is 1 while the workspace is
              started and 0 while it is stopped.
            - **`coder_metadata.workspace`** attaches facts to the container for whoever shows the workspace.
            - The labels `coder.*` on volume and container find everything that belongs to a workspace:
              `docker ps --all --filter label=coder.workspace_name=NAME`.

            """#),
        File(
          path: "main.tf",
          text: #"""
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

            """#),
      ]),
    StarterTemplate(
      name: "devcontainer",
      files: [
        File(
          path: "README.md",
          text: #"""
            # Development containers

            What `rcw up` makes of a project with `.devcontainer/devcontainer.json`: one container of the image that it names or builds, and a home
            directory that stays.

            Followed are `image`, `build` (`dockerfile`, `context`, `args`, `target`), `containerEnv`, `remoteEnv`, `containerUser`, `remoteUser`,
            `onCreateCommand`, `updateContentCommand`, `postCreateCommand`, `postStartCommand`, `forwardPorts` and `runArgs`' `--init` and
            `--privileged` as `init` and `privileged`. Features, mounts and customizations of editors are not.

            An image that is built is named after the content of its context, so that it is built anew only when that changes.

            """#),
        File(
          path: "main.tf",
          text: #"""
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

            """#),
      ]),
  ]
}
