import Diagnostics
import Engine
import ProviderAPI
import Testing

/// What providers have for each other's objects comes to them.
struct DeliveryTests {
  private let bench = Workbench()

  private func template(_ text: String) -> String {
    """
    resource "mail_letter" "a" {
      name   = "letter"
      secret = "\(text)"
    }
    resource "test_thing" "box" {
      name   = "box"
      labels = { post = "to a" }
    }
    resource "test_thing" "other" { name = "other" }
    """
  }

  private func letter(_ name: String) -> String? { bench.world.letters[name]?.files.first?.content }

  @Test func `a delivery comes to the object that it is for`() async throws {
    let outcome = try await bench.apply(template("hello"))
    #expect(outcome.diagnostics.isEmpty)
    #expect(letter("box") == "hello")
    #expect(bench.world.letters.count == 1)
  }

  @Test func `a change comes to an object that stays as it is, and nothing comes twice`() async throws {
    try await bench.apply(template("hello"))
    bench.world.clearLog()
    try await bench.apply(template("hello"))
    #expect(bench.world.log == [])
    try await bench.apply(template("goodbye"))
    #expect(bench.world.log == ["update letter", "deliver box"])
    #expect(letter("box") == "goodbye")
  }

  @Test func `a delivery that fails is an error, and the next apply makes it though it changes nothing`()
    async throws
  {
    bench.world.fail("deliver box")
    let outcome = try await bench.apply(template("hello"))
    #expect(outcome.diagnostics.map(\.code) == ["provider-unavailable"])
    #expect(outcome.diagnostics.first?.address == "test_thing.box")
    #expect(outcome.diagnostics.first?.subject != nil)
    bench.world.heal()
    #expect(try await bench.plan(template("hello")).isEmpty)
    #expect(try await bench.apply(template("hello")).diagnostics.isEmpty)
    #expect(letter("box") == "hello")
  }

  @Test func `an object that is not ready is no failure`() async throws {
    bench.world.sleep(true)
    let outcome = try await bench.apply(template("hello"))
    #expect(outcome.diagnostics.map(\.severity) == [.warning])
    #expect(outcome.diagnostics.first?.detail.contains("It sleeps.") == true)
    bench.world.sleep(false)
    try await bench.apply(template("hello"))
    #expect(letter("box") == "hello")
  }

  @Test func `what could be made gets its delivery though something else failed`() async throws {
    bench.world.fail("create other")
    try await bench.apply(template("hello"))
    #expect(letter("box") == "hello")
  }

  @Test(arguments: [Plan.Mode.destroy, .refreshOnly])
  func `nothing is delivered where nothing is to be made`(mode: Plan.Mode) async throws {
    bench.world.sleep(true)
    try await bench.apply(template("hello"))
    bench.world.sleep(false)
    bench.options.mode = mode
    try await bench.apply(template("hello"))
    #expect(bench.world.letters.isEmpty)
  }
}
