import PluginHost
import ProviderAPI
import TestSupport
import Testing
import Values

/// What tells the objects of plugins apart.
@Suite(.enabled(if: FakePlugin.isWanted, "RCW_TEST_PYTHON is not set")) struct IdentityTests {
  private let one = Value.object(["name": .string("one"), "zone": .string("z1")])

  @Test(arguments: ["protocol=5", "protocol=6"])
  func `an identity goes with an object through its life`(version: String) async throws {
    let plugin = try FakePlugin("identity=1 \(version)")
    let provider = plugin.makeProvider()
    let schema = try #require(try await provider.schema(of: .managed, "fake_thing")?.identity)
    #expect(schema.version == 1)
    #expect(schema.attributes.filter(\.value.isRequired).map(\.key) == ["name"])
    _ = try await provider.configure(.object(["greeting": .null(.string)]))
    let none = Value.null(.object(["name": .string, "id": .string]))
    let config = Value.object(["id": .null(.string), "name": .string("one")])
    let plan = try await provider.plan(
      PlanRequest(type: "fake_thing", prior: none, proposed: config, config: config))
    #expect(plan.identity == one)
    let made = try await provider.apply(
      ApplyRequest(
        type: "fake_thing", prior: none, planned: plan.planned, config: config, identity: plan.identity),
      Operation(id: "1"))
    #expect(made.identity == one)
    let read = try await provider.read(
      ReadRequest(type: "fake_thing", current: made.object, identity: made.identity))
    #expect(read.identity == one)
    await provider.close()
    await plugin.host.close()
  }

  @Test func `an identity of nothing but nulls is none, wherever it comes from`() async throws {
    let plugin = try FakePlugin("identity=1 fails=create")
    let provider = plugin.makeProvider()
    let made = try await provider.live()
    #expect(made.diagnostics.map(\.summary) == ["Half done"])
    #expect(made.identity == nil)
    let nulls = Value.object(["name": .null(.string), "zone": .null(.string)])
    let read = try await provider.read(
      ReadRequest(type: "fake_thing", current: made.object, identity: nulls))
    #expect(read.diagnostics.isEmpty)
    #expect(read.identity == one)
    await provider.close()
    await plugin.host.close()
  }

  @Test func `an object is imported by its identity, and says all of it`() async throws {
    let plugin = try FakePlugin("identity=1")
    let provider = plugin.makeProvider()
    let part = Value.object(["name": .string("two"), "zone": .null(.string)])
    let found = try #require(try await provider.importObjects("fake_thing", identity: part).first)
    #expect(found.object.keyedElements?["name"] == .string("two"))
    #expect(found.identity == .object(["name": .string("two"), "zone": .string("z1")]))
    await provider.close()
    await plugin.host.close()
  }

  @Test func `an identity of old is brought up to date`() async throws {
    let plugin = try FakePlugin("identity=1")
    let provider = plugin.makeProvider()
    let old = RecordedIdentity(version: 0, attributes: ["name": "one"])
    #expect(try await provider.upgrade("fake_thing", old) == one)
    await provider.close()
    await plugin.host.close()
  }

  @Test func `an identity is asked for once for each program`() async throws {
    let cache = TemporaryDirectory()
    let first = try FakePlugin("identity=1", cache: cache.path)
    let provider = first.makeProvider()
    let schema = try await provider.schema(of: .managed, "fake_thing")
    await provider.close()
    await first.host.close()
    // Nothing is started.
    let host = PluginHost(
      PluginHost.Settings(environment: [:], cacheFolder: cache.path, terraformVersion: "1.15.5"))
    #expect(schema?.identity != nil)
    #expect(try await host.makeProvider(first.binary).schema(of: .managed, "fake_thing") == schema)
  }

  @Test(arguments: ["", "deletions=planned"])
  func `deletions are planned where a plugin wants them to be`(wishes: String) async throws {
    let plugin = try FakePlugin(wishes)
    let provider = plugin.makeProvider()
    #expect(try await provider.plansDeletions() == !wishes.isEmpty)
    await provider.close()
    await plugin.host.close()
  }
}
