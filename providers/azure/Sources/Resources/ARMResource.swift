import ProviderAPI
import ProviderKit
import Values

/// The resource of any ``ARMType``.
///
/// Protocol: Azure Resource Manager RPC: PUT creates or replaces, PATCH changes, DELETE deletes, GET reads.
struct ARMResource: DescribedResource {
  let table: ARMType

  init(_ table: ARMType) { self.table = table }

  var type: String { table.type }

  var schema: ResourceSchema {
    table.shape.schema(table.summary, version: table.schemaVersion, [Timeouts.member])
  }

  func validate(_ config: ConfigView) -> [ProviderDiagnostic] { table.hooks.validate(config) }

  // MARK: Verbs

  func create(_ wanted: Value, _ client: AzureClient, _ operation: Operation) async throws -> Value {
    let id = try await identify(wanted, client)
    await client.forget(id, table.version)
    let now = try await client.manager.find(id, table.version)
    if let now, !isMade(now, by: operation) { throw exists(id) }
    var body = body(of: wanted)
    try await table.hooks.prepare(&body, id, client)
    if let place = table.markPlace { OperationMark.set(operation.id, on: &body, in: place) }
    let response = try await client.manager.begin(.put, id, table.version, body)
    client.session.noteMade(id)
    if table.grantsAccess { client.session.noteAccess() }
    return try await finish(.create, wanted, .null(wanted.type), id, (response, .put), client, operation)
  }

  func read(_ prior: Value, _ client: AzureClient) async throws -> Value? {
    let id = try await id(of: prior, client)
    let isListed = table.isListed && !table.hooks.isReadAlone(prior)
    guard let now = try await client.find(id, table.version, listed: isListed) else { return nil }
    var object = value(try await whole(now, id, client), id, prior).keyedElements ?? [:]
    for (name, value) in table.hooks.observed(prior, now) { object[name] = value }
    return .object(object)
  }

  func update(
    from prior: Value, to wanted: Value, _ client: AzureClient, _ operation: Operation
  ) async throws -> Value {
    let id = try await id(of: prior, client)
    await client.forget(id, table.version)
    var last: (response: HTTPResponse, method: HTTPMethod)?
    for change in try await changes(from: prior, to: wanted, id, client) {
      if let last {
        _ = try await waiting(.update, wanted, id, client, operation).end(of: last.response, last.method)
      }
      last = (try await client.manager.begin(change.method, id, table.version, change.body), change.method)
    }
    do {
      return try await finish(.update, wanted, prior, id, last, client, operation)
    } catch let partial as PartialObject<Value> {
      // What was not brought about is for the next change to bring about.
      var object = partial.object.keyedElements ?? [:]
      for name in table.broughtAbout { object[name] = prior.keyedElements?[name] ?? object[name] }
      throw PartialObject(id: partial.id, Value.object(object), cause: partial.cause)
    }
  }

  func delete(_ prior: Value, _ client: AzureClient, _ operation: Operation) async throws {
    let id = try await id(of: prior, client)
    await client.forget(id, table.version)
    try await table.hooks.beforeDelete(prior, id, client, operation)
    try await client.manager.delete(id, table.version, patience: try table.patience(.delete, prior))
    try await table.hooks.afterDelete(prior, id, client, operation)
  }

  func importObject(id text: String, _ client: AzureClient) async throws -> Value? {
    let id = try ResourceID(text)
    guard table.address.fits(id) else {
      throw ProviderError(
        .invalid, "The id of a \(type) is like \(table.address.form), and \"\(text)\" is not.")
    }
    guard let now = try await client.manager.find(id, table.version) else { return nil }
    return value(try await whole(now, id, client), id, nil)
  }

  /// A mark says who has made a resource. Where none can be, nobody can tell whose it is that is there under the id.
  func locate(_ wanted: Value, operation: String, _ client: AzureClient) async throws -> LocateResponse {
    let id = try await identify(wanted, client)
    guard let now = try await client.manager.find(id, table.version) else { return .absent }
    guard let place = table.markPlace else { return .cannotTell }
    guard OperationMark.of(now, in: place) == operation else { return .absent }
    var object = wanted.settled.keyedElements ?? [:]
    object["id"] = .string(id.text)
    return .found(.object(object))
  }

  // MARK: Into the object

