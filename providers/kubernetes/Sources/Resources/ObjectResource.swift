import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// `kubernetes_deployment` and its like: the resource of any ``Kind``, of which the API's description says what it
/// is made of.
///
/// Protocol: Kubernetes API conventions; create by POST, change by a merge patch of what differs (RFC 7386; of pods, by
/// ``PodPatch``), delete in the background. Schema: hashicorp/kubernetes 3, and every field of the API that it lacks.
struct ObjectResource: DescribedResource {
  let type: String
  let kind: Kind
  /// Of the schema.
  let version: Int

  init(_ type: String, _ kind: Kind) {
    self.type = "kubernetes_\(type)"
    self.kind = kind
    version = kind.schemaVersions[type] ?? kind.schemaVersion
  }

  var shape: Shape { Shapes.shared.shape(of: kind) }

  // MARK: Verbs

  func create(
    _ wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    var object = json(of: wanted)
    OperationMark.set(operation.id, on: &object)
    await cluster.lists.forget(ObjectID(object).path(kind))
    let made = try await make(object, cluster, operation)
    return try await finish(wanted, made, cluster, operation, .create)
  }

  func read(_ prior: Value, _ cluster: KubernetesCluster) async throws -> Value? {
    let id = try id(of: prior)
    guard let now = try await cluster.lists.find(id.path(kind)) else { return nil }
    let seen = kind.visible(now, to: prior)
    let object = value(cluster.reader.object(seen, shape, prior: prior), id, prior).quieted(by: prior)
    if now["metadata"]?["deletionTimestamp"] != nil { throw BrokenObject(object) }
    return object
  }

