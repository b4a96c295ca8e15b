import PluginHost
import ProviderAPI
import TestSupport
import Testing
import Values

/// Plugins that do everything wrong that can be done. Whatever it is: an error that names the provider, soon.
@Suite(.enabled(if: FakePlugin.isWanted, "RCW_TEST_PYTHON is not set")) struct PluginChaosTests {
  /// What the provider did wrong.
  private func failure(_ wishes: String) async throws -> ProviderError {
    let plugin = try FakePlugin(wishes)
    let provider = plugin.makeProvider()
    let error = await #expect(throws: ProviderError.self) { try await provider.live() }
    await provider.close()
    return try #require(error)
  }

  @Test(arguments: [
    ("die", "ended with status 1 before"), ("cookie=other", "not meant to be executed directly"),
    ("silent", "did not say within"), ("line=hello", "where it should say how to reach it"),
    ("line=1|4|unix|/tmp/x|netrpc|", "version 4 of the plugin protocol"),
    ("line=1|7|unix|/tmp/x|grpc|", "version 7"), ("line=1|6|tcp|127.0.0.1:1|grpc|", "without a certificate"),
    ("certificate=other", "could not be spoken to"),
    ("line=1|6|unix|/tmp/rcw-there-is-no-such-socket|grpc|", "could not be spoken to"),
  ])
  func `a plugin that cannot be spoken to`(wishes: String, words: String) async throws {
    let error = try await failure(wishes)
    #expect(error.message.contains("acme/fake 1.0.0"))
    #expect(error.message.contains(words))
  }

  @Test(arguments: [
    ("garbage", ProviderError.Code.unavailable), ("hangup", .unavailable), ("truncated", .protocolViolation),
    ("oversized", .protocolViolation), ("compressed", .protocolViolation), ("nonsense", .protocolViolation),
    ("twice", .protocolViolation), ("nothing", .protocolViolation), ("refuse", .unavailable),
    ("html", .protocolViolation),
  ])
  func `an answer that makes no sense`(deed: String, code: ProviderError.Code) async throws {
    for method in ["GetProviderSchema", "ApplyResourceChange"] {
      let error = try await failure("at=\(method):\(deed)")
      #expect(error.code == code, "\(method): \(error)")
      #expect(error.message.contains("acme/fake 1.0.0"))
    }
  }

  @Test func `the words of a plugin are passed on`() async throws {
    #expect(try await failure("at=ReadResource:refuse").message.contains("it went 100% wrong"))
  }

  /// As servers in Python do (gRPC's C core). libcurl 7.88 loses such answers.
  @Test func `a plugin may say that it does not know a call before it has read the question`() async throws {
    let plugin = try FakePlugin("at=GetResourceIdentitySchemas:early")
    let provider = plugin.makeProvider()
    _ = try await provider.live()
    await provider.close()
  }

  @Test func `a plugin that refuses a message before it has read it lives on`() async throws {
    let plugin = try FakePlugin("at=ApplyResourceChange:early-limit")
    let provider = plugin.makeProvider()
    let error = await #expect(throws: ProviderError.self) { try await provider.live() }
    #expect(
      error?.message.contains("acme/fake 1.0.0 (terraform-provider-fake) failed when it made a change")
        == true)
    let config = Value.object(["id": .null(.string), "name": .string("one")])
    #expect(try await provider.validate(.managed, "fake_thing", config).isEmpty)
    await provider.close()
  }

  @Test func `a plugin that died is not started again`() async throws {
    let plugin = try FakePlugin("at=ConfigureProvider:die")
    let provider = plugin.makeProvider()
    await #expect(throws: ProviderError.self) { try await provider.live() }
    let config = Value.object(["id": .null(.string), "name": .string("one")])
    await #expect(throws: ProviderError.self) { try await provider.validate(.managed, "fake_thing", config) }
    await provider.close()
  }

  @Test func `nothing is left when a run is over`() async throws {
    let folder = TemporaryDirectory()
    func run() async throws {
      let plugin = try FakePlugin(in: folder)
      let provider = plugin.makeProvider()
      _ = try await provider.live()
      #expect(folder.socketFolders.count == 1)
      await provider.close()
      await plugin.host.close()
    }
    try await run()
    #expect(folder.socketFolders.isEmpty)
  }

  @Test func `what a killed run has left is removed by the next one`() async throws {
    let folder = TemporaryDirectory(["rcw-plugins-old/lock": "", "rcw-plugins-old/plugin1": ""])
    let provider = try FakePlugin(in: folder).makeProvider()
    _ = try await provider.configurationSchema()
    #expect(!folder.socketFolders.contains("rcw-plugins-old"))
    await provider.close()
  }
}
