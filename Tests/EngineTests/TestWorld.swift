import Addresses
import ProviderAPI
import Synchronization
import Values

/// A world in memory with one type of thing in it, and a provider that works on it and can be told to fail.
///
/// A second provider sends letters: what a `mail_letter` says as its `secret` goes to the things of the first
/// in whose labels the letter's name stands.
final class TestWorld: Provider, ProviderSource {
  private struct Content {
    var things: [String: Value] = [:]
    /// The ids of those that can only be deleted.
    var broken: Set<String> = []
    var log: [String] = []
    var nextID = 1
    var failing: [String: ProviderError] = [:]
    /// Operations that are done without anybody hearing of it.
    var unanswered: Set<String> = []
    /// The things that each operation made.
    var makers: [String: String] = [:]
    var configurations = 0
    var letters: [String: Delivery] = [:]
    var isAsleep = false
    var opened = 0
    var keys: [String: String] = [:]
    /// How many more times nothing is found that a lost operation has made.
    var blindness = 0
    /// Whether nobody can tell what an operation has made.
    var isForgetful = false
    /// Where all stones are; nil when their identity is of nulls.
    var place: String? = "here"
    /// The names of the things whose deletion is refused.
    var kept: Set<String> = []

    func identity(of id: String, _ type: String) -> Value? {
      guard type == "test_stone" else { return nil }
      guard let place else { return .object(["id": .null(.string), "place": .null(.string)]) }
      return .object(["id": .string(id), "place": .string(place)])
    }
  }

  private let content = Mutex(Content())

  /// The things by their `name`.
  var names: Set<String> {
    content.withLock { Set($0.things.values.compactMap { $0.keyedElements?["name"]?.asString }) }
  }

  /// The things by their id.
  var things: [String: Value] { content.withLock { $0.things } }
  /// The ids of the things that operations have made, by operation.
  var makers: [String: String] { content.withLock { $0.makers } }

  /// What was done, in order: `create a`, `delete b`.
  var log: [String] { content.withLock { $0.log } }
  var configurations: Int { content.withLock { $0.configurations } }

  func clearLog() { content.withLock { $0.log = [] } }

  /// Makes an operation such as `create a` fail from now on.
  func fail(_ operation: String, _ code: ProviderError.Code = .unavailable) {
    content.withLock {
      $0.failing[operation] = ProviderError(code, "The world does not want to \(operation).")
    }
  }

  /// The letters that things have got, by the thing's name.
  var letters: [String: Delivery] { content.withLock { $0.letters } }

  /// Makes things take letters not yet, or again.
  func sleep(_ isAsleep: Bool) { content.withLock { $0.isAsleep = isAsleep } }

  /// The ids of the operations that have made things.
  var operations: [String] { content.withLock { Array($0.makers.keys) } }

  /// Lets an operation such as `create a` happen, and its answer get lost.
  func loseAnswer(to operation: String) { content.withLock { _ = $0.unanswered.insert(operation) } }

  /// Has what a lost operation made be found only at a later try.
  func hideRemains(times: Int) { content.withLock { $0.blindness = times } }

  /// Has nobody be able to tell what an operation has made.
  func forgetOperations() { content.withLock { $0.isForgetful = true } }

  func heal() {
    content.withLock { world in
      world.failing = [:]
      world.unanswered = []
    }
  }

  /// Takes a thing away behind the provider's back.
  func remove(_ name: String) {
    content.withLock { world in
      world.things = world.things.filter { $0.value.keyedElements?["name"]?.asString != name }
    }
  }

  /// Leaves a thing good for nothing but to be deleted.
  func breakThing(_ name: String) {
    content.withLock { world in
      for (id, thing) in world.things where thing.keyedElements?["name"]?.asString == name {
        world.broken.insert(id)
      }
    }
  }

  /// Changes an attribute of a thing behind the provider's back.
  func change(_ name: String, _ attribute: String, to value: Value) {
    content.withLock { world in
      for (id, thing) in world.things where thing.keyedElements?["name"]?.asString == name {
        world.things[id] = thing.replacing(at: [.attribute(attribute)]) { _ in value }
      }
    }
  }

  // MARK: Provider

