import Addresses
import Diagnostics
import Engine
import Language
import StateStorage
import Testing
import Values

/// `check` blocks, and what becomes of the outcomes of all conditions.
struct CheckBlockTests {
  private let bench = Workbench()

  private let thing = "resource \"test_thing\" \"a\" { name = \"a\" }\n"

  private func check(_ condition: String, data: String = "") -> String {
    "check \"c\" {\n\(data)\n assert {\n condition = \(condition)\n error_message = \"Not so.\"\n }\n}\n"
  }

  private var recorded: JSON {
    get async { await bench.state.checkResults }
  }

  @Test func `a failed check is a warning, and is recorded`() async throws {
    let text = thing + check("test_thing.a.name == \"b\"")
    let plan = try await bench.plan(text)
    #expect(plan.warnings.map(\.code) == ["check-failed"])
    let outcome = try await bench.apply(text)
    #expect(outcome.diagnostics.map(\.code) == ["check-failed"])
    #expect(bench.world.names == ["a"])
    let block = await recorded.elements?.first
    #expect(block?["config_addr"] == "check.c")
    #expect(block?["objects"]?.elements?.first?["failure_messages"] == ["Not so."])
  }

  @Test func `what is known after apply is checked then`() async throws {
    let text = thing + check("test_thing.a.id == \"x\"")
    #expect(try await bench.plan(text).warnings.map(\.code) == ["check-undecided"])
    #expect(try await bench.apply(text).diagnostics.map(\.code) == ["check-failed"])
  }

  @Test func `the data source of a check is read after the changes it is about`() async throws {
    let data = "data \"test_thing\" \"d\" { name = \"a\" }"
    let text = thing + check("data.test_thing.d.name == test_thing.a.name", data: data)
    let plan = try await bench.plan(text)
    #expect(plan.warnings.map(\.severity) == [.warning])
    #expect(plan.changes.first { $0.action == .read }?.reason == .belongsToCheck)
    #expect(try await bench.apply(text).diagnostics.isEmpty)
    #expect(await recorded.elements?.first?["status"] == "pass")
    #expect(try await bench.plan(text).isEmpty)
  }

  @Test func `a data source that fails fails only its check`() async throws {
    let data = "data \"test_thing\" \"d\" { name = \"nowhere\" }"
    let text = thing + check("data.test_thing.d.name == \"x\"", data: data)
    let outcome = try await bench.apply(text)
    #expect(!outcome.diagnostics.isEmpty && !outcome.diagnostics.hasErrors)
    #expect(bench.world.names == ["a"])
    #expect(await recorded.elements?.first?["status"] == "fail")
  }

  @Test func `a saved plan knows what was checked`() async throws {
    let saved = try await bench.savedPlan(thing + check("test_thing.a.name == \"b\""))
    #expect(saved.file.plan.checks == saved.original.checks)
    try await bench.apply(saved)
    #expect(await recorded.elements?.count == 1)
  }

  @Test func `conditions of resources, outputs and variables are told with checks`() async throws {
    let text = """
      variable "v" {
        default = 1
        validation {
          condition     = var.v < 3
          error_message = "big"
        }
      }
      resource "test_thing" "a" {
        count = 2
        name  = "a${count.index}"
        lifecycle {
          postcondition {
            condition     = self.serial != ""
            error_message = "no serial"
          }
        }
      }
      output "o" {
        value = 1
        precondition {
          condition     = var.v == 1
          error_message = "x"
        }
      }
      """
    let plan = try await bench.plan(text)
    #expect(
      plan.checks.outcomes.map(\.object) == ["output.o", "test_thing.a[0]", "test_thing.a[1]", "var.v"])
    #expect(plan.checks.outcomes.map(\.status) == [.passed, .undecided, .undecided, .passed])
    try await bench.apply(text)
    let report = CheckReport(record: await recorded)
    #expect(report.outcomes.map(\.status) == [.passed, .passed, .passed, .passed])
    #expect(report.record == (await recorded))
    #expect(
      report.document?.elements?.compactMap { $0["address"]?["kind"]?.asString } == [
        "output_value", "resource", "var",
      ])
  }

  @Test func `nothing checked is recorded after a destroy`() async throws {
    let text = thing + check("test_thing.a.name == \"a\"")
    try await bench.apply(text)
    bench.options.mode = .destroy
    try await bench.apply(text)
    #expect(await recorded == .null)
  }
}
