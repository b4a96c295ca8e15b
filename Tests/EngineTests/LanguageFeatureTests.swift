import Diagnostics
import Engine
import StateStorage
import Testing
import Values

/// How the features of the language show in plans.
struct LanguageFeatureTests {
  private let bench = Workbench()

  @Test func `count makes members, and a smaller count deletes the last`() async throws {
    func things(_ count: Int) -> String {
      """
      resource "test_thing" "a" {
        count = \(count)
        name  = "a${count.index}"
      }
      """
    }
    try await bench.apply(things(3))
    #expect(bench.world.names == ["a0", "a1", "a2"])
    let plan = try await bench.plan(things(2))
    let deleted = plan.changes.filter { $0.action == .delete }
    #expect(deleted.map { "\($0.address)" } == ["test_thing.a[2]"])
    #expect(deleted.first?.reason == .countIndex)
  }

  @Test func `for_each makes a member for each key`() async throws {
    try await bench.apply(
      """
      resource "test_thing" "a" {
        for_each = toset(["x", "y"])
        name     = each.key
      }
      output "ids" { value = { for key, thing in test_thing.a : key => thing.name } }
      """)
    #expect(bench.world.names == ["x", "y"])
    #expect(await bench.state.outputs["ids"]?.value == .object(["x": .string("x"), "y": .string("y")]))
  }

  @Test func `modules are planned for each of their instances`() async throws {
    let files = [
      "main.tf": """
      module "box" {
        source = "./box"
        for_each = { left = 1, right = 2 }
        name   = each.key
        size   = each.value
      }
      output "names" { value = [for key, box in module.box : box.name] }
      """,
      "box/main.tf": """
      variable "name" { type = string }
      variable "size" { type = number }
      locals { full = "box-${var.name}" }
      resource "test_thing" "it" {
        name = local.full
        size = var.size
      }
      output "name" { value = test_thing.it.name }
      """,
    ]
    let outcome = try await bench.apply(files)
    #expect(outcome.diagnostics.isEmpty)
    #expect(bench.world.names == ["box-left", "box-right"])
    #expect(await bench.state.outputs["names"]?.value == .tuple([.string("box-left"), .string("box-right")]))
    #expect(try await bench.plan(files).isEmpty)
  }

  @Test func `data sources are read when planning, or when applying where they must wait`() async throws {
    try await bench.apply(#"resource "test_thing" "old" { name = "old" }"#)
    let text = """
      resource "test_thing" "old" { name = "old" }
      resource "test_thing" "new" { name = "new" }
      data "test_thing" "now" { name = "old" }
      data "test_thing" "later" {
        name = test_thing.new.name
        depends_on = [test_thing.new]
      }
      output "now" { value = data.test_thing.now.id }
      output "later" { value = data.test_thing.later.id }
      """
    let plan = try await bench.plan(text)
    #expect(plan.changes.first { $0.action == .read }?.reason == .dependencyIsPending)
    let outcome = try await bench.apply(text)
    #expect(outcome.diagnostics.isEmpty)
    #expect(outcome.state.outputs["now"]?.value == .string("thing-1"))
    #expect(outcome.state.outputs["later"]?.value == .string("thing-2"))
  }

  @Test(arguments: [
    ("all", [String: Action]()), ("[size]", ["test_thing.a": .update]), ("[size, name]", [:]),
  ])
  func `ignore_changes leaves differences alone`(ignored: String, expected: [String: Action]) async throws {
    func thing(_ name: String, _ size: Int) -> String {
      """
      resource "test_thing" "a" {
        name = "\(name)"
        size = \(size)
        lifecycle { ignore_changes = \(ignored) }
      }
      """
    }
    try await bench.apply(thing("a", 1))
    #expect(try await bench.actions(thing("b", 2)) == expected)
  }

  @Test func `one key of a map can be ignored`() async throws {
    func thing(_ owner: String, _ team: String) -> String {
      """
      resource "test_thing" "a" {
        name   = "a"
        labels = { owner = "\(owner)", team = "\(team)" }
        lifecycle { ignore_changes = [labels["owner"]] }
      }
      """
    }
    try await bench.apply(thing("x", "t"))
    #expect(try await bench.actions(thing("y", "t")).isEmpty)
    #expect(try await bench.actions(thing("y", "u")) == ["test_thing.a": .update])
  }

  @Test func `prevent_destroy refuses a plan that deletes`() async throws {
    let text = """
      resource "test_thing" "a" {
        name = "a"
        lifecycle { prevent_destroy = true }
      }
      """
    try await bench.apply(text)
    bench.options.mode = .destroy
    #expect(await bench.errors(text) == ["prevent-destroy"])
  }

  @Test func `replace_triggered_by replaces with what it names`() async throws {
    func things(_ size: Int) -> String {
      """
      resource "test_thing" "a" {
        name = "a"
        size = \(size)
      }
      resource "test_thing" "b" {
        name = "b"
        lifecycle { replace_triggered_by = [test_thing.a.size] }
      }
      """
    }
    try await bench.apply(things(1))
    #expect(
      try await bench.actions(things(2)) == ["test_thing.a": .update, "test_thing.b": .deleteThenCreate])
  }

  @Test func `a sensitive value stays marked into the state and is refused in a plain output`() async throws {
    let text = """
      variable "token" {
        type      = string
        sensitive = true
      }
      resource "test_thing" "a" {
        name   = "a"
        labels = { token = var.token }
      }
      """
    bench.variables = ["token": "hush"]
    try await bench.apply(text)
    let paths = await bench.state.resources.values.first?.instances.values.first?.current?.sensitivePaths
    #expect(paths?.contains { "\($0)".hasPrefix("labels") } == true)
    #expect(await bench.errors(text + "\n" + #"output "t" { value = var.token }"#) == ["sensitive-output"])
  }

