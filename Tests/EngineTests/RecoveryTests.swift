import Addresses
import Diagnostics
import Engine
import ProviderAPI
import StateStorage
import Testing
import Values

/// Nothing is lost when an answer is.
struct RecoveryTests {
  private let bench = Workbench()

  private func thing(_ name: String, createFirst: Bool = false) -> String {
    """
    resource "test_thing" "a" {
      name   = "\(name)"
      colour = "\(name)"
      lifecycle { create_before_destroy = \(createFirst) }
    }
    """
  }

  private var instance: InstanceState? {
    get async {
      await bench.state.resources.values.first?.instances.values.first
    }
  }

  @Test func `what a create made whose answer was lost is found and replaced`() async throws {
    bench.world.loseAnswer(to: "create red")
    let outcome = try await bench.apply(thing("red"))
    #expect(outcome.diagnostics.first?.detail.contains("is not known") == true)
    #expect(await bench.session.intents.map(\.action) == [.create])
    bench.world.heal()
    try await bench.apply(thing("red"))
    #expect(bench.world.log == ["create red", "delete red", "create red"])
    #expect(await bench.session.intents.isEmpty)
    #expect(try await bench.actions(thing("red")).isEmpty)
  }

  @Test func `a server is given time to end what it was asked for`() async throws {
    bench.world.loseAnswer(to: "create red")
    try await bench.apply(thing("red"))
    bench.world.heal()
    bench.world.hideRemains(times: 2)
    bench.idle = .zero
    try await bench.apply(thing("red"))
    #expect(bench.world.log == ["create red", "delete red", "create red"])
    #expect(bench.world.names == ["red"])
  }

  @Test func `what a lost create made is destroyed with the rest`() async throws {
    bench.world.loseAnswer(to: "create red")
    try await bench.apply(thing("red"))
    bench.world.heal()
    bench.options.mode = .destroy
    try await bench.apply(thing("red"))
    #expect(bench.world.names.isEmpty)
    #expect(await bench.state.resources.isEmpty)
  }

  @Test func `a create that did not happen leaves nothing to settle`() async throws {
    bench.world.fail("create red", .timedOut)
    try await bench.apply(thing("red"))
    #expect(await bench.session.intents.count == 1)
    bench.world.heal()
    try await bench.apply(thing("red"))
    #expect(bench.world.log == ["create red"])
    #expect(await bench.session.intents.isEmpty)
  }

  @Test(arguments: [ProviderError.Code.notFound, .conflict, .denied, .invalid, .throttled])
  func `a create that was refused is over`(_ code: ProviderError.Code) async throws {
    bench.world.fail("create red", code)
    let outcome = try await bench.apply(thing("red"))
    #expect(outcome.diagnostics.count == 1)
    #expect(await bench.session.intents.isEmpty)
  }

  @Test func `a lost replacement does not displace the object in use`() async throws {
    try await bench.apply(thing("red", createFirst: true))
    bench.world.loseAnswer(to: "create blue")
    try await bench.apply(thing("blue", createFirst: true))
    #expect(await instance?.current?.attributes["name"] == "red")
    bench.world.heal()
    try await bench.apply(thing("blue", createFirst: true))
    #expect(bench.world.names == ["blue"])
    #expect(bench.world.log.filter { $0 == "delete blue" }.count == 1)
    #expect(await instance?.deposed.isEmpty == true)
  }

  // MARK: By hand

  /// Leaves a create in doubt of which the provider cannot tell.
  private func leaveInDoubt() async throws -> Intent {
    bench.world.loseAnswer(to: "create red")
    try await bench.apply(thing("red"))
    bench.world.heal()
    bench.world.forgetOperations()
    return try #require(await bench.session.intents.first)
  }

  @Test func `what the provider cannot tell stops the apply, and stays open`() async throws {
    let intent = try await leaveInDoubt()
    let error = await #expect(throws: DiagnosticsError.self) { try await bench.apply(thing("red")) }
    let problem = error?.diagnostics.first
    #expect(problem?.code == "remains-uncertain")
    #expect(problem?.detail.contains("rcw recover -adopt 'test_thing.a=ID'") == true)
    #expect(problem?.detail.contains("rcw recover -forget 'test_thing.a'") == true)
    #expect(problem?.detail.contains("name = \"red\"") == true)
    #expect(await bench.session.intents == [intent])
    #expect(bench.world.log == ["create red"])
  }

  @Test func `an object that is adopted is kept`() async throws {
    _ = try await leaveInDoubt()
    let id = try #require(bench.world.things.keys.first)
    let outcome = try await bench.settle(thing("red")) { _ in .adopt(id: id) }
    #expect(outcome.diagnostics.isEmpty)
    #expect(await bench.session.intents.isEmpty)
    #expect(try await bench.actions(thing("red")).isEmpty)
  }

  @Test func `an object that is not there cannot be adopted`() async throws {
    let intent = try await leaveInDoubt()
    let outcome = try await bench.settle(thing("red")) { _ in .adopt(id: "nothing") }
    #expect(outcome.diagnostics.map(\.code) == ["adoption-failed"])
    #expect(await bench.session.intents == [intent])
    #expect(await bench.state.resources.isEmpty)
  }

  @Test func `what is forgotten is created anew`() async throws {
    _ = try await leaveInDoubt()
    bench.world.remove("red")
    #expect(try await bench.settle(thing("red")) { _ in .forget }.diagnostics.isEmpty)
    #expect(await bench.session.intents.isEmpty)
    #expect(try await bench.actions(thing("red")) == ["test_thing.a": .create])
  }

  @Test func `an object that is recorded already is not taken for remains`() async throws {
    try await bench.apply(thing("red"))
    let provider = ProviderConfigAddress(ProviderAddress(impliedBy: "test"))
    let operation = try #require(bench.world.operations.first)
    try await bench.session.begin(
      Intent(
        id: operation, action: .create, address: "test_thing.a", provider: "\(provider)",
        planned: .object([])))
    #expect(try await bench.apply(thing("red")).summary == ChangeSummary())
    #expect(await bench.session.intents.isEmpty)
  }

  @Test func `an update or delete whose answer was lost shows when the object is read`() async throws {
    let sized = { (size: Int) in "resource \"test_thing\" \"a\" {\n name = \"x\"\n size = \(size)\n}" }
    try await bench.apply(sized(1))
    bench.world.loseAnswer(to: "update x")
    try await bench.apply(sized(2))
    #expect(await bench.session.intents.isEmpty)
    #expect(try await bench.actions(sized(2)).isEmpty)
    bench.world.loseAnswer(to: "delete x")
    try await bench.apply("locals {}")
    #expect(await bench.state.resources.count == 1)
    try await bench.apply("locals {}")
    #expect(await bench.state.resources.isEmpty)
  }
}