  func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
    guard ["test", "mail"].contains(address.type) else {
      throw ProviderError(.notFound, "There is no provider \(address).")
    }
    return self
  }

  var provisioners: [String: any Provisioner] { ["note": NoteProvisioner(world: self)] }

  /// Notes a text down, as something that was done.
  func note(_ text: String) throws {
    try content.withLock { world in
      if let failure = world.failing["note \(text)"] { throw failure }
      world.log.append("note \(text)")
    }
  }

  func functions() async throws -> [String: ProviderFunction] {
    [
      "twice": ProviderFunction("Says it twice.", [.init("text", .string, "What to say.")], result: .string) {
        .string(String(repeating: $0[0].asString ?? "", count: 2))
      }
    ]
  }

  func configurationSchema() async throws -> Schema {
    Schema(block: BlockSchema(attributes: ["region": AttributeSchema(.string, .optional)]))
  }

  static let thing = Schema(
    block: BlockSchema(attributes: [
      "id": AttributeSchema(.string, .computed),
      "name": AttributeSchema(.string, .required),
      "size": AttributeSchema(.number, .optional),
      "colour": AttributeSchema(.string, .optional, requiresReplace: true),
      "peers": AttributeSchema(.list(.string), .optional),
      "labels": AttributeSchema(.map(.string), .optional),
      "secret": AttributeSchema(.string, .optional, isSensitive: true),
      "key": AttributeSchema(.string, .optional, isWriteOnly: true),
      "serial": AttributeSchema(.string, .optionalComputed),
    ]))

  /// As a thing, and told apart by its id and the place that it is in.
  static let stone = Schema(
    block: thing.block,
    identity: IdentitySchema(
      version: 1,
      attributes: ["id": .init(.string, isRequired: true), "place": .init(.string)]))

  static let lookup = Schema(
    block: BlockSchema(attributes: [
      "id": AttributeSchema(.string, .computed), "name": AttributeSchema(.string, .required),
      "size": AttributeSchema(.number, .computed),
    ]))

  static let token = Schema(
    block: BlockSchema(attributes: [
      "name": AttributeSchema(.string, .required), "value": AttributeSchema(.string, .computed),
    ]))

  static let bell = Schema(
    block: BlockSchema(attributes: [
      "text": AttributeSchema(.string, .required),
      "secret": AttributeSchema(.string, .optional, isSensitive: true),
    ]))

  /// A bell that is silent must not be rung.
  func planAction(_ request: ActionRequest) async throws -> [ProviderDiagnostic] {
    guard request.config.keyedElements?["text"] == .string("") else { return [] }
    return [ProviderDiagnostic("Silent bell", "A bell needs a text.", at: AttributePath("text"))]
  }

  func invokeAction(_ request: ActionRequest, _ operation: Operation) async throws -> [ProviderDiagnostic] {
    let text = request.config.keyedElements?["text"]?.asString ?? "?"
    try content.withLock { world in
      if let failure = world.failing["ring \(text)"] { throw failure }
      world.log.append("ring \(text)")
    }
    operation.report("ding")
    return []
  }

  /// A token is worth what was counted so far.
  func openEphemeral(_ request: DataRequest) async throws -> OpenResponse {
    let name = request.config.keyedElements?["name"] ?? .null(.string)
    return try content.withLock { world in
      let operation = "open \(name.asString ?? "?")"
      if let failure = world.failing[operation] { throw failure }
      world.log.append(operation)
      world.opened += 1
      return OpenResponse(
        object: .object(["name": name, "value": .string("token-\(world.opened)")]),
        privateData: Array((name.asString ?? "?").utf8))
    }
  }

  func closeEphemeral(_ type: String, privateData: [UInt8]) async throws {
    content.withLock { $0.log.append("close \(String(decoding: privateData, as: UTF8.self))") }
  }

  /// What was given for `key`, which no object holds, by the name of the thing.
  var keys: [String: String] { content.withLock { $0.keys } }

  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    switch (kind, type) {
    case (.managed, "test_thing"), (.managed, "mail_letter"): Self.thing
    case (.managed, "test_stone"): Self.stone
    case (.data, "test_thing"): Self.lookup
    case (.ephemeral, "test_token"): Self.token
    case (.action, "test_bell"): Self.bell
    default: nil
    }
  }

  func typeNames(of kind: ResourceKind) async throws -> [String] { ["test_thing"] }
  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] { [] }
  func validate(_ kind: ResourceKind, _ type: String, _ config: Value) async throws -> [ProviderDiagnostic] {
    []
  }

  func configure(_ config: Value) async throws -> [ProviderDiagnostic] {
    let region = config.keyedElements?["region"]?.asString
    content.withLock { world in
      world.configurations += 1
      if let region { world.log.append("configure \(region)") }
    }
    return []
  }

  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value {
    try Value(object, as: Self.thing.block.impliedType, droppingExtraAttributes: true)
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    let id = request.current.keyedElements?["id"]?.asString ?? ""
    return content.withLock { world in
      ReadResponse(
        object: world.things[id] ?? .null(request.current.type), privateData: request.privateData,
        isBroken: world.broken.contains(id), identity: world.identity(of: id, request.type))
    }
  }

  /// Has deletions be planned, and that of a thing refused.
  func keep(_ name: String) { content.withLock { _ = $0.kept.insert(name) } }

  func plansDeletions() async throws -> Bool { content.withLock { !$0.kept.isEmpty } }

  func plan(_ request: PlanRequest) async throws -> PlanResponse {
    let name = request.prior.keyedElements?["name"]?.asString ?? ""
    if request.proposed.isNull, content.withLock({ $0.kept.contains(name) }) {
      let refusal = ProviderDiagnostic("Thing is in use", "Somebody is looking at it.")
      return PlanResponse(planned: request.prior, diagnostics: [refusal])
    }
    let replaced =
      request.prior.isNull || request.proposed.isNull
      ? []
      : request.prior.keyedElements?["colour"] == request.proposed.keyedElements?["colour"]
        ? [] : [AttributePath("colour")]
    return PlanResponse(
      planned: request.proposed, requiresReplace: replaced,
      identity: replaced.isEmpty ? request.identity : nil)
  }

  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    if request.planned.isNull {
      let id = request.prior.keyedElements?["id"]?.asString ?? ""
      try act("delete", request.prior) { $0.things[id] = nil }
      return ApplyResponse(object: request.planned)
    }
    let isCreate = request.prior.isNull
    let (name, key) = (
      request.config.keyedElements?["name"]?.asString, request.config.keyedElements?["key"]?.asString
    )
    return try act(isCreate ? "create" : "update", request.planned) { world in
      var object = request.planned
      if let name { world.keys[name] = key }
      if isCreate {
        object = object.replacing(at: [.attribute("id")]) { _ in .string("thing-\(world.nextID)") }
        world.makers[operation.id] = "thing-\(world.nextID)"
        world.nextID += 1
      }
      object = object.replacing(at: [.attribute("serial")]) { $0.isKnown ? $0 : .string("s\(world.nextID)") }
      let id = object.keyedElements?["id"]?.asString ?? ""
      world.things[id] = object
      return ApplyResponse(object: object, identity: world.identity(of: id, request.type))
    }
  }

  private func act<Result: Sendable>(
    _ verb: String, _ object: Value, _ body: (inout Content) -> Result
  ) throws -> Result {
    let operation = "\(verb) \(object.keyedElements?["name"]?.asString ?? "?")"
    return try content.withLock { world in
      if let failure = world.failing[operation] { throw failure }
      world.log.append(operation)
      let result = body(&world)
      guard world.unanswered.contains(operation) else { return result }
      throw ProviderError(.unavailable, "The world fell silent.")
    }
  }

  func readData(_ request: DataRequest) async throws -> DataResponse {
    let name = request.config.keyedElements?["name"] ?? .null(.string)
    return try content.withLock { world in
      world.log.append("read \(name.asString ?? "?")")
      guard let (id, thing) = world.things.first(where: { $0.value.keyedElements?["name"] == name }) else {
        throw ProviderError(.notFound, "There is no thing of that name.")
      }
      return DataResponse(
        object: .object([
          "id": .string(id), "name": name, "size": thing.keyedElements?["size"] ?? .null(.number),
        ]))
    }
  }

  func deliveringTypes() async throws -> Set<String> { ["mail_letter"] }

  func deliveries(from objects: [RecordedObject]) async throws -> [Delivery] {
    objects.map { letter in
      let text = letter.object.keyedElements?["secret"]?.asString ?? ""
      return Delivery(
        summary: letter.address, marker: "to \(letter.name)", folder: "/",
        files: [Delivery.File(name: "letter", content: text)])
    }
  }

  func deliver(_ request: DeliveryRequest, _ operation: Operation) async throws -> DeliveryOutcome {
    let name = request.object.keyedElements?["name"]?.asString ?? "?"
    if content.withLock({ $0.isAsleep }) { return .notReady("It sleeps.") }
    if letters[name] == request.delivery { return .alreadyThere }
    return try act("deliver", request.object) { world in
      world.letters[name] = request.delivery
      return .delivered
    }
  }

  func locate(_ request: LocateRequest) async throws -> LocateResponse {
    content.withLock { world in
      guard world.blindness == 0 else {
        world.blindness -= 1
        return .absent
      }
      if world.isForgetful { return .cannotTell }
      let id = world.makers[request.operation]
      return id.flatMap { world.things[$0] }.map(LocateResponse.found) ?? .absent
    }
  }

  func importObjects(_ type: String, id: String) async throws -> [ImportedObject] {
    content.withLock { world in
      world.things[id].map { [ImportedObject(type: type, object: $0)] } ?? []
    }
  }

  func importObjects(_ type: String, identity: Value) async throws -> [ImportedObject] {
    try await importObjects(type, id: identity.keyedElements?["id"]?.asString ?? "")
  }

  /// The first version knew no places.
  func upgrade(_ type: String, _ identity: RecordedIdentity) async throws -> Value {
    guard identity.version == 0 else { throw ProviderError(.invalid, "There is no such version.") }
    return .object(["id": .string(identity.attributes["id"]?.asString ?? ""), "place": .string("old")])
  }

  /// Moves all stones, whose identity says where they are; to nil, it says nothing any more.
  func moveStones(to place: String?) { content.withLock { $0.place = place } }
}

/// `note`: writes a text in the log of the world.
struct NoteProvisioner: Provisioner {
  let world: TestWorld

  var schema: BlockSchema { BlockSchema(attributes: ["text": AttributeSchema(.string, .required)]) }
  var needsConnection: Bool { false }
  func validate(_ config: Value) -> [ProviderDiagnostic] { [] }

  func run(_ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void) async throws {
    try world.note(request.config.keyedElements?["text"]?.asString ?? "")
  }
}
