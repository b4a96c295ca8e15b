import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct ResourceTests {
  private func isRefused(_ type: String, _ arguments: KeyedValues) async throws -> Bool {
    try await TestCoder().problems(type, arguments).contains { !$0.isWarning }
  }

  // MARK: coder_app

  private static let app: KeyedValues = ["agent_id": .string("a"), "slug": .string("page")]

  @Test(arguments: [
    ("a", true), ("code-server", true), ("a1-b2", true), ("A", false), ("-a", false), ("a-", false),
    ("a--b", false),
    ("a_b", false), ("", false), ("a.b", false),
  ])
  func `a slug is a host name`(slug: String, isGood: Bool) async throws {
    #expect(try await isRefused("coder_app", ["agent_id": .string("a"), "slug": .string(slug)]) == !isGood)
  }

  @Test(
    arguments: [
      (["share": Value.string("owner")], true), (["share": .string("everyone")], false),
      (["open_in": .string("tab")], true),
      (["open_in": .string("window")], false),
      (["command": .string("top"), "url": .string("http://x")], false),
      (["command": .string("top"), "subdomain": .bool(true)], false),
      (["external": .bool(true), "share": .string("owner")], false),
      (["external": .bool(true), "subdomain": .bool(false)], false),
      (["external": .bool(true), "url": .string("vscode://x")], true),
      (["icon": .string("/icon/code.svg")], true), (["icon": .string("https://x/%zz")], false),
      (["display_name": .string(String(repeating: "x", count: 64))], true),
      (["display_name": .string(String(repeating: "x", count: 65))], false),
      (["group": .string(String(repeating: "x", count: 65))], false),
      (["tooltip": .string(String(repeating: "x", count: 2049))], false),
    ] as [(KeyedValues, Bool)])
  func `arguments of an application go together or not`(arguments: KeyedValues, isGood: Bool) async throws {
    var app = Self.app
    for (name, value) in arguments { app[name] = value }
    #expect(try await isRefused("coder_app", app) == !isGood)
  }

  @Test func `an application that is hidden needs no name`() async throws {
    var app = Self.app
    app["hidden"] = .bool(true)
    app["display_name"] = .string("Page")
    #expect(try await TestCoder().problems("coder_app", app).map(\.isWarning) == [true])
  }

  @Test func `an old application is found by its name`() async throws {
    let app: KeyedValues = [
      "agent_id": .string("a"), "name": .string("VS Code"), "relative_path": .bool(true),
    ]
    let coder = try await TestCoder()
    #expect(try await coder.problems("coder_app", app).map(\.isWarning) == [true, true])
    let object = try await coder.create("coder_app", app)
    #expect(object["slug"] == .string("vs-code"))
    #expect(try await coder.plan("coder_app", app, from: object).requiresReplace.isEmpty)
    #expect(try await isRefused("coder_app", ["agent_id": .string("a")]))
  }

  // MARK: coder_script, coder_env

  @Test(
    arguments: [
      (["run_on_start": Value.bool(true)], true), (["run_on_stop": .bool(true)], true), ([:], false),
      (["run_on_start": .bool(false)], false), (["run_on_start": .unknown(.bool)], true),
      (["run_on_stop": .bool(true), "start_blocks_login": .bool(true)], false),
      (["run_on_start": .bool(true), "start_blocks_login": .bool(true)], true),
      (["run_on_start": .bool(true), "timeout": .number(0)], false),
      (["run_on_start": .bool(true), "timeout": .number(1)], true),
      (["cron": .string("0 */5 * * * *")], true), (["cron": .string("")], false),
      (["cron": .string("often")], false),
    ] as [(KeyedValues, Bool)])
  func `a script has an occasion to run`(arguments: KeyedValues, isGood: Bool) async throws {
    var script = arguments
    for (name, value) in ["agent_id": "a", "display_name": "S", "script": "true"] {
      script[name] = .string(value)
    }
    #expect(try await isRefused("coder_script", script) == !isGood)
  }

  @Test(arguments: [("0 */5 * * * *", 1), ("*/5 * * * *", 2)])
  func `a schedule is warned of`(cron: String, warnings: Int) async throws {
    let script: KeyedValues = [
      "agent_id": .string("a"), "display_name": .string("S"), "script": .string("true"),
      "cron": .string(cron),
    ]
    #expect(
      try await TestCoder().problems("coder_script", script).map(\.isWarning)
        == Array(repeating: true, count: warnings))
  }

  @Test(arguments: [
    ("A_1", "append", true), ("1A", "replace", false), ("A-B", "replace", false), ("A", "merge", false),
  ])
  func `a variable has a name that shells take`(name: String, strategy: String, isGood: Bool) async throws {
    let env: KeyedValues = [
      "agent_id": .string("a"), "name": .string(name), "value": .string(""),
      "merge_strategy": .string(strategy),
    ]
    #expect(try await isRefused("coder_env", env) == !isGood)
  }

  // MARK: coder_metadata

  private func metadata(_ items: (String, Value)...) -> KeyedValues {
    let item = MetadataResource.schema.schema.block.blocks["item"]?.block ?? BlockSchema()
    return [
      "resource_id": .string("r"),
      "item": .list(
        items.map { item.config(["key": .string($0.0), "value": $0.1]) }, of: item.impliedType),
    ]
  }

  @Test func `a fact without a value is an empty one that says so`() async throws {
    let coder = try await TestCoder()
    let arguments = metadata(("image", .string("busybox")), ("cost", .null(.string)))
    let object = try await coder.create("coder_metadata", arguments)
    let items = object["item"]?.elements?.compactMap(\.keyedElements) ?? []
    #expect(items.map { $0["value"] } == [.string("busybox"), .string("")])
    #expect(items.map { $0["is_null"] } == [.bool(false), .bool(true)])
    let plan = try await coder.plan("coder_metadata", arguments, from: object)
    #expect(plan.planned == .object(object))
    #expect(plan.requiresReplace.isEmpty)
  }

  @Test func `a fact that changes, appears or loses its value makes new metadata`() async throws {
    let coder = try await TestCoder()
    let object = try await coder.create("coder_metadata", metadata(("a", .string("1"))))
    for changed in [
      metadata(("a", .string("2"))), metadata(("a", .null(.string))), metadata(),
      metadata(("a", .string("1")), ("b", .string("1"))),
    ] {
      #expect(
        try await coder.plan("coder_metadata", changed, from: object).requiresReplace == [
          AttributePath("item")
        ])
    }
  }

  @Test func `a fact not known yet is planned as such`() async throws {
    let planned = try await TestCoder().plan("coder_metadata", metadata(("a", .unknown(.string)))).planned
    let item = planned.keyedElements?["item"]?.elements?.first?.keyedElements
    #expect(item?["value"] == .unknown(.string))
    #expect(item?["is_null"] == .unknown(.bool))
  }

  @Test func `facts are told apart by their keys`() async throws {
    #expect(try await isRefused("coder_metadata", metadata(("a", .string("1")), ("a", .string("2")))))
    #expect(try await !isRefused("coder_metadata", metadata(("a", .unknown(.string)), ("b", .null(.string)))))
  }

  // MARK: coder_ai_task, coder_workspace_preset

  @Test func `a task's application is named either way`() async throws {
    let id = Value.string("2b38cee7-3e3a-4e7d-9b1c-0c6b6d1fcf00")
    let coder = try await TestCoder(["CODER_TASK_PROMPT": "Fix it."])
    let named = try await coder.create("coder_ai_task", ["app_id": id])
    #expect(named["prompt"] == .string("Fix it."))
    #expect(named["enabled"] == .bool(false))
    let sidebar = try await coder.create(
      "coder_ai_task", ["sidebar_app": .blocks(["id": id], of: "coder_ai_task", "sidebar_app")])
    #expect(sidebar["app_id"] == id)
    #expect(try await isRefused("coder_ai_task", [:]))
    #expect(try await isRefused("coder_ai_task", ["app_id": .string("page")]))
    #expect(try await !isRefused("coder_ai_task", ["app_id": .unknown(.string)]))
  }

  @Test(arguments: [
    (["* 8-18 * * 1-5"], 3600, true), (["* 8-18 * * 1-5", "* 8 * * 6"], 0, true),
    (["* 8-18 * * 1-5", "* 9 * * 1"], 0, false),
    (["0 8 * * *"], 0, false), (["* 8 * *"], 0, false), (["* 8 * * *"], 60, false),
  ])
  func `a preset's schedules are whole hours that do not overlap`(
    crons: [String], ttl: Int, isGood: Bool
  ) async throws {
    let prebuilds = WorkspacePresetDataSource.schema.schema.block.blocks["prebuilds"]?.block ?? BlockSchema()
    let scheduling = prebuilds.blocks["scheduling"]?.block ?? BlockSchema()
    let schedule = scheduling.blocks["schedule"]?.block ?? BlockSchema()
    let expiration = prebuilds.blocks["expiration_policy"]?.block ?? BlockSchema()
    let schedules = crons.map { schedule.config(["cron": .string($0), "instances": .number(1)]) }
    let times = scheduling.config([
      "timezone": .string("Europe/Paris"), "schedule": .list(schedules, of: schedule.impliedType),
    ])
    let block = prebuilds.config([
      "instances": .number(1), "scheduling": .list([times], of: scheduling.impliedType),
      "expiration_policy": .set([expiration.config(["ttl": .number(ttl)])], of: expiration.impliedType),
    ])
    let preset: KeyedValues = ["name": .string("p"), "prebuilds": .set([block], of: prebuilds.impliedType)]
    let problems = try await TestCoder().problems("coder_workspace_preset", preset, kind: .data)
    #expect(problems.isEmpty == isGood)
  }
}
