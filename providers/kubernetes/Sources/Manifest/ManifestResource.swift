import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `kubernetes_manifest`: an object of any kind, written as the API has it.
///
/// Protocol: server-side apply (Kubernetes API, `application/apply-patch+yaml`), so that fields of others are left
/// alone. Schema: hashicorp/kubernetes 3.
struct ManifestResource: DescribedResource {
  let type = "kubernetes_manifest"

  var schema: ResourceSchema {
    ResourceSchema(
      "An object of any kind, written as the API has it.", version: 1,
      .argument("manifest", .dynamic, .required, "The object that is wanted."),
      .argument("object", .dynamic, .optionalComputed, "The object as the API has it."),
      .argument(
        "computed_fields", .list(.string), .optional,
        "Fields that the cluster may change; `metadata.labels` and `metadata.annotations` unless set."),
      .argument(
        "wait_for", .object(["fields": .map(.string)]), deprecated: "Use the block \"wait\".",
        "Fields and patterns of values to wait for."),
      .blocks("wait", .list, ManifestWait.schema, max: 1),
      .blocks("field_manager", .list, Self.manager, max: 1), Timeouts.list)
  }

  private static let manager = ResourceSchema(
    "Who this is where the cluster records who wrote what.",
    .argument("name", .string, .defaulted(.string("Terraform")), "The name."),
    .argument(
      "force_conflicts", .bool, .defaulted(.bool(false)), "Whether to take over fields that others wrote."))

  // MARK: Planning