  func update(
    from prior: Value, to wanted: Value, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> Value {
    let id = try id(of: prior)
    await cluster.lists.forget(id.path(kind))
    let patch = try await patch(from: prior, to: wanted, cluster)
    guard patch != .object([]) else {
      guard let now = try await cluster.client.find(id.path(kind)) else { throw gone(id) }
      return completed(wanted, now, cluster)
    }
    let now = try await cluster.client.patch(
      id.path(kind), patch, as: kind.patchType,
      ["fieldManager": KubernetesCluster.fieldManager, "fieldValidation": "Strict"])
    return try await finish(wanted, now, cluster, operation, .update, PodPatch.replaced(by: patch, in: now))
  }

  func delete(_ prior: Value, _ cluster: KubernetesCluster, _ operation: Operation) async throws {
    let id = try id(of: prior)
    await cluster.lists.forget(id.path(kind))
    let patience = try patience(prior, .delete)
    try await ObjectEnd(path: id.path(kind), kind: kind, uid: uid(of: prior))
      .bringAbout(cluster.client, operation, patience)
  }

  func importObject(id: String, _ cluster: KubernetesCluster) async throws -> Value? {
    let id = try ObjectID(id, kind)
    guard let now = try await cluster.client.find(id.path(kind)) else { return nil }
    return value(cluster.reader.object(now, shape, prior: nil), id, nil)
  }

  func locate(
    _ wanted: Value, operation: String, _ cluster: KubernetesCluster
  ) async throws -> LocateResponse {
    guard let found = try await made(by: operation, json(of: wanted), cluster) else { return .absent }
    return .found(completed(wanted, found, cluster))
  }

  func upgrade(version: Int, _ object: JSON) throws -> JSON { object.withMapsForLimits }

  /// Types that are one but for their names.
  func adopt(_ request: MoveRequest) throws -> JSON? {
    kind.types.contains { "kubernetes_\($0)" == request.sourceType } ? request.source : nil
  }

  // MARK: Steps

  private func patch(
    from prior: Value, to wanted: Value, _ cluster: KubernetesCluster
  ) async throws -> JSON {
    guard kind.kind == "Secret" else {
      let (old, new) = (json(of: prior), json(of: wanted))
      return kind.kind == "Pod" ? PodPatch.from(old, to: new) : MergePatch.from(old, to: new)
    }
    guard SecretContent.isRevised(from: prior, to: wanted) else {
      return MergePatch.from(json(of: prior), to: json(of: SecretContent.unrevised(wanted)))
    }
    // What is recorded nowhere and not wanted any more is known to the cluster alone.
    var before = json(of: prior)
    before["data"] = try await cluster.client.find(try id(of: prior).path(kind))?["data"]
    return MergePatch.from(before, to: json(of: wanted))
  }

  /// - Throws: `.conflict` when another object has the name.
  private func make(
    _ object: JSON, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> JSON {
    do {
      return try await cluster.client.create(
        path(of: object), object,
        ["fieldManager": KubernetesCluster.fieldManager, "fieldValidation": "Strict"])
    } catch let error as ProviderError {
      // The answer to the request may have been lost, and not the request.
      let mayExist = error.apiStatus?.reason == "AlreadyExists" || !error.leavesNothing
      if mayExist, let found = try? await made(by: operation.id, object, cluster) { return found }
      throw error.apiStatus?.reason == "AlreadyExists" ? exists(object) : error
    }
  }

  private func exists(_ object: JSON) -> ProviderError {
    let id = ObjectID(object)
    return ProviderError(
      .conflict,
      """
      A \(kind.kind) named "\(id.name)" exists already\(id.namespace.map { " in the namespace \"\($0)\"" } ?? ""). \
      Choose another name, delete it, or import it:
          rcw import ADDRESS \(id.text)
      """)
  }

  /// What the operation has made; nil when there is nothing.
  private func made(by operation: String, _ object: JSON, _ cluster: KubernetesCluster) async throws -> JSON?
  {
    let id = ObjectID(object)
    if !id.name.isEmpty {
      let found = try await cluster.client.find(id.path(kind))
      return found.flatMap { OperationMark.of($0) == operation ? $0 : nil }
    }
    let prefix = object["metadata"]?["generateName"]?.asString ?? ""
    return try await cluster.client.list(path(of: object)).items.first {
      OperationMark.of($0) == operation && ObjectID($0).name.hasPrefix(prefix)
    }
  }

  /// Waits for what the configuration wants to wait for, and says what has become of it all.
  ///
  /// - Parameter replaced: the ids of containers that are to end.
  /// - Throws: `PartialObject` when it does not come about: the object is there.
  private func finish(
    _ wanted: Value, _ now: JSON, _ cluster: KubernetesCluster, _ operation: Operation, _ verb: Kind.Verb,
    _ replaced: Set<String> = []
  ) async throws -> Value {
    let id = ObjectID(now)
    do {
      let patience = try patience(wanted, verb)
      let waiting = Waiting(
        kind: kind, path: id.path(kind), wanted: wanted, replaced: replaced, client: cluster.client)
      let last = try await waiting.run(now, verb, operation, patience)
      return completed(wanted, last, cluster)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw PartialObject(id: id.text, completed(wanted, now, cluster), cause: error)
    }
  }

  private func gone(_ id: ObjectID) -> ProviderError {
    ProviderError(.notFound, "The \(kind.kind) \(id.text) is gone.")
  }

  // MARK: Values

  private func json(of value: Value) -> JSON {
    var object = ObjectWriter.json(value, shape)
    if kind.kind == "Secret" { SecretContent.add(to: &object, from: value) }
    kind.adapt(&object)
    var whole: JSON = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
    for member in object.members ?? [] { whole[member.key] = member.value }
    return whole
  }

  private func path(of object: JSON) -> ObjectPath {
    ObjectPath(
      kind.apiVersion, kind.plural,
      namespace: kind.isNamespaced ? ObjectID(object).namespace ?? "default" : nil)
  }

  private func completed(_ wanted: Value, _ now: JSON, _ cluster: KubernetesCluster) -> Value {
    let seen = kind.visible(now, to: wanted)
    let object = ObjectCompletion(reader: cluster.reader).object(wanted, shape, from: seen)
    return value(object, ObjectID(now), wanted)
  }

  /// An object with the attributes that every resource has.
  private func value(_ object: Value, _ id: ObjectID, _ prior: Value?) -> Value {
    var attributes = object.keyedElements ?? [:]
    attributes["id"] = .string(id.text)
    attributes["timeouts"] = prior?.keyedElements?["timeouts"] ?? .null(Timeouts.type)
    return .object(attributes)
  }

  func id(of value: Value) throws(ProviderError) -> ObjectID {
    try ObjectID(value.keyedElements?["id"]?.asString ?? "", kind)
  }

  private func uid(of value: Value) -> String? {
    value.keyedElements?["metadata"]?.elements?.first?.keyedElements?["uid"]?.asString
  }

  private func patience(_ value: Value, _ verb: Kind.Verb) throws -> Duration {
    try Timeouts.patience(value, verb.rawValue) ?? kind.patience[verb]
  }
}
