import Glibc
import PluginHost
import PluginWire
import ProviderAPI
import TestSupport
import Testing
import Values

/// A plugin that dies, freezes or answers with nonsense at any of the calls that are made of it.
@Suite(.enabled(if: FakePlugin.isWanted, "RCW_TEST_PYTHON is not set")) struct EveryCallTests {
  /// All but those that the host does without: what they would say is in the schema.
  static let methods = PluginMethod.allCases.filter {
    ![.metadata, .functions, .stop, .callFunction].contains($0)
  }

  @Test(arguments: methods)
  func `a plugin that dies is told by name, with its last words`(method: PluginMethod) async throws {
    let error = try await failure(method, "die")
    #expect(error.code == .unavailable)
    #expect(error.message.contains("acme/fake 1.0.0 (terraform-provider-fake) ended with status 7"))
    #expect(error.message.contains("panic: this is the end"))
  }

  @Test(arguments: methods)
  func `a plugin that freezes is killed, and told by name`(method: PluginMethod) async throws {
    let error = try await failure(method, "freeze")
    #expect(error.code == .unavailable)
    #expect(error.message.contains("acme/fake 1.0.0"))
    #expect(error.message.contains("showed no sign of life"))
  }

  @Test(arguments: methods)
  func `a plugin whose connection turns to garbage is ended, and told by name`(
    method: PluginMethod
  ) async throws {
    let error = try await failure(method, "garbage")
    #expect(error.code == .unavailable)
    #expect(error.message.contains("acme/fake 1.0.0 (terraform-provider-fake)"))
    #expect(error.message.contains("and was killed"))
  }

  /// One plugin for all calls that come after those for schemas: what it says there does not end it.
  @Test(arguments: ["truncated", "oversized", "nonsense"])
  func `an answer that cannot be read is told by name, whatever was asked`(deed: String) async throws {
    let folder = TemporaryDirectory()
    let schemas: [PluginMethod] = [.schema, .identitySchemas]
    for methods in [[.schema], [.identitySchemas], Self.methods.filter { !schemas.contains($0) }] {
      let names = methods.map { $0.name(in: .six) }.joined(separator: "+")
      let plugin = try FakePlugin("identity=1 moves at=\(names):\(deed)", in: folder)
      let provider = plugin.makeProvider()
      for method in methods {
        let error = await #expect(throws: ProviderError.self, "\(method)") {
          try await Self.call(method, on: provider)
        }
        #expect(error?.code == .protocolViolation, "\(method): \(error?.message ?? "")")
        #expect(error?.message.contains("acme/fake 1.0.0") == true)
      }
      await provider.close()
      await plugin.host.close()
    }
    #expect(Self.processes(with: "TMPDIR=\(folder.path)/rcw-plugins").isEmpty)
  }

  @Test(arguments: ["die", "freeze", "garbage", "truncated", "oversized", "nonsense"])
  func `a function whose plugin is gone says whose it is`(deed: String) async throws {
    let plugin = try FakePlugin("at=CallFunction:\(deed)")
    let provider = plugin.makeProvider()
    let shout = try #require(try await provider.functions()["shout"])
    let error = #expect(throws: ProviderFunctionError.self) { try shout.body([.string("hey")]) }
    #expect(error?.message.contains("acme/fake") == true)
    await provider.close()
    await plugin.host.close()
  }

  @Test(arguments: [
    "StopProvider:die", "StopProvider:freeze", "StopProvider:garbage", "StopProvider:oversized",
    "Shutdown:freeze",
  ])
  func `a plugin that does not end when it is told to is ended`(wish: String) async throws {
    let folder = TemporaryDirectory()
    let plugin = try FakePlugin("at=\(wish)", in: folder)
    let provider = plugin.makeProvider()
    _ = try await provider.live()
    await provider.stop()
    await provider.close()
    await plugin.host.close()
    #expect(Self.processes(with: "TMPDIR=\(folder.path)/rcw-plugins").isEmpty)
  }

  /// What the plugin did wrong, at a call that went well until then.
  private func failure(_ method: PluginMethod, _ deed: String) async throws -> ProviderError {
    let plugin = try FakePlugin("identity=1 moves at=\(method.name(in: .six)):\(deed)")
    let provider = plugin.makeProvider()
    let error = await #expect(throws: ProviderError.self) { try await Self.call(method, on: provider) }
    await provider.close()
    await plugin.host.close()
    return try #require(error)
  }

  /// The processes whose environment has this in it.
  private static func processes(with text: String) -> [String] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.first?.isNumber == true, let file = fopen("/proc/\(name)/environ", "r") else { continue }
      defer { fclose(file) }
      var content = [UInt8](repeating: 0, count: 1 << 16)
      let count = fread(&content, 1, content.count, file)
      if String(decoding: content.prefix(count), as: UTF8.self).contains(text) { found.append(name) }
    }
    return found
  }
}

// MARK: One call each

extension EveryCallTests {
  private static let config = Value.object(["id": .null(.string), "name": .string("one")])
  private static let none = Value.null(.object(["name": .string, "id": .string]))
  private static let greeting = Value.object(["greeting": .null(.string)])
  private static let thing = "fake_thing"

  private static func call(_ method: PluginMethod, on provider: any Provider) async throws {
    switch method {
    case .schema, .identitySchemas, .metadata, .functions: _ = try await provider.configurationSchema()
    case .validateProvider: _ = try await provider.validateConfiguration(greeting)
    case .configure: _ = try await provider.configure(greeting)
    case .validateManaged: _ = try await provider.validate(.managed, thing, config)
    case .validateData: _ = try await provider.validate(.data, thing, config)
    case .validateEphemeral: _ = try await provider.validate(.ephemeral, thing, config)
    case .validateAction:
      _ = try await provider.validate(.action, "fake_do", .object(["name": .string("one")]))
    case .upgrade: _ = try await provider.upgrade(thing, version: 0, ["name": "one"])
    case .upgradeIdentity:
      _ = try await provider.upgrade(thing, RecordedIdentity(version: 0, attributes: ["name": "one"]))
    case .read: _ = try await provider.read(ReadRequest(type: thing, current: config))
    case .plan:
      _ = try await provider.plan(PlanRequest(type: thing, prior: none, proposed: config, config: config))
    case .apply:
      _ = try await provider.apply(
        ApplyRequest(type: thing, prior: none, planned: config, config: config), Operation(id: "1"))
    case .importState: _ = try await provider.importObjects(thing, id: "42-42")
    case .move:
      _ = try await provider.move(
        MoveRequest(type: thing, sourceType: "other", sourceProvider: "a/b/c", sourceVersion: 0, source: [:]))
    case .readData: _ = try await provider.readData(DataRequest(type: thing, config: config))
    case .openEphemeral: _ = try await provider.openEphemeral(DataRequest(type: thing, config: config))
    case .renewEphemeral: _ = try await provider.renewEphemeral(thing, privateData: [])
    case .closeEphemeral: try await provider.closeEphemeral(thing, privateData: [])
    case .planAction: _ = try await provider.planAction(action)
    case .invokeAction: _ = try await provider.invokeAction(action, Operation(id: "1"))
    case .callFunction, .stop: break
    }
  }

  private static var action: ActionRequest {
    ActionRequest(type: "fake_do", config: .object(["name": .string("one")]))
  }
}
