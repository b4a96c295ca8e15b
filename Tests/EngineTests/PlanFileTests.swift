import Addresses
import Engine
import StateStorage
import Testing
import Values

/// Plans that are saved and carried out later.
struct PlanFileTests {
  private let bench = Workbench()

  private let rich = """
    variable "size" { default = 3 }
    variable "password" {
      default   = "hunter2"
      sensitive = true
    }
    locals { names = toset([for i in range(var.size) : "n${i}"]) }
    resource "test_thing" "base" {
      name   = "base"
      secret = var.password
    }
    resource "test_thing" "many" {
      for_each = local.names
      name     = each.key
      peers    = [test_thing.base.id]
    }
    output "ids" { value = { for name, thing in test_thing.many : name => thing.id } }
    output "password" {
      value     = var.password
      sensitive = true
    }
    """

  @Test func `a plan does the same from a file as at once`() async throws {
    let saved = try await bench.savedPlan(rich)
    #expect(saved.file.plan.changes.map(\.address) == saved.original.changes.map(\.address))
    #expect(saved.file.plan.changes.map(\.planned) == saved.original.changes.map(\.planned))
    let outcome = try await bench.apply(saved)
    #expect(outcome.diagnostics.isEmpty)
    let other = Workbench()
    try await other.apply(rich)
    #expect(Set(bench.world.log) == Set(other.world.log))
    // Which of the many gets which id depends on who comes first.
    let ids = await bench.state.outputs["ids"]?.value.keyedElements
    #expect(ids?.keys == ["n0", "n1", "n2"])
    #expect(Set(ids?.values ?? []).count == 3)
    #expect(await bench.state.outputs["password"] == (await other.state.outputs["password"]))
    #expect(try await bench.plan(rich).isEmpty)
  }

  @Test func `replacements and deletions are saved too`() async throws {
    try await bench.apply(rich)
    bench.world.clearLog()
    let changed = rich.replacing("default = 3", with: "default = 1")
      .replacing(#"name   = "base""#, with: "name   = \"base\"\ncolour = \"red\"")
    try await bench.apply(try await bench.savedPlan(changed))
    #expect(bench.world.log.contains("delete base"))
    #expect(bench.world.log.contains("create base"))
    #expect(bench.world.log.contains("delete n2"))
    #expect(try await bench.plan(changed).isEmpty)
  }

  @Test func `what planning found changed is recorded`() async throws {
    try await bench.apply(rich)
    bench.options.mode = .refreshOnly
    let saved = try await bench.savedPlan(rich)
    #expect(saved.file.plan.mode == .refreshOnly)
    #expect(saved.file.plan.isEmpty)
  }

  @Test func `a plan of another version is refused`() async throws {
    let saved = try await bench.savedPlan(rich)
    let newer = String(decoding: saved.content, as: UTF8.self).replacing("rcw-plan 3 ", with: "rcw-plan 9 ")
    let error = await #expect(throws: PlanFileError.self) { try await saved.read(Array(newer.utf8)) }
    #expect(error?.code == .otherVersion)
  }

  @Test func `no changed or missing byte goes unnoticed`() async throws {
    let saved = try await bench.savedPlan(#"resource "test_thing" "a" { name = "a" }"#)
    for index in saved.content.indices {
      var damaged = saved.content
      damaged[index] ^= 1
      await #expect(throws: PlanFileError.self, "byte \(index)") { try await saved.read(damaged) }
      let cut = Array(saved.content.prefix(index))
      await #expect(throws: PlanFileError.self, "cut at \(index)") { try await saved.read(cut) }
    }
  }

  @Test func `the digest follows the content of a configuration and not its place`() async throws {
    let digests = [
      try await bench.savedPlan(rich).file.details.configDigest,
      try await bench.savedPlan(rich).file.details.configDigest,
      try await bench.savedPlan(rich + "\n").file.details.configDigest,
    ]
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }
}
