import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `data.kubernetes_secret` and its like: one object of any ``Kind`` as it is.
struct ObjectDataSource: DescribedDataSource {
  let type: String
  let kind: Kind

  init(_ type: String, _ kind: Kind) {
    self.type = "kubernetes_\(type)"
    self.kind = kind
  }

  var schema: ResourceSchema { shape.results(kind.summary, configurable: ["metadata"]) }

  /// That of the resource without what is only about changes.
  private var shape: Shape {
    var shape = Shapes.shared.shape(of: kind)
    shape.fields.removeAll(where: \.isLocal)
    guard case .block(var metadata)? = shape["metadata"]?.kind else { return shape }
    metadata["name"]?.origin = .required
    for name in ["labels", "annotations", "generate_name"] { metadata[name]?.origin = .optionalComputed }
    shape["metadata"]?.kind = .block(metadata)
    return shape
  }

  func read(_ config: Value, _ cluster: KubernetesCluster) async throws -> Value {
    let metadata = config.keyedElements?["metadata"]?.elements?.first?.keyedElements
    let id = ObjectID(
      namespace: kind.isNamespaced ? metadata?["namespace"]?.asString ?? "default" : nil,
      name: metadata?["name"]?.asString ?? "")
    guard let now = try await cluster.client.find(id.path(kind)) else {
      throw ProviderError(.notFound, "There is no \(kind.kind) \(id.text).")
    }
    var attributes = cluster.reader.object(now, shape, prior: nil).keyedElements ?? [:]
    attributes["id"] = .string(id.text)
    return .object(attributes)
  }
}
