import Diagnostics
import Language
import TestSupport
import Testing

@testable import Templates

@Suite struct TemplateLintTests {
  private func codes(_ text: String, _ files: [String: String] = [:]) async throws -> [String] {
    let folder = TemporaryDirectory(["main.tf": text].merging(files) { $1 })
    var loader = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    let root = try await loader.load()
    return TemplateLint.findings(in: root, try FolderReader.read(folder.path)).map(\.code.description)
  }

  @Test(arguments: [
    (#"resource "docker_volume" "home" { name = "x" }"#, "lint-volatile-volume"),
    (#"resource "docker_image" "main" { name = "debian:latest" }"#, "lint-moving-image"),
    (#"resource "docker_image" "main" { name = "host:5000/debian" }"#, "lint-moving-image"),
    (
      """
      resource "kubernetes_pod" "main" {}
      """, "lint-endless-compute"
    ),
    (
      """
      resource "docker_container" "main" {
        count = 1
        image = "a:1"
        volumes {
          container_path = "/data"
          host_path      = "/srv/data"
        }
      }
      """, "lint-host-path"
    ),
    (
      """
      resource "docker_container" "main" {
        count = 1
        image = "a:1"
        mounts {
          type   = "bind"
          target = "/x"
          source = "/var/run/docker.sock"
        }
      }
      """, "lint-host-path"
    ),
    (#"resource "x" "y" { password = "correct horse" }"#, "lint-secret-in-text"),
    (
      """
      variable "api_token" {
        default = "abcdefgh12345"
      }
      """, "lint-secret-in-text"
    ),
    (#"variable "image" { default = "ghcr.io/team/box:latest" }"#, "lint-moving-image"),
    (#"data "coder_parameter" "image" { default = "debian:latest" }"#, "lint-moving-image"),
    (
      """
      data "coder_parameter" "image" {
        option {
          name  = "Newest"
          value = "debian:latest"
        }
      }
      """, "lint-moving-image"
    ),
    (#"locals { a = "ghp_0123456789012345678901234567890123456789" }"#, "lint-secret-in-text"),
  ])
  func `what bites is found`(_ text: String, _ code: String) async throws {
    #expect(try await codes(text) == [code])
  }

  @Test(arguments: [
    """
    resource "docker_volume" "home" {
      name = "x"
      lifecycle { ignore_changes = all }
    }
    """,
    #"resource "docker_image" "main" { name = "debian:12" }"#,
    #"variable "channel" { default = "latest" }"#,
    #"data "coder_parameter" "image" { default = "debian:12" }"#,
    #"resource "docker_image" "main" { name = "debian@sha256:00" }"#,
    """
    resource "docker_image" "main" {
      name = "mine"
      build { context = "." }
    }
    """,
    """
    data "coder_workspace" "me" {}
    resource "kubernetes_deployment" "main" {
      spec { replicas = data.coder_workspace.me.start_count }
    }
    """,
    #"resource "x" "y" { password = var.password }"#, #"resource "x" "y" { password = "short" }"#,
    """
    variable "password" {
      default = ""
    }
    """,
  ])
  func `what is well is let be`(_ text: String) async throws {
    #expect(try await codes(text).isEmpty)
  }

  @Test func `keys in other files are found`() async throws {
    #expect(
      try await codes("", ["id": "-----BEGIN OPENSSH PRIVATE KEY-----\n"]) == ["lint-secret-in-text"])
  }
}
