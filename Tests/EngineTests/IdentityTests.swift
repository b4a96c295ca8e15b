import Addresses
import Diagnostics
import Engine
import StateStorage
import Testing
import Values

/// What tells objects apart, beside what they are.
struct IdentityTests {
  private let bench = Workbench()
  private let text = #"resource "test_stone" "a" { name = "a" }"#
  private let address = ResourceInstanceAddress(.root, ResourceName(.managed, "test_stone", "a"))

  private var recorded: IdentityState? {
    get async { await bench.state.instance(at: address)?.current?.identity }
  }

  /// Writes another identity down.
  private func record(_ identity: IdentityState?) async {
    var state = await bench.state
    for (key, resource) in state.resources {
      for instance in resource.instances.keys {
        state.resources[key]?.instances[instance]?.current?.identity = identity
      }
    }
    await bench.session.write(state)
  }

  /// What the document of a plan, read back from its file, says of the one change.
  private func document(_ text: String) async throws -> (change: JSON?, planned: JSON?) {
    let saved = try await bench.savedPlan(text)
    let document = PlanDocument(saved.file.plan, variables: [:], prior: [], created: "").json
    return (
      document["resource_changes"]?[0]?["change"],
      document["planned_values"]?["root_module"]?["resources"]?[0]
    )
  }

  @Test func `an identity is recorded with its object and shown in documents`() async throws {
    try await bench.apply(text)
    let here: JSON = ["id": "thing-1", "place": "here"]
    #expect(await recorded == IdentityState(version: 1, attributes: here))
    let (change, planned) = try await document(text)
    #expect(change?["before_identity"] == here)
    #expect(change?["after_identity"] == here)
    #expect(planned?["identity"] == here)
    #expect(planned?["identity_schema_version"] == 1)
    let objects = try await StateReader(providers: bench.world).objects(of: await bench.state)
    let root = StateDocument(objects, of: await bench.state).json["values"]?["root_module"]
    #expect(root?["resources"]?[0]?["identity"] == here)
    #expect(root?["resources"]?[0]?["identity_schema_version"] == 1)
  }

  @Test func `a replacement has another identity than what it replaces`() async throws {
    try await bench.apply(text)
    let (change, _) = try await document(
      "resource \"test_stone\" \"a\" {\n name = \"a\"\n colour = \"red\"\n}")
    #expect(change?["before_identity"]?["id"] == "thing-1")
    #expect(change?["after_identity"] == nil)
  }

  @Test func `what is read of an identity is recorded, and is no change`() async throws {
    try await bench.apply(text)
    bench.world.moveStones(to: "there")
    let plan = try await bench.plan(text)
    #expect(plan.changes.allSatisfy { $0.action == .noOp })
    #expect(plan.drift.isEmpty)
    try await bench.apply(text)
    #expect(await recorded?.attributes["place"] == "there")
  }

  @Test(arguments: [
    IdentityState(version: 0, attributes: ["id": "thing-1"]),
    IdentityState(version: 1, attributes: ["id": "thing-1"]), nil,
  ])
  func `an identity of old, a part of one and none are made whole`(identity: IdentityState?) async throws {
    try await bench.apply(text)
    await record(identity)
    try await bench.apply(text)
    #expect(
      await recorded == IdentityState(version: 1, attributes: ["id": "thing-1", "place": "here"]))
  }

  @Test func `without reading, an identity of old is brought up to date by its provider`() async throws {
    try await bench.apply(text)
    await record(IdentityState(version: 0, attributes: ["id": "thing-1"]))
    bench.options.refreshes = false
    #expect(try await document(text).change?["before_identity"] == ["id": "thing-1", "place": "old"])
  }

  @Test(arguments: [0, 1, 2])
  func `nothing but nulls is no identity, whoever recorded it`(version: Int) async throws {
    try await bench.apply(text)
    await record(IdentityState(version: version, attributes: ["id": .null, "place": .null]))
    bench.options.refreshes = false
    let change = try #require(try await document(text).change)
    #expect(change["before_identity"] == nil)
  }

  @Test func `nothing but nulls is not recorded as an identity`() async throws {
    bench.world.moveStones(to: nil)
    try await bench.apply(text)
    #expect(!bench.world.things.isEmpty)
    #expect(await recorded == nil)
  }

  @Test func `an identity of a newer provider is refused`() async throws {
    try await bench.apply(text)
    await record(IdentityState(version: 2, attributes: ["id": "thing-1"]))
    #expect(await bench.errors(text).count == 1)
  }

  @Test func `an object is imported by its identity`() async throws {
    try await bench.apply(text)
    await bench.session.write(StateSnapshot(lineage: "test"))
    let block = "import {\n to = test_stone.a\n identity = { id = \"thing-1\" }\n}\n"
    let (change, _) = try await document(text + "\n" + block)
    #expect(change?["importing"] == ["identity": ["id": "thing-1", "place": "here"]])
    try await bench.apply(text + "\n" + block)
    #expect(await recorded?.attributes["place"] == "here")
  }

  @Test(arguments: [
    #"{ place = "here" }"#, "{ id = null }", #"{ id = ["thing-1"] }"#, #"{ id = sensitive("thing-1") }"#,
    #"{ id = "thing-1", plaec = "here" }"#, "{}",
  ])
  func `what is no identity of the type is refused where it stands`(identity: String) async throws {
    let block = "import {\n to = test_stone.a\n identity = \(identity)\n}\n"
    #expect(await bench.errors(text + "\n" + block) == ["invalid-import"])
  }

  @Test func `what an identity does not have is named beside what it has`() async throws {
    let block = "import {\n to = test_stone.a\n identity = { id = \"thing-1\", plaec = \"here\" }\n}\n"
    let error = try await #require(throws: DiagnosticsError.self) {
      try await bench.plan(text + "\n" + block)
    }
    let detail = try #require(error.diagnostics.first?.detail)
    #expect(detail.contains(#"no "plaec"; there are id, place. Did you mean "place"?"#))
  }
}
