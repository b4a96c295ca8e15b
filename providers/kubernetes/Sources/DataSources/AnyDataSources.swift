import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `data.kubernetes_resource`: one object of any kind, as the API has it.
struct AnyDataSource: DescribedDataSource {
  let type = "kubernetes_resource"

  var schema: ResourceSchema {
    ResourceSchema(
      "One object of any kind, as the API has it.",
      .argument("api_version", .string, .required, "Such as `apps/v1`."),
      .argument("kind", .string, .required, "Such as `Deployment`."),
      .blocks("metadata", .list, Self.metadata, min: 1, max: 1),
      .computed("object", .dynamic, "The object."))
  }

  private static let metadata = ResourceSchema(
    "Which object.",
    .argument("name", .string, .required, "Its name."),
    .argument("namespace", .string, "Its namespace; `default` unless set."))

  func read(_ config: Value, _ cluster: KubernetesCluster) async throws -> Value {
    var attributes = config.keyedElements ?? [:]
    let metadata = attributes["metadata"]?.elements?.first?.keyedElements
    let info = try await cluster.client.kind(attributes.text("kind"), in: attributes.text("api_version"))
    let path = info.path(namespace: metadata?["namespace"]?.asString, name: metadata?.text("name"))
    guard let found = try await cluster.client.find(path) else {
      throw ProviderError(.notFound, "There are no \(path.text) in the cluster.")
    }
    attributes["object"] = Value(implied: found)
    attributes["id"] = .string(path.text)
    return .object(attributes)
  }
}

/// `data.kubernetes_resources`: all objects of any kind that selectors choose, as the API has them.
struct AllDataSource: DescribedDataSource {
  let type = "kubernetes_resources"

  var schema: ResourceSchema {
    ResourceSchema(
      "All objects of a kind that selectors choose, as the API has them.",
      .argument("api_version", .string, .required, "Such as `apps/v1`."),
      .argument("kind", .string, .required, "Such as `Deployment`."),
      .argument("namespace", .string, "In which namespace; in all unless set."),
      .argument("label_selector", .string, "By labels, such as `app=web`."),
      .argument("field_selector", .string, "By fields, such as `metadata.name=web`."),
      .argument("limit", .number, rules: [.integer(0...1_000_000)], "How many at most."),
      .computed("objects", .dynamic, "The objects."))
  }

  func read(_ config: Value, _ cluster: KubernetesCluster) async throws -> Value {
    var attributes = config.keyedElements ?? [:]
    let info = try await cluster.client.kind(attributes.text("kind"), in: attributes.text("api_version"))
    let path = ObjectPath(info.apiVersion, info.plural, namespace: attributes["namespace"]?.asString)
    let found = try await cluster.client.list(
      path, labels: attributes["label_selector"]?.asString, fields: attributes["field_selector"]?.asString)
    let items = found.items.prefix(attributes["limit"]?.asInt ?? .max).map { item in
      var item = item
      item["apiVersion"] = .string(info.apiVersion)
      item["kind"] = .string(info.kind)
      return Value(implied: item)
    }
    attributes["objects"] = .tuple(Array(items))
    attributes["id"] = .string(path.text)
    return .object(attributes)
  }
}

extension KeyedValues {
  /// A required text.
  func text(_ name: String) -> String { self[name]?.asString ?? "" }
}
