import Addresses
import Diagnostics
import Engine
import Testing

/// Which actions are done, when, and with what.
struct ActionTests {
  private let bench = Workbench()

  private static let text = """
    variable "size" { default = 1 }
    resource "test_thing" "a" {
      name = "a"
      size = var.size
      lifecycle {
        action_trigger {
          events  = [before_create, before_update]
          actions = [action.test_bell.before]
        }
        action_trigger {
          events    = [after_create]
          condition = test_thing.a.id == "thing-1"
          actions   = [action.test_bell.after["x"], action.test_bell.after["y"]]
        }
      }
    }
    action "test_bell" "before" {
      config { text = "before ${var.size}" }
    }
    action "test_bell" "after" {
      for_each = { x = 1, y = test_thing.a.id }
      config { text = "${each.key} ${each.value} ${test_thing.a.id}" }
    }
    action "test_bell" "alone" {
      config { text = "alone" }
    }
    """

  @Test func `actions come before and after the change that triggers them, in their order`() async throws {
    let outcome = try await bench.apply(Self.text)
    #expect(outcome.diagnostics.isEmpty)
    #expect(
      bench.world.log == ["ring before 1", "create a", "ring x 1 thing-1", "ring y thing-1 thing-1"])
    bench.world.clearLog()
    bench.variables = ["size": "2"]
    try await bench.apply(Self.text)
    #expect(bench.world.log == ["ring before 2", "update a"])
    bench.world.clearLog()
    #expect(try await bench.plan(Self.text).isEmpty)
  }

  @Test func `a condition is decided when it can be, and then it counts`() async throws {
    try await bench.apply(#"resource "test_thing" "other" { name = "other" }"#)
    bench.world.clearLog()
    let text = Self.text + "\nresource \"test_thing\" \"other\" { name = \"other\" }\n"
    let plan = try await bench.plan(text)
    #expect(plan.invocations.map(\.isConditional) == [false, true, true])
    try await bench.apply(text)
    #expect(bench.world.log == ["ring before 1", "create a"])
  }

  @Test func `a change whose action fails before it is not made`() async throws {
    bench.world.fail("ring before 1")
    let outcome = try await bench.apply(Self.text)
    #expect(outcome.diagnostics.map(\.severity) == [.error])
    #expect(outcome.skipped == 3)
    #expect(bench.world.names.isEmpty)
  }

  @Test func `a change whose action fails after it stays`() async throws {
    bench.world.fail("ring x 1 thing-1")
    let outcome = try await bench.apply(Self.text)
    #expect(outcome.diagnostics.map(\.severity) == [.error])
    #expect(bench.world.log == ["ring before 1", "create a"])
    bench.world.heal()
    #expect(try await bench.plan(Self.text).isEmpty)
  }

  @Test func `an action that is asked for is done, and nothing else`() async throws {
    bench.options.invoking = [try #require(ResourceInstanceAddress("action.test_bell.alone"))]
    bench.options.mode = .refreshOnly
    let plan = try await bench.plan(Self.text)
    #expect(plan.changes.isEmpty)
    try await bench.apply(Self.text)
    #expect(bench.world.log == ["ring alone"])
    bench.options.invoking = [try #require(ResourceInstanceAddress("action.test_bell.gone"))]
    #expect(await bench.errors(Self.text) == ["unknown-action"])
  }

  @Test func `actions stand in saved plans`() async throws {
    let saved = try await bench.savedPlan(Self.text)
    #expect(saved.file.plan.invocations.map(\.description) == saved.original.invocations.map(\.description))
    try await bench.apply(saved)
    #expect(bench.world.log.count == 4)
  }

  @Test func `what a provider has against an action is said before anything is done`() async {
    let text = """
      resource "test_thing" "a" {
        name = "a"
        lifecycle {
          action_trigger {
            events  = [after_create]
            actions = [action.test_bell.silent]
          }
        }
      }
      action "test_bell" "silent" {
        config { text = "" }
      }
      """
    #expect(await bench.errors(text) == ["provider"])
  }

  @Test func `targets bring the actions that they trigger`() async throws {
    bench.options.targets = [.resource(try #require(ResourceInstanceAddress("test_thing.a")))]
    try await bench.apply(Self.text)
    #expect(bench.world.log.count == 4)
  }

  @Test func `an action before a change cannot need what the change makes`() async {
    let text = """
      resource "test_thing" "a" {
        name = "a"
        lifecycle {
          action_trigger {
            events  = [before_create]
            actions = [action.test_bell.early]
          }
        }
      }
      action "test_bell" "early" {
        config { text = test_thing.a.id }
      }
      """
    #expect(await bench.errors(text) == ["dependency-cycle"])
  }
}