  func execute(_ request: ExecutionRequest, _ client: AzureClient) async throws -> (any RunningProcess)? {
    try await table.hooks.execute?(request, try await id(of: request.object, client), client)
  }

  func output(_ request: OutputRequest, _ client: AzureClient) async throws -> (any OutputSource)? {
    try await table.hooks.output?(request, try await id(of: request.object, client), client)
  }

  func deliver(
    _ request: DeliveryRequest, _ client: AzureClient, _ operation: Operation
  ) async throws -> DeliveryOutcome {
    try await table.hooks.deliver?(request, try await id(of: request.object, client), client)
      ?? .notPossible
  }

  // MARK: Steps

  /// Waits for the end of a change, and says what has become of it all.
  ///
  /// - Throws: `PartialObject` when it fails: the resource is there.
  private func finish(
    _ verb: ARMType.Verb, _ wanted: Value, _ prior: Value, _ id: ResourceID,
    _ last: (response: HTTPResponse, method: HTTPMethod)?, _ client: AzureClient, _ operation: Operation
  ) async throws -> Value {
    do {
      let waiting = try waiting(verb, wanted, id, client, operation)
      var now: JSON?
      if let last { now = try await waiting.end(of: last.response, last.method) }
      now = try await table.hooks.afterChange(wanted, prior, id, client, operation) ?? now
      if now?["properties"] == nil, now?["id"] == nil {
        now = try await client.manager.find(id, table.version)
      }
      return completed(wanted, try await whole(now ?? .object([]), id, client), id)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw PartialObject(id: id.text, completed(wanted.settled, .object([]), id), cause: error)
    }
  }

  private func waiting(
    _ verb: ARMType.Verb, _ wanted: Value, _ id: ResourceID, _ client: AzureClient, _ operation: Operation
  ) throws -> LongOperation {
    var waiting = LongOperation(
      manager: client.manager, id: id, version: table.version, patience: try table.patience(verb, wanted))
    if let watch = table.hooks.watch { waiting.tell = watch(id, client, operation) }
    return waiting
  }

  /// What is to be sent, one after the other, to make one of another; nothing when Azure need not know.
  private func changes(
    from prior: Value, to wanted: Value, _ id: ResourceID, _ client: AzureClient
  ) async throws -> [(method: HTTPMethod, body: JSON)] {
    let (before, after) = (body(of: prior), body(of: wanted))
    if before == after { return [] }
    guard let now = try await client.manager.find(id, table.version) else {
      throw ProviderError(.notFound, "\(id) is gone.")
    }
    let place = table.markPlace ?? OperationMark.tags
    let mark = table.markPlace.flatMap { OperationMark.of(now, in: $0) }
    switch table.update {
    case .again:
      var body = after
      if let mark { OperationMark.set(mark, on: &body, in: place) }
      return [(.put, body)]
    case .againButTags:
      var (bare, body) = (before, after)
      (bare["tags"], body["tags"]) = (nil, nil)
      var tags: JSON = ["tags": after["tags"] ?? .object([])]
      if let mark { OperationMark.set(mark, on: &tags) }
      let patches = before["tags"] == after["tags"] ? [] : [(HTTPMethod.patch, tags)]
      if bare == body { return patches }
      body["tags"] = tags["tags"]
      return patches + [(.put, body)]
    case .whole:
      var body = now
      for name in ["id", "name", "type", "systemData", "etag"] { body[name] = nil }
      body.remove(at: ["properties", "provisioningState"])
      body.apply(Difference.between(before, after))
      if let mark { OperationMark.set(mark, on: &body, in: place) }
      return [(.put, body)]
    case .changes:
      var body = Difference.whole(before, after)
      if body["tags"] != nil || after["tags"] != before["tags"] {
        body["tags"] = after["tags"] ?? .object([])
      }
      if let mark, body.has(place) { OperationMark.set(mark, on: &body, in: place) }
      return [(.patch, body)]
    }
  }

  private func exists(_ id: ResourceID) -> ProviderError {
    ProviderError(
      .conflict,
      """
      There is a \(type) with this id already. Choose another name, delete it, or import it:
          rcw import ADDRESS \(id)
      """)
  }

  private func isMade(_ resource: JSON, by operation: Operation) -> Bool {
    table.markPlace.flatMap { OperationMark.of(resource, in: $0) } == operation.id
  }

