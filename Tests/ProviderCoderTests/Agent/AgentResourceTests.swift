import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct AgentResourceTests {
  private let arguments: KeyedValues = ["os": .string("linux"), "arch": .string("amd64")]

  @Test func `an agent without edits stays as it is`() async throws {
    let coder = try await TestCoder()
    let agent = try await coder.create("coder_agent", arguments)
    let later = try await TestCoder(["CODER_WORKSPACE_NAME": "renamed"])
    #expect(try await later.refresh("coder_agent", agent) == agent)
    let plan = try await later.plan("coder_agent", arguments, from: agent)
    #expect(plan.planned == .object(agent))
    #expect(plan.requiresReplace.isEmpty)
  }

  @Test func `an agent that Terraform recorded stays as it is`() async throws {
    let coder = try await TestCoder()
    var written = arguments
    written["metadata"] = .blocks(
      ["key": .string("k"), "script": .string("s"), "interval": .number(1)], of: "coder_agent", "metadata")
    var recorded = try await coder.create("coder_agent", written)
    recorded["metadata"] = recorded["metadata"]?.mapElements { block in
      block.mapElements { value in
        value.isNull ? (value.type == .number ? .number(0) : .string("")) : value
      }
    }
    recorded["motd_file"] = .string("")
    recorded["order"] = .number(0)
    let plan = try await coder.plan("coder_agent", written, from: recorded)
    #expect(plan.planned == .object(recorded))
    #expect(plan.requiresReplace.isEmpty)
  }

  @Test func `each agent has an id and a token of its own`() async throws {
    let coder = try await TestCoder()
    let one = try await coder.create("coder_agent", arguments)
    let other = try await coder.create("coder_agent", arguments)
    #expect(Set([one["id"], one["token"], other["id"], other["token"]]).count == 4)
    #expect(one["init_script"]?.asString?.contains(one["id"]?.asString ?? "-") == true)
    #expect(one["init_script"]?.asString?.contains(one["token"]?.asString ?? "-") == false)
  }

  @Test func `the shown applications are the usual ones unless the template says`() async throws {
    let coder = try await TestCoder()
    let plan = try await coder.plan("coder_agent", arguments).planned.keyedElements
    #expect(plan?["display_apps"]?.elements?.first?.keyedElements?["vscode"] == .bool(true))
    var chosen = arguments
    chosen["display_apps"] = .blocks(["vscode": .bool(false)], of: "coder_agent", "display_apps")
    let agent = try await coder.create("coder_agent", chosen)
    #expect(agent["display_apps"]?.elements?.first?.keyedElements?["vscode"] == .bool(false))
    #expect(agent["display_apps"]?.elements?.first?.keyedElements?["web_terminal"] == .bool(true))
  }

  @Test(arguments: [
    ("startup_script", Value.string("true")), ("dir", .string("/x")),
    ("env", .map(["A": .string("1")], of: .string)),
    ("connection_timeout", .number(0)), ("order", .number(1)),
    (
      "metadata",
      .blocks(
        ["key": .string("k"), "script": .string("s"), "interval": .number(1)], of: "coder_agent", "metadata")
    ),
    ("display_apps", .blocks(["vscode": .bool(false)], of: "coder_agent", "display_apps")),
  ])
  func `every edit makes a new agent`(name: String, value: Value) async throws {
    let coder = try await TestCoder()
    let agent = try await coder.create("coder_agent", arguments)
    var edited = arguments
    edited[name] = value
    #expect(try await !coder.plan("coder_agent", edited, from: agent).requiresReplace.isEmpty)
  }

  @Test func `a script in the environment wins, and is followed`() async throws {
    let environment = [
      "CODER_AGENT_SCRIPT_linux_amd64": "get ${ACCESS_URL}bin as ${AUTH_TYPE}",
      "CODER_AGENT_URL": "http://coder.test:1/x",
    ]
    let coder = try await TestCoder(environment)
    let agent = try await coder.create("coder_agent", arguments)
    #expect(agent["init_script"] == .string("get http://coder.test:1/bin as token"))
    let newer = try await TestCoder(["CODER_AGENT_SCRIPT_linux_amd64": "newer"])
    #expect(try await newer.refresh("coder_agent", agent)["init_script"] == .string("newer"))
    // Without a server it would wait in vain.
    let alone = try await TestCoder().refresh("coder_agent", agent)
    #expect(InitScript.isOwn(alone["init_script"]?.asString ?? ""))
    #expect(alone["token"] == agent["token"])
  }

  @Test func `an agent recorded by another version keeps its init script`() async throws {
    let coder = try await TestCoder()
    var agent = try await coder.create("coder_agent", arguments)
    agent["init_script"] = .string("# rcw agent 0: older\n")
    #expect(try await coder.refresh("coder_agent", agent) == agent)
  }

  @Test func `a workspace that was made in advance keeps the token that it runs with`() async throws {
    let variable =
      "CODER_RUNNING_WORKSPACE_AGENT_TOKEN_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let coder = try await TestCoder([variable: "running"])
    #expect(try await coder.create("coder_agent", arguments)["token"] == .string("running"))
  }

  @Test func `machines without a POSIX shell get no init script`() async throws {
    var windows = arguments
    windows["os"] = .string("windows")
    let coder = try await TestCoder()
    let agent = try await coder.create("coder_agent", windows)
    #expect(agent["init_script"] == .string(""))
    #expect(try await coder.refresh("coder_agent", agent) == agent)
  }

  @Test func `login before ready is the old way to say whether the script blocks`() async throws {
    let coder = try await TestCoder()
    for (old, new) in [(true, "non-blocking"), (false, "blocking")] {
      var legacy = arguments
      legacy["login_before_ready"] = .bool(old)
      legacy["startup_script_timeout"] = .number(180)
      let agent = try await coder.create("coder_agent", legacy)
      #expect(agent["startup_script_behavior"] == .string(new))
      #expect(try await coder.plan("coder_agent", legacy, from: agent).planned == .object(agent))
      #expect(try await coder.problems("coder_agent", legacy).map(\.isWarning) == [true, true])
    }
  }

  @Test(
    arguments: [
      (["key": Value.string("a")], ["key": .string("a")], 1),
      (["key": .string("a")], ["key": .string("b")], 0),
      (["key": .unknown(.string)], ["key": .unknown(.string)], 0),
    ] as [(KeyedValues, KeyedValues, Int)])
  func `metadata is told apart by its key`(one: KeyedValues, other: KeyedValues, problems: Int) async throws {
    var both = [one, other]
    for index in both.indices {
      both[index]["script"] = .string("s")
      both[index]["interval"] = .number(1)
    }
    var agent = arguments
    agent["metadata"] = .blocks(both[0], both[1], of: "coder_agent", "metadata")
    #expect(try await TestCoder().problems("coder_agent", agent).count == problems)
  }

  @Test(arguments: [
    ("os", Value.string("plan9")), ("arch", .string("x86")), ("auth", .string("password")),
    ("connection_timeout", .number(-1)), ("startup_script_behavior", .string("maybe")),
    ("api_key_scope", .string("some")),
  ])
  func `what is not among the choices is refused`(name: String, value: Value) async throws {
    var agent = arguments
    agent[name] = value
    #expect(try await TestCoder().problems("coder_agent", agent).map(\.isWarning) == [false])
  }

  @Test func `what is monitored is something, and each once`() async throws {
    let monitoring = AgentSchema.schema.schema.block.blocks["resources_monitoring"]?.block ?? BlockSchema()
    let volume = monitoring.blocks["volume"]?.block ?? BlockSchema()
    func problems(_ volumes: [(String, Int)]) async throws -> Int {
      let blocks = volumes.map { path, threshold in
        volume.config(["path": .string(path), "enabled": .bool(true), "threshold": .number(threshold)])
      }
      let block = monitoring.config(["volume": .set(blocks, of: volume.impliedType)])
      var agent = arguments
      agent["resources_monitoring"] = .set([block], of: monitoring.impliedType)
      return try await TestCoder().problems("coder_agent", agent).count
    }
    #expect(try await problems([]) == 1)
    #expect(try await problems([("/a", 1), ("/b", 1)]) == 0)
    #expect(try await problems([("/a", 1), ("/a", 2)]) == 1)
    #expect(try await problems([("a", 1)]) == 1)
    #expect(try await problems([("/a", 101)]) == 1)
  }
}
