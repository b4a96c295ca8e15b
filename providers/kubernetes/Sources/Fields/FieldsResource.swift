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
    var members = ForeignObject.members
    members.append(
      .argument(
        fields.rawValue, .map(.string), fields == .labels ? .required : .optional, "What to add or change."))
    if fields == .annotations {
      members.append(
        .argument("template_annotations", .map(.string), "The same for the pods that the object makes."))
    }
    return members
  }

  // MARK: Verbs

  func create(
    _ wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    try await apply(wanted, wanted, cluster)
    var attributes = wanted.keyedElements ?? [:]
    attributes["id"] = .string(ForeignObject(wanted).id)
    return .object(attributes)
  }

  func read(_ prior: Value, _ cluster: KubernetesCluster) async throws -> Value? {
    let foreign = ForeignObject(prior)
    guard var attributes = prior.keyedElements, let now = try await foreign.find(cluster) else { return nil }
    attributes[fields.rawValue] = refreshed(attributes[fields.rawValue], now["metadata"]?[fields.rawValue])
    if let recorded = attributes["template_annotations"] {
      let template = foreign.template(in: now)
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
    guard try await ForeignObject(prior).find(cluster) != nil else { return }
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
    let (foreign, content) = (ForeignObject(object), content?.keyedElements ?? [:])
    var document: JSON = .object([])
    if let map = Self.json(content["template_annotations"]) {
      document = foreign.saying(["metadata": ["annotations": map]])
    }
    if let map = Self.json(content[fields.rawValue]) { document["metadata"] = [fields.rawValue: map] }
    try await foreign.apply(document, fields.rawValue, cluster)
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
}
