import Addresses
import Diagnostics
import Engine
import StateStorage
import Testing
import Values

/// Objects that exist already and are taken over.
struct ImportTests {
  private let bench = Workbench()
  private let new = ResourceInstanceAddress(.root, ResourceName(.managed, "test_thing", "new"))

  /// Makes a thing that no state knows.
  private func makeStranger() async throws {
    try await bench.apply(#"resource "test_thing" "old" { name = "a" }"#)
    await bench.session.write(StateSnapshot(lineage: "test"))
    bench.world.clearLog()
    bench.options.imports = [new: .id("thing-1")]
  }

  @Test func `what is as the configuration says is only recorded`() async throws {
    try await makeStranger()
    let text = #"resource "test_thing" "new" { name = "a" }"#
    let plan = try await bench.plan(text)
    #expect(plan.changes.map(\.importing) == [.id("thing-1")])
    #expect(ChangeSummary(plan.changes).imports == 1)
    #expect(!plan.isEmpty)
    try await bench.apply(text)
    #expect(bench.world.log == [])
    #expect(await bench.state.instance(at: new)?.current?.attributes["id"] == "thing-1")
    #expect(try await bench.plan(text).isEmpty)
  }

  @Test func `what differs is changed in the same apply`() async throws {
    try await makeStranger()
    try await bench.apply(#"resource "test_thing" "new" { name = "b" }"#)
    #expect(bench.world.log == ["update b"])
    #expect(bench.world.names == ["b"])
  }

  @Test func `what has to be replaced is deleted first`() async throws {
    try await makeStranger()
    try await bench.apply("resource \"test_thing\" \"new\" {\n name = \"a\"\n colour = \"red\"\n}")
    #expect(bench.world.log == ["delete a", "create a"])
  }

  @Test func `refreshing alone records and changes nothing`() async throws {
    try await makeStranger()
    bench.options.mode = .refreshOnly
    try await bench.apply(#"resource "test_thing" "new" { name = "z" }"#)
    #expect(bench.world.log == [])
    #expect(await bench.state.instance(at: new)?.current?.attributes["name"] == "a")
  }

  @Test func `what does not exist cannot be imported`() async throws {
    bench.options.imports = [new: .id("thing-9")]
    #expect(await bench.errors(#"resource "test_thing" "new" { name = "a" }"#) == ["nothing-to-import"])
  }
}
