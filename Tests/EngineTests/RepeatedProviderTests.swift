import Diagnostics
import Engine
import Testing

/// Provider blocks with `for_each`, and which of their configurations serves what.
struct RepeatedProviderTests {
  private let bench = Workbench()

  private static func files(_ regions: String, _ wanted: String) -> [String: String] {
    [
      "main.tf": """
      provider "test" {
        alias    = "by"
        for_each = toset(\(regions))
        region   = each.key
      }
      resource "test_thing" "own" {
        for_each = toset(\(wanted))
        provider = test.by[each.key]
        name     = "own ${each.key}"
      }
      module "box" {
        source    = "./box"
        for_each  = toset(\(wanted))
        name      = each.key
        providers = { test = test.by[each.key] }
      }
      """,
      "box/main.tf": """
      variable "name" {}
      resource "test_thing" "it" { name = "box ${var.name}" }
      """,
    ]
  }

  @Test func `every instance is served by the configuration of its key`() async throws {
    let files = Self.files(#"["eu", "us", "idle"]"#, #"["eu", "us"]"#)
    let plan = try await bench.plan(files)
    let providers = Dictionary(
      uniqueKeysWithValues: plan.changes.map { ("\($0.address)", "\($0.provider)") })
    #expect(providers["test_thing.own[\"eu\"]"]?.hasSuffix(#".by["eu"]"#) == true)
    #expect(providers["module.box[\"us\"].test_thing.it"]?.hasSuffix(#".by["us"]"#) == true)
    bench.world.clearLog()
    try await bench.apply(files)
    #expect(bench.world.names == ["own eu", "own us", "box eu", "box us"])
    #expect(Set(bench.world.log.filter { $0.hasPrefix("configure") }) == ["configure eu", "configure us"])
    #expect(try await bench.plan(files).isEmpty)
  }

  @Test func `an object is deleted by the configuration that made it`() async throws {
    try await bench.apply(Self.files(#"["eu", "us"]"#, #"["eu", "us"]"#))
    bench.world.clearLog()
    let outcome = try await bench.apply(Self.files(#"["eu", "us"]"#, "[]"))
    #expect(outcome.diagnostics.isEmpty)
    #expect(bench.world.names.isEmpty)
    #expect(bench.world.log.contains("configure us"))
  }

  @Test func `a configuration that is still needed cannot be taken away`() async throws {
    try await bench.apply(Self.files(#"["eu", "us"]"#, #"["eu", "us"]"#))
    do {
      _ = try await bench.plan(Self.files(#"["eu"]"#, #"["eu"]"#))
      Issue.record("The plan was made.")
    } catch let error as DiagnosticsError {
      #expect(Set(error.diagnostics.map(\.code)) == ["provider-invalid"])
      #expect(error.diagnostics.allSatisfy { $0.detail.contains(#".by["us"]"#) })
    }
  }

  @Test func `configurations come through saved plans`() async throws {
    let text = """
      provider "test" {
        alias    = "by"
        for_each = { eu = "far" }
        region   = each.value
      }
      resource "test_thing" "a" {
        provider = test.by["eu"]
        name     = "a"
      }
      """
    let saved = try await bench.savedPlan(text)
    bench.world.clearLog()
    try await bench.apply(saved)
    #expect(bench.world.log == ["configure far", "create a"])
  }
}
