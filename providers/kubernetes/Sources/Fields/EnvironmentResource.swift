import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `kubernetes_env`: some environment variables of a container that is managed elsewhere.
///
/// Protocol: server-side apply of nothing but these variables. Schema: hashicorp/kubernetes 3.
struct EnvironmentResource: DescribedResource {
  let type = "kubernetes_env"

  var schema: ResourceSchema {
    var schema = ResourceSchema(
      "Some environment variables of a container that is managed elsewhere.",
      members: ForeignObject.members + [
        .argument("container", .string, requiresReplace: true, "The container, by name."),
        .argument("init_container", .string, requiresReplace: true, "The init container, by name."),
        .blocks("env", .list, Self.variable.schema("A variable."), min: 1),
      ])
    schema.rules.append(AttributeRule(["container"], .exactlyOneOf(["init_container"])))
    return schema
  }

  private static let variable = Definitions.all.shape("EnvVar")
  private static let list = Field("env", .blocks(variable), "The variables.")

  // MARK: Verbs

  func create(
    _ wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    try await apply(wanted, cluster)
    var attributes = wanted.keyedElements ?? [:]
    attributes["id"] = .string(ForeignObject(wanted).id)
    return .object(attributes)
  }

  func read(_ prior: Value, _ cluster: KubernetesCluster) async throws -> Value? {
    let foreign = ForeignObject(prior)
    guard var attributes = prior.keyedElements, let now = try await foreign.find(cluster),
      let container = container(prior, in: foreign.template(in: now))
    else { return nil }
    let names = Set((attributes["env"]?.elements ?? []).map { $0.keyedElements?.text("name") ?? "" })
    let present = (container["env"]?.elements ?? []).filter { names.contains($0["name"]?.asString ?? "") }
    if present.isEmpty { return nil }
    let read = cluster.reader.object(
      ["env": .array(present)], Shape(fields: [Self.list]),
      prior: .object(["env": attributes["env"] ?? Self.list.none]))
    attributes["env"] = read.keyedElements?["env"] ?? Self.list.none
    return .object(attributes)
  }

  func update(
    from prior: Value, to wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    try await apply(wanted, cluster)
    return wanted
  }

  /// What is not mentioned any more is taken away.
  func delete(_ prior: Value, _ cluster: KubernetesCluster, _ operation: Operation) async throws {
    let foreign = ForeignObject(prior)
    guard try await foreign.find(cluster) != nil else { return }
    try await foreign.apply(.object([]), "variables", cluster)
  }

  func importObject(id: String, _ cluster: KubernetesCluster) async throws -> Value? {
    throw ProviderError(
      .invalid,
      "A kubernetes_env cannot be imported: nobody knows which variables are meant. Apply it instead.")
  }

  /// Applying twice does no harm.
  func locate(
    _ wanted: Value, operation: String, _ cluster: KubernetesCluster
  ) async throws -> LocateResponse { .absent }

  // MARK: Steps

  private func apply(_ object: Value, _ cluster: KubernetesCluster) async throws {
    let foreign = ForeignObject(object)
    let (list, name) = Self.place(of: object)
    // An apply that named a container which is not there would add one.
    if let now = try await foreign.find(cluster), container(object, in: foreign.template(in: now)) == nil {
      throw ProviderError(.notFound, "The \(foreign.kind) \(foreign.name) has no container \"\(name)\".")
    }
    let variables = ObjectWriter.json(
      .object(["env": object.keyedElements?["env"] ?? Self.list.none]), Shape(fields: [Self.list]))
    var container: JSON = ["name": .string(name)]
    container["env"] = variables["env"]
    try await foreign.apply(foreign.saying(["spec": [list: [container]]]), "variables", cluster)
  }

  private func container(_ object: Value, in template: JSON?) -> JSON? {
    let (list, name) = Self.place(of: object)
    return template?["spec"]?[list]?.elements?.first { $0["name"]?.asString == name }
  }

  private static func place(of object: Value) -> (list: String, name: String) {
    let attributes = object.keyedElements ?? [:]
    if let name = attributes["init_container"]?.asString, !name.isEmpty { return ("initContainers", name) }
    return ("containers", attributes.text("container"))
  }
}
