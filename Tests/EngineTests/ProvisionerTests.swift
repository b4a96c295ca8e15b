import Addresses
import Diagnostics
import Engine
import ProviderAPI
import StateStorage
import Testing
import Values

/// Provisioners around the objects of a plan.
struct ProvisionerTests {
  private let bench = Workbench()

  private func thing(_ provisioners: String, colour: String = "red") -> String {
    "resource \"test_thing\" \"a\" {\n name = \"a\"\n colour = \"\(colour)\"\n\(provisioners)\n}\n"
  }

  private func note(_ text: String, _ more: String = "") -> String {
    "provisioner \"note\" {\n text = \(text)\n \(more)\n}\n"
  }

  @Test func `provisioners run once, after the object is made, and know it`() async throws {
    let text = thing(note("self.id") + note("\"second ${self.name}\""))
    try await bench.apply(text)
    #expect(bench.world.log == ["create a", "note thing-1", "note second a"])
    try await bench.apply(text.replacing("second", with: "other"))
    #expect(bench.world.log.count == 3)
  }

  @Test func `an object whose provisioner fails is replaced next time`() async throws {
    bench.world.fail("note x")
    let outcome = try await bench.apply(thing(note("\"x\"") + note("\"never\"")))
    #expect(outcome.diagnostics.map(\.code) == ["provisioner-failed"])
    #expect(bench.world.log == ["create a"])
    let address = try #require(ResourceInstanceAddress("test_thing.a"))
    #expect(await bench.state.instance(at: address)?.current?.isTainted == true)
    #expect(await bench.session.intents.isEmpty)
    bench.world.heal()
    try await bench.apply(thing(note("\"x\"")))
    #expect(bench.world.log == ["create a", "delete a", "create a", "note x"])
  }

  @Test func `a provisioner may be allowed to fail`() async throws {
    bench.world.fail("note x")
    let text = thing(note("\"x\"", "on_failure = continue") + note("\"then\""))
    let outcome = try await bench.apply(text)
    #expect(outcome.diagnostics.map(\.severity) == [.warning])
    #expect(bench.world.log == ["create a", "note then"])
    #expect(try await bench.plan(text).isEmpty)
  }

  @Test func `an object is there as long as a crash in its provisioner`() async throws {
    await bench.session.crash(after: 3)
    _ = try? await bench.apply(thing(note("self.id")))
    await bench.session.crash(after: nil)
    let address = try #require(ResourceInstanceAddress("test_thing.a"))
    #expect(await bench.state.instance(at: address)?.current?.isTainted == true)
    #expect(await bench.session.intents.isEmpty)
  }

  @Test func `provisioners for the end run before the deletion, and stop it`() async throws {
    let text = thing(note("\"bye ${self.id}\"", "when = destroy"))
    try await bench.apply(text)
    bench.world.fail("note bye thing-1")
    #expect(try await bench.apply(text.replacing("red", with: "blue")).diagnostics.hasErrors)
    #expect(bench.world.names == ["a"])
    bench.world.heal()
    bench.world.clearLog()
    bench.options.mode = .destroy
    try await bench.apply(text)
    #expect(bench.world.log == ["note bye thing-1", "delete a"])
  }

  @Test func `what is removed has provisioners for its end too`() async throws {
    try await bench.apply(thing(""))
    bench.world.clearLog()
    try await bench.apply(
      "removed {\n from = test_thing.a\n\(note("\"bye ${self.id}\"", "when = destroy"))}\n")
    #expect(bench.world.log == ["note bye thing-1", "delete a"])
  }

  @Test func `instances know which of them they are`() async throws {
    let text =
      "resource \"test_thing\" \"a\" {\n count = 2\n name = \"a${count.index}\"\n"
      + note("\"gone ${count.index}\"", "when = destroy") + "}\n"
    try await bench.apply(text)
    bench.world.clearLog()
    try await bench.apply(text.replacing("count = 2", with: "count = 1"))
    #expect(bench.world.log == ["note gone 1", "delete a1"])
  }
}
