import Addresses
import PluginHost
import ProviderAPI
import Synchronization
import TestSupport
import Testing
import Values

/// What providers have besides objects, and whose processes serve whom.
@Suite(.enabled(if: FakePlugin.isWanted, "RCW_TEST_PYTHON is not set")) struct PluginServiceTests {
  @Test func `a function of a plugin is computed`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    let shout = try #require(try await provider.functions()["shout"])
    #expect(shout.summary == "Says it louder.")
    #expect(try shout.body([.string("hey")]) == .string("hey!"))
    let refusal = #expect(throws: ProviderFunctionError.self) { try shout.body([.string("")]) }
    #expect(refusal?.message == "There is nothing to shout.")
    #expect(refusal?.argument == 0)
    await provider.close()
    await plugin.host.close()
  }

  @Test func `what a module says of itself goes with every object, and be it nothing`() async throws {
    let folder = TemporaryDirectory()
    let plugin = try FakePlugin("heard=\(folder.path)/heard", in: folder)
    let provider = plugin.makeProvider()
    let attributes = try #require(try await provider.metaSchema()).block.attributes
    #expect(attributes.keys.sorted() == ["module_name"])
    _ = try await provider.live()
    let config = Value.object(["id": .null(.string), "name": .string("one")])
    let meta = Value.object(["module_name": .string("box")])
    _ = try await provider.read(ReadRequest(type: "fake_thing", current: config, meta: meta))
    _ = try await provider.readData(DataRequest(type: "fake_thing", config: config, meta: meta))
    await provider.close()
    await plugin.host.close()
    let heard = try #require(folder.read("heard"))
    #expect(
      heard.split(separator: "\n") == [
        "PlanResourceChange for nobody", "ApplyResourceChange for nobody", "ReadResource for nobody",
        "ReadResource for box", "ReadDataSource for box",
      ])
  }

  @Test func `an action tells how far it is, and why it failed`() async throws {
    let plugin = try FakePlugin()
    let provider = plugin.makeProvider()
    _ = try await provider.configure(.object(["greeting": .null(.string)]))
    let lines = LogLines()
    let good = ActionRequest(type: "fake_do", config: .object(["name": .string("one")]))
    #expect(try await provider.planAction(good).isEmpty)
    let operation = Operation(id: "1", report: { lines.add($0) })
    #expect(try await provider.invokeAction(good, operation).isEmpty)
    #expect(lines.all == ["half done"])
    let bad = ActionRequest(type: "fake_do", config: .object(["name": .string("bad")]))
    #expect(try await provider.invokeAction(bad, Operation(id: "2")).map(\.detail) == ["It is bad."])
    await provider.close()
    await plugin.host.close()
  }

  @Test func `an action whose provider dies has failed`() async throws {
    let plugin = try FakePlugin("at=InvokeAction:die")
    let provider = plugin.makeProvider()
    let request = ActionRequest(type: "fake_do", config: .object(["name": .string("one")]))
    await #expect(throws: ProviderError(.unavailable, "")) {
      try await provider.invokeAction(request, Operation(id: "1"))
    }
    await provider.close()
  }

  @Test func `a plan that a plugin leaves for later is an error that says so`() async throws {
    let plugin = try FakePlugin("lie=defer")
    let provider = plugin.makeProvider()
    let error = await #expect(throws: ProviderError.self) { try await provider.live() }
    #expect(error?.message.contains("known only after apply") == true)
    await provider.close()
  }

  @Test(arguments: ["", "at=ConfigureProvider:refuse"])
  func `a configuration that was not accepted is refused again`(wishes: String) async throws {
    let plugin = try FakePlugin(wishes)
    let provider = plugin.makeProvider()
    let bad = Value.object(["greeting": .string("bad")])
    for _ in 0..<2 {
      let answer = try? await provider.configure(bad)
      #expect(answer.map { $0.map(\.summary) } == (wishes.isEmpty ? ["Bad greeting"] : nil))
    }
    await provider.close()
    await plugin.host.close()
  }

  @Test func `a configured plugin serves the next one with the same configuration, and nobody else`()
    async throws
  {
    let folder = TemporaryDirectory()
    let plugin = try FakePlugin(in: folder)
    let same = Value.object(["greeting": .string("hello")])
    let other = Value.object(["greeting": .string("good day")])
    var started: [Int] = []
    for config in [same, same, other, same] {
      let provider = plugin.makeProvider()
      _ = try await provider.configure(config)
      await provider.close()
      started.append(folder.plugins)
    }
    #expect(started == [1, 1, 2, 2])
    await plugin.host.close()
  }

  @Test(arguments: [
    "nonsense", "[]", #"{"a/b": {}}"#, #"{"a/b": {"Protocol": "grpc", "ProtocolVersion": 6}}"#,
    #"{"a/b": {"Protocol": "netrpc", "ProtocolVersion": 6, "Addr": {"Network": "unix", "String": "/s"}}}"#,
    #"{"a/b": {"Protocol": "grpc", "ProtocolVersion": 7, "Addr": {"Network": "unix", "String": "/s"}}}"#,
  ])
  func `what does not say where a running plugin is`(text: String) {
    #expect(throws: ReattachmentError.self) { try Reattachment.all(in: text) }
  }

  @Test func `where a running plugin is`() throws {
    let text =
      #"{"a/b":{"Protocol":"grpc","ProtocolVersion":6,"Pid":7,"Test":true,"Addr":{"Network":"unix","String":"/s"}}}"#
    let found = try #require(try Reattachment.all(in: text)[ProviderAddress(namespace: "a", type: "b")])
    #expect(found.version == 6)
    #expect(found.address == "/s")
    #expect(found.process == 7)
  }
}

/// Lines, from any thread.
private final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock(\.self) }
}
