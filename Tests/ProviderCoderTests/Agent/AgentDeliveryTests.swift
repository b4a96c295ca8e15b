import ProviderAPI
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct AgentDeliveryTests {
  private let context = CoderContext(environment: ["CODER_WORKSPACE_NAME": "box"], workspaceKey: "/")

  private func resource(
    _ address: String, _ arguments: KeyedValues, id: String = "id"
  ) async throws -> RecordedObject {
    let parts = address.split(separator: ".").suffix(2).map(String.init)
    let coder = try await TestCoder()
    var object = try await coder.create(parts[0], arguments)
    object["id"] = .string(id)
    return RecordedObject(address: address, type: parts[0], name: parts[1], object: .object(object))
  }

  private func agent(_ id: String = "a", _ arguments: KeyedValues = [:]) async throws -> RecordedObject {
    var all: KeyedValues = ["os": .string("linux"), "arch": .string("amd64")]
    for (name, value) in arguments { all[name] = value }
    return try await resource("coder_agent.main", all, id: id)
  }

  private func env(
    _ address: String, _ name: String, _ value: String, _ strategy: String = "replace", agent: String = "a"
  ) async throws -> RecordedObject {
    try await resource(
      address,
      [
        "agent_id": .string(agent), "name": .string(name), "value": .string(value),
        "merge_strategy": .string(strategy),
      ])
  }

  private func file(_ name: String, _ resources: RecordedObject...) throws -> String? {
    try context.deliveries(from: resources).first?.files.first { $0.name == name }?.content
  }

  @Test func `an agent is told where it is`() async throws {
    let delivery = try #require(try context.deliveries(from: [try await agent()]).first)
    #expect(delivery.summary == "the settings of coder_agent.main")
    #expect(delivery.folder == "/tmp/rcw-agent/a/in")
    let text = try #require(delivery.files.first { $0.name == "env" }?.content)
    #expect(text.contains(#"CODER_WORKSPACE_AGENT_NAME="main""#))
    #expect(text.contains(#"CODER_WORKSPACE_NAME="box""#))
  }

  @Test func `scripts of all modules come together, the manifest last`() async throws {
    let script = try await resource(
      "module.a[0].coder_script.install",
      [
        "agent_id": .string("a"), "display_name": .string("It's"), "script": .string("true"),
        "run_on_start": .bool(true), "run_on_stop": .bool(true), "start_blocks_login": .bool(true),
        "timeout": .number(30), "log_path": .string("$HOME/x.log"),
      ], id: "s")
    let agent = try await agent("a", ["startup_script": .string("echo")])
    let delivery = try #require(try context.deliveries(from: [script, agent]).first)
    let files = delivery.files
    #expect(delivery.summary == "2 scripts for coder_agent.main")
    #expect(
      files.map(\.name) == [
        "coder", "env", "startup.settings", "startup.script", "script-s.settings", "script-s.script",
        "manifest",
      ])
    #expect(
      files[4].content == """
        _title='It'\\''s'
        _on_start=yes
        _on_stop=yes
        _blocks=yes
        _timeout=30
        _log="${HOME-}/x.log"

        """)
    #expect(files[6].content.split(separator: "\n").dropFirst() == ["startup", "script-s", "end"])
  }

  @Test func `each agent gets what is its own`() async throws {
    let other = try await env("coder_env.x", "X", "1", agent: "b")
    #expect(try file("env", try await agent(), other)?.contains("X=") == false)
  }

  @Test(arguments: [
    ("replace", "new"), ("append", "old:new"), ("prepend", "new:old"), ("error", "new"),
  ])
  func `a variable meets the agent's own`(strategy: String, value: String) async throws {
    let agent = try await agent("a", ["env": .map(["X": .string("old")], of: .string)])
    let text = try file("env", agent, try await env("coder_env.x", "X", "new", strategy))
    #expect(text?.contains(#"X="\#(value)""#) == true)
  }

  @Test func `variables of one name come in the order of the addresses`() async throws {
    let resources = [
      try await env("coder_env.b", "X", "b", "append"), try await env("coder_env.a", "X", "a", "append"),
      try await env("coder_env.c", "X", "c", "prepend"), try await agent(),
    ]
    let files = try context.deliveries(from: resources).first?.files
    #expect(files?.first { $0.name == "env" }?.content.contains(#"X="c:a:b""#) == true)
  }

  @Test func `variables that may not meet are an error`() async throws {
    let resources = [
      try await agent(), try await env("coder_env.a", "X", "1"),
      try await env("coder_env.b", "X", "2", "error"),
    ]
    #expect(throws: ProviderError(.conflict, "")) { try context.deliveries(from: resources) }
  }

  @Test func `the checks of applications are run too`() async throws {
    let healthcheck = Value.blocks(
      ["url": .string("http://localhost:1/"), "interval": .number(5), "threshold": .number(6)],
      of: "coder_app",
      "healthcheck")
    let app = try await resource(
      "coder_app.page", ["agent_id": .string("a"), "slug": .string("page"), "healthcheck": healthcheck])
    #expect(try file("app-page.settings", try await agent(), app)?.contains("_every=5\n") == true)
    #expect(try file("app-page.script", try await agent(), app)?.contains("'http://localhost:1/'") == true)
  }

  @Test func `the same resources make the same delivery, others another`() async throws {
    let agent = try await agent("a")
    let one = try #require(try context.deliveries(from: [agent]).first)
    #expect(try context.deliveries(from: [agent]) == [one])
    let more = try context.deliveries(from: [agent, try await env("coder_env.x", "X", "1")]).first
    #expect(more?.files.last != one.files.last)
  }

  @Test func `a machine is known by the agent's program in it, and by nothing else`() async throws {
    let coder = try await TestCoder()
    let agent = try await coder.create("coder_agent", ["os": .string("linux"), "arch": .string("amd64")])
    let recorded = RecordedObject(
      address: "coder_agent.main", type: "coder_agent", name: "main", object: .object(agent))
    let marker = try #require(try context.deliveries(from: [recorded]).first).marker
    #expect(agent["init_script"]?.asString?.contains(marker) == true)
    #expect(agent["id"]?.asString?.contains(marker) == false)
    #expect(agent["token"]?.asString?.contains(marker) == false)
  }

  @Test func `an agent of somebody else's program gets nothing`() async throws {
    var other = try await agent()
    other.object = other.object.replacing(at: [.attribute("init_script")]) { _ in .string("exec coder agent")
    }
    #expect(try context.deliveries(from: [other]).isEmpty)
  }
}
