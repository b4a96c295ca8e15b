import ProviderAPI
import Testing
import Values

@testable import ProviderCoder

@Suite struct OtherDataSourceTests {
  @Test func `a token of another service comes from the environment`() async throws {
    let coder = try await TestCoder(["CODER_EXTERNAL_AUTH_ACCESS_TOKEN_github": "abc"])
    let response = try await coder.response("coder_external_auth", ["id": .string("github")])
    #expect(response.object.keyedElements?["access_token"] == .string("abc"))
    #expect(response.object.keyedElements?["id"] == .string("github"))
    #expect(response.diagnostics.isEmpty)
    #expect(
      try await coder.read("coder_git_auth", ["id": .string("github")])["access_token"] == .string("abc"))
  }

  @Test func `a token that is missing is empty, with a warning when a start needs it`() async throws {
    let required = try await TestCoder().response("coder_external_auth", ["id": .string("github")])
    #expect(required.object.keyedElements?["access_token"] == .string(""))
    #expect(required.diagnostics.map(\.isWarning) == [true])
    let optional = try await TestCoder().response(
      "coder_external_auth", ["id": .string("x"), "optional": .bool(true)])
    #expect(optional.diagnostics.isEmpty)
    let stop = try await TestCoder(["CODER_WORKSPACE_TRANSITION": "stop"])
    #expect(try await stop.response("coder_external_auth", ["id": .string("x")]).diagnostics.isEmpty)
  }

  @Test func `secrets are found by variable and by file`() async throws {
    let coder = try await TestCoder(["CODER_SECRET_ENV_TOKEN": "one", "CODER_SECRET_FILE_7e2f78": "two"])
    let byName = try await coder.read("coder_secret", ["env": .string("TOKEN"), "help_message": .string("")])
    #expect(byName["value"] == .string("one"))
    #expect(byName["id"] == .string("env:TOKEN"))
    let byFile = try await coder.read("coder_secret", ["file": .string("~/x"), "help_message": .string("")])
    #expect(byFile["value"] == .string("two"))
    #expect(byFile["id"] == .string("file:~/x"))
  }

  @Test(arguments: [
    ([:], false), (["CODER_WORKSPACE_BUILD_ID": "1", "CODER_WORKSPACE_TRANSITION": "start"], true),
    (["CODER_WORKSPACE_BUILD_ID": "1", "CODER_WORKSPACE_TRANSITION": "stop"], false),
  ])
  func `a secret that is missing only keeps a workspace from starting`(
    environment: [String: String], isRefused: Bool
  ) async throws {
    let coder = try await TestCoder(environment)
    let arguments: KeyedValues = ["env": .string("TOKEN"), "help_message": .string("Make one.")]
    let object = try? await coder.read("coder_secret", arguments)
    #expect((object == nil) == isRefused)
  }

  @Test(
    arguments: [
      (["env": Value.string("A"), "file": .string("/a")], false), ([:], false),
      (["env": .string("1A")], false),
      (["file": .string("relative")], false), (["file": .string("~/a")], true),
      (["env": .string("A_1")], true),
    ] as [(KeyedValues, Bool)])
  func `a secret is a variable or a file`(arguments: KeyedValues, isGood: Bool) async throws {
    var arguments = arguments
    arguments["help_message"] = .string("")
    #expect(try await TestCoder().problems("coder_secret", arguments, kind: .data).isEmpty == isGood)
  }

  @Test func `without a task there is an identifier that stays, and no task`() async throws {
    let task = try await TestCoder().read("coder_task")
    #expect(task["enabled"] == .bool(false))
    #expect(task["prompt"] == .string(""))
    #expect(try await TestCoder().read("coder_task") == task)
  }

  @Test(arguments: [
    ("2b38cee7-3e3a-4e7d-9b1c-0c6b6d1fcf00", true), ("00000000-0000-0000-0000-000000000000", false),
    ("x", false),
  ])
  func `a task is named by a UUID that is not zero`(id: String, isTask: Bool) async throws {
    let coder = try await TestCoder(["CODER_TASK_ID": id, "CODER_TASK_PROMPT": "Fix it."])
    let task = try await coder.read("coder_task")
    #expect(task["enabled"] == .bool(isTask))
    #expect((task["id"] == .string(id)) == isTask)
    #expect(task["prompt"] == .string("Fix it."))
  }

  @Test func `the machine is described in Go's words`() async throws {
    let machine = try await TestCoder().read("coder_provisioner")
    #expect(machine["os"] == .string("linux"))
    #expect(["amd64", "arm64"].contains(machine["arch"]?.asString))
    #expect(try await TestCoder().read("coder_provisioner") == machine)
  }

  @Test func `a preset is called by its name`() async throws {
    let arguments: KeyedValues = [
      "name": .string("Large"), "parameters": .map(["cpu": .string("8")], of: .string),
    ]
    let preset = try await TestCoder().read("coder_workspace_preset", arguments)
    #expect(preset["id"] == .string("Large"))
    #expect(preset["default"] == .bool(false))
    #expect(preset["parameters"] == .map(["cpu": .string("8")], of: .string))
  }

  @Test func `tags are kept`() async throws {
    let tags = Value.map(["cluster": .string("eu")], of: .string)
    #expect(try await TestCoder().read("coder_workspace_tags", ["tags": tags])["tags"] == tags)
  }
}
