import Addresses
import Diagnostics
import HCL
import Language

extension LintRule {
  private static let volumes: Set<String> = [
    "docker_volume", "fly_volume", "kubernetes_persistent_volume_claim",
    "kubernetes_persistent_volume_claim_v1",
    "azurerm_storage_share", "aws_ebs_volume", "google_compute_disk",
  ]

  /// A volume that is replaced when a name or label changes takes with it what is in it.
  static let volatileVolume = LintRule { resource in
    guard volumes.contains(resource.name.type), case .none = resource.lifecycle.ignoreChanges else {
      return []
    }
    return [
      Diagnostic(
        .warning, "lint-volatile-volume", "Volume may be replaced",
        """
        When a workspace or its owner is renamed, or a new version of the template names the volume differently, it is \
        replaced, and what users keep in it is lost. Add to the block:
            lifecycle {
              ignore_changes = all
            }
        """, at: resource.range)
    ]
  }

  /// An image under a moving tag is another one tomorrow, for some workspaces and not for others.
  static let movingImage = LintRule { resource in
    let name = resource.name.type == "docker_image" ? "name" : "image"
    guard ["docker_image", "docker_container", "fly_machine"].contains(resource.name.type),
      let attribute = resource.body[attribute: name], let image = attribute.value.literalString,
      resource.body.blocks(ofType: "build").isEmpty, !image.contains("@sha256:")
    else { return [] }
    let tag = image.split(separator: "/").last.flatMap { $0.split(separator: ":").dropFirst().last }
    guard tag == nil || tag == "latest" else { return [] }
    return [MovingImages.finding(image, at: attribute.value.range, resource.range)]
  }

  private static let computes: Set<String> = [
    "docker_container", "fly_machine", "kubernetes_pod", "kubernetes_pod_v1", "kubernetes_deployment",
    "kubernetes_deployment_v1", "azurerm_container_group", "aws_instance", "google_compute_instance",
  ]

  /// What does not depend on the transition runs on when the workspace stops.
  static let endlessCompute = LintRule { resource in
    guard computes.contains(resource.name.type), case .single = resource.repetition,
      !resource.body.mentions("coder_workspace", ["start_count", "transition"])
    else { return [] }
    return [
      Diagnostic(
        .warning, "lint-endless-compute", "Nothing stops it",
        """
        When the workspace stops this goes on, since nothing in the block depends on it. Add to the block:
            count = data.coder_workspace.me.start_count
        """, at: resource.range)
    ]
  }

  /// What is mounted from the host is shared by all workspaces, and breaks on the next host.
  static let hostPath = LintRule { resource in
    var findings: [Diagnostic] = []
    for block in resource.body.allBlocks {
      let isBind = block.body[attribute: "type"]?.value.literalString == "bind"
      let name =
        block.type == "mounts" && isBind ? "source" : block.type == "host_path" ? "path" : "host_path"
      guard let attribute = block.body[attribute: name], let path = attribute.value.literalString,
        path.hasPrefix("/")
      else { continue }
      let isEngine = path.hasSuffix("docker.sock")
      findings.append(
        Diagnostic(
          .warning, "lint-host-path", "Path of the host",
          isEngine
            ? "Who has the engine's socket is root on the host, and sees all other workspaces."
            : "\"\(path)\" is the same for all workspaces on a host, and another one on the next host. Use a volume.",
          at: attribute.value.range, in: resource.range))
    }
    return findings
  }

  /// A password in an argument is readable for everybody who can read the template.
  static let secretArgument = LintRule { resource in
    resource.body.allAttributes.compactMap { attribute in
      guard SecretText.isSecretName(attribute.name), let text = attribute.value.literalString,
        text.count >= SecretText.minLength
      else { return nil }
      return SecretText.finding(at: attribute.value.range, resource.range)
    }
  }
}

extension Body {
  /// The blocks in it at any depth, those that `dynamic` makes included.
  fileprivate var allBlocks: [Block] {
    blocks.flatMap { block -> [Block] in
      guard block.type == "dynamic", let label = block.labels.first else {
        return [block] + block.body.allBlocks
      }
      return block.body.blocks(ofType: "content").flatMap { content -> [Block] in
        var made = content
        made.type = label.text
        return [made] + content.body.allBlocks
      }
    }
  }

  fileprivate var allAttributes: [Attribute] { attributes + allBlocks.flatMap(\.body.attributes) }

  /// Whether something in it refers to one of these attributes of a data source of that type.
  fileprivate func mentions(_ type: String, _ names: Set<String>) -> Bool {
    allAttributes.flatMap(\.value.freeTraversals).contains { traversal in
      let steps = traversal.steps.compactMap(\.attributeName)
      return traversal.root == "data" && steps.first == type && !names.isDisjoint(with: steps)
    }
  }
}
