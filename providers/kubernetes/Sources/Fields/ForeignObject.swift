import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// An object that is managed elsewhere, of which a resource here has a part: how configurations name it, and where it
/// has its pods' template.
struct ForeignObject {
  let apiVersion: String
  let kind: String
  let name: String
  let namespace: String?
  let fieldManager: String
  let isForced: Bool

  init(_ object: Value) {
    let attributes = object.keyedElements ?? [:]
    let metadata = attributes["metadata"]?.elements?.first?.keyedElements ?? [:]
    (apiVersion, kind) = (attributes.text("api_version"), attributes.text("kind"))
    (name, namespace) = (metadata.text("name"), metadata["namespace"]?.asString)
    fieldManager = attributes["field_manager"]?.asString ?? "Terraform"
    isForced = attributes["force"]?.asBool == true
  }

  /// The arguments that name it.
  static let members: [ResourceSchema.Member] = [
    .argument(
      "api_version", .string, .required, requiresReplace: true, "Of the object, such as `apps/v1`."),
    .argument("kind", .string, .required, requiresReplace: true, "Of the object, such as `Deployment`."),
    .blocks(
      "metadata", .list,
      ResourceSchema(
        "Which object.",
        .argument("name", .string, .required, "Its name."),
        .argument("namespace", .string, "Its namespace; `default` unless set.")),
      min: 1, max: 1, requiresReplace: true),
    .argument("force", .bool, "Whether to take over what others wrote."),
    .argument(
      "field_manager", .string, .defaulted(.string("Terraform")), rules: [.notEmpty],
      "Who this is where the cluster records who wrote what."),
  ]

  /// As the public provider has it.
  var id: String {
    let place = namespace.map { "namespace=\($0)," } ?? ""
    return "apiVersion=\(apiVersion),kind=\(kind),\(place)name=\(name)"
  }

  func path(_ cluster: KubernetesCluster) async throws -> ObjectPath {
    try await cluster.client.kind(kind, in: apiVersion).path(namespace: namespace, name: name)
  }

  func find(_ cluster: KubernetesCluster) async throws -> JSON? {
    try await cluster.client.find(try await path(cluster))
  }

  /// Where the object has its pods' template, or what is below it.
  private var templatePath: [String] {
    kind == "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"]
  }

  func template(in object: JSON) -> JSON? {
    kind == "Pod" ? object : templatePath.reduce(Optional(object)) { $0?[$1] }
  }

  /// What the object says when it says this of its pods.
  func saying(_ template: JSON) -> JSON {
    kind == "Pod" ? template : templatePath.reversed().reduce(template) { [$1: $0] }
  }

  /// Applies a part of the object, and nothing else of it (server-side apply).
  ///
  /// - Parameters:
  ///   - content: members beside those that name the object; its metadata is joined with theirs.
  ///   - what: what it is that is set, for messages.
  func apply(_ content: JSON, _ what: String, _ cluster: KubernetesCluster) async throws {
    let path = try await path(cluster)
    guard try await cluster.client.find(path) != nil else {
      throw ProviderError(.notFound, "There are no \(path.text) whose \(what) could be set.")
    }
    do {
      _ = try await cluster.client.patch(
        path, document(content, path), as: .apply,
        ["fieldManager": fieldManager, "force": isForced ? "true" : nil])
    } catch let error as ProviderError {
      throw FieldConflict(error, "The \(kind) \(name)")?.error ?? error
    }
  }

  private func document(_ content: JSON, _ path: ObjectPath) -> JSON {
    var document: JSON = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
    for member in content.members ?? [] { document[member.key] = member.value }
    var metadata = content["metadata"] ?? .object([])
    metadata["name"] = .string(name)
    if let namespace = path.namespace { metadata["namespace"] = .string(namespace) }
    document["metadata"] = metadata
    return document
  }
}