  // MARK: Ids

  private func identify(_ object: Value, _ client: AzureClient) async throws -> ResourceID {
    if let id = try await table.hooks.identify?(object, client) { return id }
    return try await table.address.id(object, client)
  }

  private func id(of object: Value, _ client: AzureClient) async throws -> ResourceID {
    guard let text = object.keyedElements?["id"]?.asString, text.hasPrefix("/") else {
      return try await identify(object, client)
    }
    return try ResourceID(text)
  }

  // MARK: Values

  private func body(of object: Value) -> JSON {
    var body = BodyWriter.json(object, table.shape)
    table.hooks.send(&body, object)
    return body
  }

  /// What Azure answers, with what has to be asked for besides, ready to be read.
  func whole(_ answer: JSON, _ id: ResourceID, _ client: AzureClient) async throws -> JSON {
    var whole = answer
    try await table.hooks.enrich(&whole, id, client)
    table.hooks.receive(&whole)
    if let place = table.markPlace { OperationMark.hide(in: &whole, at: place) }
    return whole
  }

  private func completed(_ wanted: Value, _ now: JSON, _ id: ResourceID) -> Value {
    var object = Completion.object(wanted, table.shape, from: now).keyedElements ?? [:]
    let named = table.address.attributes(of: id)
    for field in table.shape.fields
    where field.path.isEmpty && wanted.keyedElements?[field.name]?.isKnown != true {
      object[field.name] = named[field.name] ?? field.absent
    }
    return finished(object, id, wanted)
  }

  /// - Parameter prior: nil on import, where the id says what Azure does not.
  func value(_ now: JSON, _ id: ResourceID, _ prior: Value?) -> Value {
    var object = BodyReader.object(now, table.shape, prior: prior).keyedElements ?? [:]
    if prior == nil { for (name, value) in table.address.attributes(of: id) { object[name] = value } }
    return finished(object, id, prior)
  }

  private func finished(_ object: KeyedValues, _ id: ResourceID, _ prior: Value?) -> Value {
    var object = object
    object["id"] = prior?.keyedElements?["id"].flatMap { $0.asString == nil ? nil : $0 } ?? .string(id.text)
    object["timeouts"] = prior?.keyedElements?["timeouts"] ?? .null(Timeouts.type)
    return .object(object)
  }
}

/// What has changed between two objects of JSON: members that are gone are null.
enum Difference {
  /// The properties that have changed, each as a whole: Azure wants to see all that is required in one.
  static func whole(_ before: JSON, _ after: JSON) -> JSON {
    var changes = changed(before, after)
    if changes["properties"] != nil {
      changes["properties"] = changed(before["properties"] ?? .object([]), after["properties"] ?? .object([]))
    }
    if before["identity"] != nil, after["identity"] == nil { changes["identity"] = ["type": "None"] }
    return changes
  }

  private static func changed(_ before: JSON, _ after: JSON) -> JSON {
    let new = (after.members ?? []).filter { before[$0.key] != $0.value }
    let gone = (before.members ?? []).filter { after[$0.key] == nil }
    return .object(new + gone.map { JSON.Member($0.key, .null) })
  }

  static func between(_ before: JSON, _ after: JSON) -> JSON {
    guard let old = before.members, let new = after.members else { return after }
    var changes: [JSON.Member] = []
    for member in new where before[member.key] != member.value {
      let value = before[member.key].map { between($0, member.value) } ?? member.value
      changes.append(JSON.Member(member.key, value))
    }
    changes += old.filter { after[$0.key] == nil }.map { JSON.Member($0.key, .null) }
    return .object(changes)
  }
}

extension JSON {
  /// Whether there is anything at a place, be it null.
  fileprivate func has(_ place: [String]) -> Bool { place.reduce(self as JSON?) { $0?[$1] } != nil }

  /// Makes the changes that a merge patch says (RFC 7386).
  mutating func apply(_ changes: JSON) {
    guard case .object(let members) = changes else {
      self = changes
      return
    }
    if self.members == nil { self = .object([]) }
    for member in members {
      var inner = self[member.key] ?? .null
      inner.apply(member.value)
      self[member.key] = member.value.isNull ? nil : inner
    }
  }
}
