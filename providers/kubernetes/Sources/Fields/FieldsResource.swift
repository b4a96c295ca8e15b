import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `kubernetes_labels` and `kubernetes_annotations`: some labels or annotations of an object that is not ours.
///
/// Protocol: server-side apply of nothing but these fields, so that the object's own writer does not notice. Schema:
/// hashicorp/kubernetes 3.
struct FieldsResource: DescribedResource {
  enum Fields: String, Sendable {
    case labels, annotations
  }

  let fields: Fields
  var type: String { "kubernetes_\(fields.rawValue)" }

  var schema: ResourceSchema {
    ResourceSchema(
      "Some \(fields.rawValue) of an object that is managed elsewhere.", members: members)
  }

  private var members: [ResourceSchema.Member] {
    var members: [ResourceSchema.Member] = [
      .argument(
        "api_version", .string, .required, requiresReplace: true, "Of the object, such as `apps/v1`."),
      .argument("kind", .string, .required, requiresReplace: true, "Of the object, such as `Deployment`."),
      .blocks("metadata", .list, Self.metadata, min: 1, max: 1, requiresReplace: true),
      .argument(
        fields.rawValue, .map(.string), fields == .labels ? .required : .optional, "What to add or change."),
      .argument("force", .bool, "Whether to take over what others wrote."),
      .argument(
        "field_manager", .string, .defaulted(.string("Terraform")), rules: [.notEmpty],
        "Who this is where the cluster records who wrote what."),
    ]
    if fields == .annotations {
      members.append(
        .argument("template_annotations", .map(.string), "The same for the pods that the object makes."))
    }
    return members
  }

  private static let metadata = ResourceSchema(
    "Which object.",
    .argument("name", .string, .required, "Its name."),
    .argument("namespace", .string, "Its namespace; `default` unless set."))

  // MARK: Verbs

  func create(
    _ wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    try await apply(wanted, wanted, cluster)
    var attributes = wanted.keyedElements ?? [:]
    attributes["id"] = .string(id(wanted))
    return .object(attributes)
  }

  func read(_ prior: Value, _ cluster: KubernetesCluster) async throws -> Value? {
    guard var attributes = prior.keyedElements else { return nil }
    guard let now = try await cluster.client.find(try await path(prior, cluster)) else { return nil }
    attributes[fields.rawValue] = refreshed(attributes[fields.rawValue], now["metadata"]?[fields.rawValue])
    if let recorded = attributes["template_annotations"] {
      let template = Self.templatePath(attributes.text("kind"))
        .reduce(Optional(now)) { $0?[$1] }
      attributes["template_annotations"] = refreshed(recorded, template?["metadata"]?["annotations"])
    }
    return .object(attributes)
  }

  func update(
    from prior: Value, to wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    try await apply(wanted, wanted, cluster)
    return wanted
  }

  /// What is not mentioned any more is taken away.
  func delete(_ prior: Value, _ cluster: KubernetesCluster, _ operation: Operation) async throws {
    guard try await cluster.client.find(try await path(prior, cluster)) != nil else { return }
    try await apply(prior, nil, cluster)
  }

  func importObject(id: String, _ cluster: KubernetesCluster) async throws -> Value? {
    throw ProviderError(
      .invalid,
      "A \(type) cannot be imported: nobody knows which \(fields.rawValue) are meant. Apply it instead.")
  }

  /// Applying twice does no harm.
  func locate(
    _ wanted: Value, operation: String, _ cluster: KubernetesCluster
  ) async throws -> LocateResponse { .absent }

  // MARK: Steps

  /// - Parameter content: what to say of the object; nil for nothing.
  private func apply(_ object: Value, _ content: Value?, _ cluster: KubernetesCluster) async throws {
    let attributes = object.keyedElements ?? [:]
    let path = try await path(object, cluster)
    guard try await cluster.client.find(path) != nil else {
      throw ProviderError(.notFound, "There are no \(path.text) whose \(fields.rawValue) could be set.")
    }
    do {
      _ = try await cluster.client.patch(
        path, document(attributes, content?.keyedElements ?? [:], path), as: .apply,
        [
          "fieldManager": attributes["field_manager"]?.asString ?? "Terraform",
          "force": attributes["force"]?.asBool == true ? "true" : nil,
        ])
    } catch let error as ProviderError {
      throw FieldConflict(error, "The \(attributes.text("kind")) \(path.name ?? "")")?.error ?? error
    }
  }

  private func document(_ object: KeyedValues, _ content: KeyedValues, _ path: ObjectPath) -> JSON {
    var metadata: JSON = ["name": .string(path.name ?? "")]
    if let namespace = path.namespace { metadata["namespace"] = .string(namespace) }
    if let map = Self.json(content[fields.rawValue]) { metadata[fields.rawValue] = map }
    var document: JSON = [
      "apiVersion": .string(object.text("api_version")), "kind": .string(object.text("kind")),
      "metadata": metadata,
    ]
    if let map = Self.json(content["template_annotations"]) {
      let template: JSON = ["metadata": ["annotations": map]]
      let nested = Self.templatePath(object.text("kind")).reversed().reduce(template) { [$1: $0] }
      for member in nested.members ?? [] { document[member.key] = member.value }
    }
    return document
  }

  private static func templatePath(_ kind: String) -> [String] {
    kind == "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"]
  }

  private static func json(_ map: Value?) -> JSON? {
    guard let elements = map?.keyedElements, !elements.isEmpty else { return nil }
    return .object(elements.map { JSON.Member($0.key, .string($0.value.asString ?? "")) })
  }

  /// What has become of the recorded keys.
  private func refreshed(_ recorded: Value?, _ now: JSON?) -> Value {
    guard let recorded, let elements = recorded.keyedElements else { return recorded ?? .null(.map(.string)) }
    let present = elements.compactMap { key, _ in now?[key]?.asString.map { (key, Value.string($0)) } }
    return .map(KeyedValues(present), of: .string)
  }

  private func path(_ object: Value, _ cluster: KubernetesCluster) async throws -> ObjectPath {
    let attributes = object.keyedElements ?? [:]
    let metadata = attributes["metadata"]?.elements?.first?.keyedElements
    return try await cluster.client.kind(attributes.text("kind"), in: attributes.text("api_version"))
      .path(namespace: metadata?["namespace"]?.asString, name: metadata?.text("name"))
  }

  /// As the public provider has it.
  private func id(_ object: Value) -> String {
    let attributes = object.keyedElements ?? [:]
    let metadata = attributes["metadata"]?.elements?.first?.keyedElements ?? [:]
    let place = metadata["namespace"]?.asString.map { "namespace=\($0)," } ?? ""
    return
      "apiVersion=\(attributes.text("api_version")),kind=\(attributes.text("kind")),\(place)name=\(metadata.text("name"))"
  }
}
