import PluginHost
import ProviderAPI
import TestSupport
import Testing
import Values

@Suite(.enabled(if: FakePlugin.isWanted, "RCW_TEST_PYTHON is not set")) struct PluginHostTests {
  @Test(arguments: ["protocol=5", "protocol=6", "protocol=5 network=tcp", "protocol=6 network=tcp"])
  func `plugins of both versions are spoken to, over sockets and ports`(wishes: String) async throws {
    let plugin = try FakePlugin(wishes)
    let provider = plugin.makeProvider()
    let made = try await provider.live()
    #expect(made.object == .object(["id": .string("42-42"), "name": .string("one")]))
    #expect(made.privateData == Array("private of planned".utf8))
    await provider.close()
  }

  @Test func `an error comes with the attribute that it is about`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    let config = Value.object(["id": .null(.string), "name": .string("bad")])
    let found = try await provider.validate(.managed, "fake_thing", config)
    #expect(found == [ProviderDiagnostic("Bad name", "It is bad.", at: AttributePath("name"))])
    await provider.close()
  }

  @Test func `objects are imported and brought up to date`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    let imported = try await provider.importObjects("fake_thing", id: "x-1")
    #expect(imported.first?.object == .object(["id": .string("x-1"), "name": .string("one")]))
    let upgraded = try await provider.upgrade("fake_thing", version: 0, ["name": "one"])
    #expect(upgraded == .object(["id": .string("old"), "name": .string("one")]))
    await provider.close()
  }

  @Test func `an object becomes one of another type, with the private data that its plugin gives`()
    async throws
  {
    let plugin = try FakePlugin("moves")
    let provider = plugin.makeProvider()
    let request = MoveRequest(
      type: "fake_thing", sourceType: "other_thing", sourceProvider: "a/b/c", sourceVersion: 0, source: [:])
    let moved = try #require(try await provider.move(request))
    #expect(moved.object == .object(["id": .string("42-42"), "name": .string("one")]))
    #expect(moved.privateData == Array("moved".utf8))
    await provider.close()
    await plugin.host.close()
  }

  @Test func `what a plugin does not know is not there`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    #expect(try await provider.schema(of: .managed, "fake_other") == nil)
    let request = MoveRequest(
      type: "fake_thing", sourceType: "other_thing", sourceProvider: "a/b/c", sourceVersion: 0, source: [:])
    #expect(try await provider.move(request)?.object == nil)
    let identity = Value.object(["id": .string("x")])
    await #expect(throws: ProviderError(.invalid, "")) {
      try await provider.importObjects("fake_thing", identity: identity)
    }
    await provider.close()
  }

  @Test func `what a plugin prints and logs is in the log`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    _ = try await provider.configurationSchema()
    await plugin.log.waitFor("printed by the provider")
    await provider.close()
  }

  @Test func `a plugin that floods its outputs is served all the same`() async throws {
    let plugin = try FakePlugin("at=ReadResource:flood")
    let provider = plugin.makeProvider()
    _ = try await provider.live()
    await provider.close()
  }

  @Test func `a schema is asked for once for each program`() async throws {
    let cache = TemporaryDirectory()
    let first = try FakePlugin(cache: cache.path)
    let provider = first.makeProvider()
    let schema = try await provider.schema(of: .managed, "fake_thing")
    await provider.close()
    // Nothing is started, and so nothing can die.
    let host = PluginHost(
      PluginHost.Settings(environment: [:], cacheFolder: cache.path, terraformVersion: "1.15.5"))
    #expect(try await host.makeProvider(first.binary).schema(of: .managed, "fake_thing") == schema)
  }

  @Test func `a plugin that nobody has configured serves the next one who asks`() async throws {
    let plugin = try FakePlugin()
    let first = plugin.makeProvider()
    _ = try await first.configurationSchema()
    await first.close()
    let second = plugin.makeProvider()
    _ = try await second.live()
    await second.close()
    await plugin.host.close()
  }
}
