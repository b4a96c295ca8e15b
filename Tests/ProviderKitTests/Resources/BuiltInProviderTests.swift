import ProviderAPI
import ProviderKit
import ProviderTestKit
import Synchronization
import Testing
import Values

struct BuiltInProviderTests {
  private let shelf = Shelf()

  private func provider(_ arguments: KeyedValues = [:]) async throws -> BuiltInProvider<BoxProvider> {
    try await .configured(BoxProvider(shelf: shelf), arguments)
  }

  private static func ribbons(_ texts: String...) -> Value {
    let block = BoxResource.ribbon.schema.block
    return .set(texts.map { block.config(["text": .string($0)]) }, of: block.impliedType)
  }

  @Test func `declarations keep what they promise`() { verifyTypes(of: BoxProvider.self) }

  @Test func `a box lives and dies`() async throws {
    var trial = ResourceTrial(
      "shelf_box", of: try await provider(),
      ["label": .string("a"), "ribbon": Self.ribbons("x", "y"), "secret": .string("s3cret")],
      changed: [
        "label": .string("a"), "ribbon": Self.ribbons("y", "z"), "colour": .string("red"),
        "secret": .string("s3cret"),
      ],
      replacing: ["label": .string("b")])
    trial.secrets = ["s3cret"]
    try await trial.verify()
  }

  @Test(arguments: [ProviderError.Code.notFound, .conflict, .denied, .throttled, .unavailable])
  func `failures of the world come through as what they are`(code: ProviderError.Code) async throws {
    let provider = try await provider()
    let arguments: KeyedValues = ["label": .string("a"), "secret": .string("s3cret")]
    let object = try await provider.create("shelf_box", arguments)
    shelf.state.withLock { $0.failure = ProviderError(code, "Out of order.") }
    guard code != .notFound else { return }
    try await FailureTrial("shelf_box", arguments, object: object, secrets: ["s3cret"]).verify(code, provider)
  }

  @Test func `the id is an attribute of every type, read from there and written there`() async throws {
    let provider = try await provider()
    let schema = try await provider.schema(of: .managed, "shelf_box")
    #expect(schema?.block.attributes["id"]?.origin == .computed)
    let object = try await provider.create("shelf_box", ["label": .string("a")])
    #expect(object.keyedElements?["id"] == .string("box-1"))
    let data = try await provider.readData("shelf", [:]).object
    #expect(data.keyedElements?["id"] == .string("shelf"))
  }

  @Test func `an object that is made in part is recorded, with what went wrong`() async throws {
    shelf.state.withLock { $0.losesLids = true }
    let provider = try await provider()
    let config = BoxResource.schema.schema.block.config(["label": .string("a")])
    let plan = try await provider.plan(
      PlanRequest(type: "shelf_box", prior: .null(config.type), proposed: config, config: config))
    let response = try await provider.apply(
      ApplyRequest(type: "shelf_box", prior: .null(config.type), planned: plan.planned, config: config),
      Operation(id: "1"))
    #expect(response.object.keyedElements?["id"] == .string("box-1"))
    #expect(response.object.isWhollyKnown)
    #expect(response.diagnostics.map(\.isWarning) == [false])
  }

  @Test func `an object that can only be deleted is read as it is, and said to be broken`() async throws {
    let provider = try await provider()
    let box = try await provider.create("shelf_box", ["label": .string("a")])
    shelf.state.withLock { $0.crushes = true }
    let response = try await provider.read(ReadRequest(type: "shelf_box", current: box))
    #expect(response.isBroken)
    #expect(response.object == box)
  }

  @Test func `what a cut-off create left is found by its operation`() async throws {
    let provider = try await provider()
    let object = try await provider.create("shelf_box", ["label": .string("a")])
    let request = { (operation: String) in
      LocateRequest(type: "shelf_box", operation: operation, planned: object, config: object)
    }
    guard case .found(let found) = try await provider.locate(request("test")) else {
      Issue.record("The box is not found.")
      return
    }
    let read = try await provider.read(ReadRequest(type: "shelf_box", current: found))
    #expect(read.object == object)
    guard case .absent = try await provider.locate(request("other")) else {
      Issue.record("A box is found that no one made.")
      return
    }
  }

