import Addresses
import Diagnostics
import Engine
import StateStorage
import Testing
import Values

/// What `-target` and `-replace` select.
struct SelectionTests {
  private let bench = Workbench()
  private let text = """
    resource "test_thing" "a" { name = "a" }
    resource "test_thing" "b" {
      name  = "b"
      peers = [test_thing.a.id]
    }
    resource "test_thing" "c" { name = "c" }
    output "a" { value = test_thing.a.name }
    output "both" { value = "${test_thing.a.name}${test_thing.c.name}" }
    output "none" { value = "x" }
    """

  private func target(_ address: String) throws -> Target {
    .resource(try #require(ResourceInstanceAddress(address)))
  }

  private func outputs() async throws -> [String: Action] {
    let changes = try await bench.plan(text).outputs.filter { $0.action != .noOp }
    return Dictionary(uniqueKeysWithValues: changes.map { ($0.name, $0.action) })
  }

  @Test func `an output of nothing but targets comes along`() async throws {
    bench.options.targets = [try target("test_thing.a")]
    #expect(try await outputs() == ["a": .create])
    bench.options.targets.append(try target("test_thing.c"))
    #expect(try await outputs() == ["a": .create, "both": .create])
  }

  @Test func `destroying a target takes what depends on it, and its outputs only`() async throws {
    try await bench.apply(text)
    bench.options.mode = .destroy
    bench.options.targets = [try target("test_thing.b")]
    #expect(try await outputs().isEmpty)
    bench.options.targets = [try target("test_thing.a")]
    #expect(try await outputs() == ["a": .delete])
    #expect(try await bench.actions(text) == ["test_thing.a": .delete, "test_thing.b": .delete])
    try await bench.apply(text)
    #expect(await bench.state.outputs.keys.sorted() == ["both", "none"])
  }

  @Test func `what is excluded is left as it is, and with it what depends on it`() async throws {
    bench.options.excluded = [try target("test_thing.a")]
    #expect(try await bench.actions(text) == ["test_thing.c": .create])
    #expect(try await outputs() == ["none": .create])
    bench.options.excluded = [try target("test_thing.b")]
    #expect(try await bench.actions(text) == ["test_thing.a": .create, "test_thing.c": .create])
    #expect(try await bench.plan(text).warnings.map(\.code) == ["exclusion"])
    bench.options.excluded = [try target("test_thing.nope")]
    #expect(try await bench.plan(text).warnings.map(\.code) == ["exclusion", "unknown-address"])
  }

  @Test func `of what an excluded object needs nothing is destroyed`() async throws {
    try await bench.apply(text)
    bench.options.mode = .destroy
    bench.options.excluded = [try target("test_thing.b")]
    #expect(try await bench.actions(text) == ["test_thing.c": .delete])
    bench.options.excluded = [try target("test_thing.a")]
    #expect(try await bench.actions(text) == ["test_thing.b": .delete, "test_thing.c": .delete])
    try await bench.apply(text)
    #expect(bench.world.names == ["a"])
    #expect(await bench.state.outputs.keys.sorted() == ["a", "both"])
  }

  @Test func `one instance can be excluded, or be the only target`() async throws {
    let text = { (size: Int) in
      """
      resource "test_thing" "a" {
        count = 2
        name  = "a${count.index}"
        size  = \(size)
      }
      """
    }
    try await bench.apply(text(1))
    bench.options.excluded = [try target("test_thing.a[0]")]
    #expect(try await bench.actions(text(2)) == ["test_thing.a[1]": .update])
    bench.options.excluded = []
    bench.options.targets = [try target("test_thing.a[0]")]
    #expect(try await bench.actions(text(2)) == ["test_thing.a[0]": .update])
  }

  @Test func `targeting is warned of, and so are names of nothing`() async throws {
    bench.options.targets = [try target("test_thing.a")]
    #expect(try await bench.plan(text).warnings.map(\.code) == ["targeting"])
    bench.options.targets = [try target("test_thing.nope")]
    bench.options.replacing = [try #require(ResourceInstanceAddress("test_thing.neither"))]
    #expect(
      try await bench.plan(text).warnings.map(\.code) == ["targeting", "unknown-address", "unknown-address"])
  }

  @Test func `what is only recorded can be a target`() async throws {
    try await bench.apply(text)
    bench.options.targets = [try target("test_thing.c")]
    let rest = #"resource "test_thing" "a" { name = "a" }"#
    #expect(try await bench.plan(rest).warnings.map(\.code) == ["targeting"])
    #expect(try await bench.actions(rest) == ["test_thing.c": .delete])
  }
}