  @Test func `what is not enabled is null and has no object`() async throws {
    func files(_ isEnabled: Bool) -> [String: String] {
      [
        "main.tf": """
        locals { on = \(isEnabled) }
        resource "test_thing" "a" {
          name = "a"
          lifecycle { enabled = local.on }
        }
        module "box" {
          source = "./box"
          lifecycle { enabled = local.on }
        }
        output "name" { value = local.on ? test_thing.a.name : "none" }
        output "isNull" { value = [test_thing.a == null, module.box == null] }
        """,
        "box/main.tf": """
        resource "test_thing" "b" { name = "b" }
        output "name" { value = test_thing.b.name }
        """,
      ]
    }
    try await bench.apply(files(true))
    #expect(bench.world.names == ["a", "b"])
    let plan = try await bench.plan(files(false))
    let deleted = plan.changes.filter { $0.action == .delete }
    #expect(deleted.map(\.reason) == [.isDisabled, .moduleIsGone])
    try await bench.apply(files(false))
    #expect(bench.world.names.isEmpty)
    #expect(await bench.state.outputs["name"]?.value == .string("none"))
    #expect(await bench.state.outputs["isNull"]?.value == .tuple([.bool(true), .bool(true)]))
  }

  @Test func `files in JSON and overrides make one configuration with the others`() async throws {
    let files = [
      "main.tf": """
      resource "test_thing" "a" {
        name   = "a"
        size   = 1
        colour = local.colour
      }
      locals { colour = "red" }
      """,
      "more.tf.json": """
      {
        "resource": { "test_thing": { "b": { "count": 2, "name": "b${count.index}-${test_thing.a.name}" } } },
        "output": { "names": { "value": "${test_thing.b[*].name}" } }
      }
      """,
      "override.tf": """
      resource "test_thing" "a" { size = 2 }
      locals { colour = "blue" }
      """,
    ]
    try await bench.apply(files)
    #expect(bench.world.names == ["a", "b0-a", "b1-a"])
    let plan = try await bench.plan(files)
    #expect(plan.isEmpty)
    let a = try #require(plan.changes.first { "\($0.address)" == "test_thing.a" }?.prior.keyedElements)
    #expect(a["size"] == .number(2))
    #expect(a["colour"] == .string("blue"))
    #expect(await bench.state.outputs["names"]?.value == .tuple([.string("b0-a"), .string("b1-a")]))
  }

  @Test func `a cycle is named from link to link`() async throws {
    let text = """
      resource "test_thing" "a" { name = test_thing.b.id }
      resource "test_thing" "b" { name = local.c }
      locals { c = test_thing.a.id }
      """
    do {
      _ = try await bench.plan(text)
      Issue.record("The cycle was not found.")
    } catch let error as DiagnosticsError {
      #expect(error.diagnostics.map(\.code) == ["dependency-cycle"])
      let detail = try #require(error.diagnostics.first?.detail)
      #expect(
        detail.contains("test_thing.a") && detail.contains("local.c") && detail.contains("test_thing.b"))
    }
  }

  @Test(arguments: [
    WrongText(#"resource "test_thingy" "a" { name = "a" }"#, "unknown-type"),
    WrongText(
      """
      resource "test_thing" "a" {
        count = test_thing.b.serial == "x" ? 1 : 2
        name  = "a"
      }
      resource "test_thing" "b" { name = "b" }
      """, "unknown-repetition"),
    WrongText(
      """
      resource "test_thing" "a" {
        count = -1
        name  = "a"
      }
      """, "invalid-count"),
    WrongText(
      """
      resource "test_thing" "a" {
        for_each = ["a"]
        name     = "a"
      }
      """, "invalid-for-each"),
  ])
  func `a wrong repetition or type is refused`(wrong: WrongText) async {
    #expect(await bench.errors(wrong.text) == [wrong.code])
  }

  @Test func `each has values that become known while applying`() async throws {
    let files = [
      "main.tf": """
      resource "test_thing" "first" { name = "first" }
      resource "test_thing" "each" {
        for_each = { a = test_thing.first.id }
        name     = each.key
        secret   = each.value
      }
      module "box" {
        source   = "./box"
        for_each = { m = test_thing.first.id }
        name     = each.key
        value    = each.value
      }
      """,
      "box/main.tf": """
      variable "name" {}
      variable "value" {}
      resource "test_thing" "it" {
        name   = var.name
        secret = var.value
      }
      """,
    ]
    try await bench.apply(files)
    let secrets = bench.world.things.values.compactMap { $0.keyedElements?["secret"]?.asString }
    #expect(secrets == ["thing-1", "thing-1"])
    #expect(try await bench.plan(files).isEmpty)
  }

  @Test func `functions of providers are there wherever they are called`() async throws {
    let files = [
      "main.tf": """
      terraform {
        required_providers {
          toy = { source = "hashicorp/test" }
        }
      }
      resource "test_thing" "a" {
        provider = toy
        name     = provider::toy::twice("a")
      }
      output "later" { value = provider::toy::twice(test_thing.a.id) }
      """
    ]
    try await bench.apply(files)
    #expect(bench.world.names == ["aa"])
    #expect(await bench.state.outputs["later"]?.value == .string("thing-1thing-1"))
    #expect(await bench.errors(#"output "x" { value = provider::toy::twice("a") }"#) == ["unknown-function"])
  }
}

/// A configuration with one mistake in it.
struct WrongText: Sendable {
  let text: String
  let code: Diagnostic.Code

  init(_ text: String, _ code: Diagnostic.Code) {
    self.text = text
    self.code = code
  }
}