  @Test func `a configuration that is not known yet lets plans be made, and says why nothing else can`()
    async throws
  {
    let provider = try await provider(["shelf": .unknown(.string)])
    let config = BoxResource.schema.schema.block.config(["label": .string("a")])
    let plan = try await provider.plan(
      PlanRequest(type: "shelf_box", prior: .null(config.type), proposed: config, config: config))
    #expect(plan.planned.keyedElements?["label"] == .string("a"))
    let error = await #expect(throws: ProviderError.self) { try await provider.readData("shelf", [:]) }
    #expect(error?.message.contains(#"known only after apply: "shelf""#) == true)
  }

  @Test func `defaults and rules of the provider's own configuration hold`() async throws {
    let provider = try await provider(["size": .number(1)])
    _ = try await provider.create("shelf_box", ["label": .string("a")])
    await #expect(throws: ProviderError(.conflict, "")) {
      try await provider.create("shelf_box", ["label": .string("b")])
    }
    let schema = try await provider.configurationSchema()
    let problems = try await provider.validateConfiguration(schema.block.config(["size": .number(10)]))
    #expect(problems.map(\.attribute) == [AttributePath("size")])
  }

  @Test func `no verb is called with values that turn out to break a rule`() async throws {
    let provider = try await provider()
    await #expect(throws: ProviderError.self) {
      try await provider.create("shelf_box", ["label": .string("bomb")])
    }
    #expect(shelf.state.withLock { $0.boxes.isEmpty })
    let data = try await provider.readData("shelf", ["only": .string("blue")])
    #expect(data.diagnostics.map(\.attribute) == [AttributePath("only")])
  }

  @Test func `objects of older versions and of other programs are fitted to the schema`() async throws {
    let provider = try await provider()
    let old = try JSON.parse(
      #"{"id": "box-1", "label": "a", "color": "red", "place": "7", "gone": [1], "ribbon": [{"text": "x", "knot": 1}]}"#
    )
    let object = try await provider.upgrade("shelf_box", version: 1, old)
    #expect(object.type == (try await provider.schema(of: .managed, "shelf_box"))?.block.impliedType)
    #expect(object.keyedElements?["colour"] == .string("red"))
    #expect(object.keyedElements?["place"] == .number(7))
    let empty = try await provider.upgrade("shelf_box", version: 2, try JSON.parse(#"{"label": "a"}"#))
    #expect(empty.keyedElements?["colour"] == .string("brown"))
    #expect(empty.keyedElements?["ribbon"]?.elements == [])
  }

  @Test(arguments: [(3, #"{"label": "a"}"#), (2, #"{"label": {}}"#), (2, "[]")])
  func `objects that cannot be fitted are refused`(version: Int, text: String) async throws {
    let (provider, object) = (try await provider(), try JSON.parse(text))
    await #expect(throws: ProviderError(.invalid, "")) {
      try await provider.upgrade("shelf_box", version: version, object)
    }
  }

  @Test func `an object without an id is refused rather than looked for`() async throws {
    let provider = try await provider()
    let object = try await provider.upgrade("shelf_box", version: 2, try JSON.parse(#"{"label": "a"}"#))
    await #expect(throws: ProviderError(.invalid, "")) {
      try await provider.read(ReadRequest(type: "shelf_box", current: object))
    }
  }

  @Test func `a type that does not exist is an error that names it`() async throws {
    let provider = try await provider()
    let error = await #expect(throws: ProviderError(.notFound, "")) {
      try await provider.upgrade("shelf_bax", version: 0, .object([]))
    }
    #expect(error?.message.contains("shelf_bax") == true)
    #expect(try await provider.typeNames(of: .managed) == ["shelf_box"])
  }
}