  func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    let manifest = config["manifest"]
    guard manifest.isKnown else { return [] }
    return ManifestCheck.problems(manifest)
  }

  func adjust(_ plan: inout ResourcePlan) {
    guard let prior = plan.prior?.keyedElements, let old = prior["manifest"] else { return }
    if plan.isChanged("manifest") {
      plan.setUnknown("object")
      if Manifest.identity(plan["manifest"]) != Manifest.identity(old) { plan.requireReplace("manifest") }
    } else {
      plan.keepPrior("object")
    }
  }

  // MARK: Verbs

  func create(
    _ wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    var manifest = try Manifest(wanted)
    let path = try await path(manifest, cluster)
    if let found = try await cluster.client.find(path), OperationMark.of(found) != operation.id {
      throw ProviderError(
        .conflict,
        """
        \(manifest.title) exists already. Choose another name, delete it, or import it:
            rcw import ADDRESS '\(manifest.id)'
        """)
    }
    OperationMark.set(operation.id, on: &manifest.json)
    let now = try await apply(manifest, path, wanted, cluster)
    return try await finish(wanted, manifest, now, path, cluster, .create)
  }

  func read(_ prior: Value, _ cluster: KubernetesCluster) async throws -> Value? {
    guard var attributes = prior.keyedElements else { return nil }
    let manifest = try Manifest(prior)
    guard let now = try await cluster.client.find(try await path(manifest, cluster)) else { return nil }
    let computed = Manifest.computedFields(prior)
    let refreshed = manifest.refreshed(with: now, computed)
    // What is as it was keeps the types that the configuration gave it, and its nulls.
    if refreshed != manifest.json { attributes["manifest"] = Value(implied: refreshed) }
    attributes["object"] = Value(implied: Manifest.bare(now))
    if now["metadata"]?["deletionTimestamp"] != nil { throw BrokenObject(Value.object(attributes)) }
    return .object(attributes)
  }

  func update(
    from prior: Value, to wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    var manifest = try Manifest(wanted)
    let path = try await path(manifest, cluster)
    guard let before = try await cluster.client.find(path) else {
      throw ProviderError(.notFound, "\(manifest.title) is gone.")
    }
    // What an apply does not mention any more is taken away.
    if let mark = OperationMark.of(before) { OperationMark.set(mark, on: &manifest.json) }
    let now = try await apply(manifest, path, wanted, cluster)
    return try await finish(wanted, manifest, now, path, cluster, .update)
  }

  func delete(_ prior: Value, _ cluster: KubernetesCluster, _ operation: Operation) async throws {
    let manifest = try Manifest(prior)
    let path: ObjectPath
    do { path = try await self.path(manifest, cluster) } catch let error as ProviderError
      where error.code == .notFound
    { return }
    let kind = Kind(
      types: [], apiVersion: manifest.apiVersion, kind: manifest.kind, plural: path.plural, definition: "",
      summary: "")
    let patience = try Timeouts.patience(list: prior, "delete") ?? kind.patience[.delete]
    try await ObjectEnd(path: path, kind: kind, uid: Self.uid(of: prior)).bringAbout(
      cluster.client, operation, patience)
  }

  private static func uid(of object: Value) -> String? {
    object.keyedElements?["object"]?.keyedElements?["metadata"]?.keyedElements?["uid"]?.asString
  }

  func importObject(id: String, _ cluster: KubernetesCluster) async throws -> Value? {
    let manifest = try Manifest(id: id)
    guard let now = try await cluster.client.find(try await path(manifest, cluster)) else { return nil }
    var attributes = ServedManifest.empty
    attributes["id"] = .string(manifest.id)
    attributes["manifest"] = Value(implied: Manifest.wanted(now))
    attributes["object"] = Value(implied: Manifest.bare(now))
    return .object(attributes)
  }

  func locate(
    _ wanted: Value, operation: String, _ cluster: KubernetesCluster
  ) async throws -> LocateResponse {
    guard wanted.keyedElements?["manifest"]?.isWhollyKnown == true else { return .absent }
    let manifest = try Manifest(wanted)
    let found = try await cluster.client.find(try await path(manifest, cluster))
    guard let found, OperationMark.of(found) == operation else { return .absent }
    return .found(value(wanted, manifest, found))
  }

  // MARK: Steps

  func path(_ manifest: Manifest, _ cluster: KubernetesCluster) async throws -> ObjectPath {
    try await cluster.client.kind(manifest.kind, in: manifest.apiVersion)
      .path(namespace: manifest.namespace, name: manifest.name)
  }

  private func apply(
    _ manifest: Manifest, _ path: ObjectPath, _ wanted: Value, _ cluster: KubernetesCluster
  ) async throws -> JSON {
    let manager = wanted.keyedElements?["field_manager"]?.elements?.first?.keyedElements
    do {
      return try await cluster.client.patch(
        path, manifest.json, as: .apply,
        [
          "fieldManager": manager?["name"]?.asString ?? "Terraform",
          "force": manager?["force_conflicts"]?.asBool == true ? "true" : nil, "fieldValidation": "Strict",
        ])
    } catch let error as ProviderError {
      throw FieldConflict(error, manifest.title)?.error ?? error
    }
  }

  private func finish(
    _ wanted: Value, _ manifest: Manifest, _ now: JSON, _ path: ObjectPath, _ cluster: KubernetesCluster,
    _ verb: Kind.Verb
  ) async throws -> Value {
    do {
      let patience = try Timeouts.patience(list: wanted, verb.rawValue) ?? .seconds(600)
      let last = try await ManifestWait(wanted, path, cluster.client).run(now, manifest.title, patience)
      return value(wanted, manifest, last)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw PartialObject(id: manifest.id, value(wanted, manifest, now), cause: error)
    }
  }

  private func value(_ wanted: Value, _ manifest: Manifest, _ now: JSON) -> Value {
    var attributes = wanted.keyedElements ?? [:]
    attributes["object"] = Value(implied: Manifest.bare(now))
    attributes["id"] = .string(manifest.id)
    return .object(attributes)
  }
}

/// The attributes of an object that only its id is known of.
private enum ServedManifest {
  static var empty: KeyedValues {
    let block = ManifestResource().schema.schema.block
    var attributes: KeyedValues = [:]
    for (name, attribute) in block.attributes { attributes[name] = .null(attribute.type) }
    for (name, nested) in block.blocks { attributes[name] = .list([], of: nested.block.impliedType) }
    return attributes
  }
}
