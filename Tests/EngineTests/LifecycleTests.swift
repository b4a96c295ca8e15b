import Addresses
import Diagnostics
import Engine
import ProviderAPI
import StateStorage
import Testing
import Values

/// What plan and apply do with objects.
struct LifecycleTests {
  private let bench = Workbench()

  private let chain = """
    resource "test_thing" "a" { name = "a" }
    resource "test_thing" "b" {
      name  = "b"
      peers = [test_thing.a.id]
    }
    """

  @Test func `what the configuration wants is created in the order of its references`() async throws {
    let outcome = try await bench.apply(chain)
    #expect(outcome.diagnostics.isEmpty)
    #expect(bench.world.log == ["create a", "create b"])
    let b = await bench.state.instance(at: address("test_thing.b"))?.current
    #expect(b?.attributes["peers"] == ["thing-1"])
    #expect(b?.dependencies == [address("test_thing.a").configAddress])
  }

  @Test func `a second plan finds nothing to do`() async throws {
    try await bench.apply(chain)
    let plan = try await bench.plan(chain)
    #expect(plan.isEmpty)
    #expect(plan.drift.isEmpty)
  }

  @Test func `a changed argument is updated in place, or replaced where it must be`() async throws {
    try await bench.apply(#"resource "test_thing" "a" { name = "a" }"#)
    #expect(
      try await bench.actions(#"resource "test_thing" "a" { name = "z" }"#) == ["test_thing.a": .update])
    let replaced = """
      resource "test_thing" "a" {
        name   = "a"
        colour = "red"
      }
      """
    #expect(try await bench.actions(replaced) == ["test_thing.a": .deleteThenCreate])
  }

  @Test func `what is gone from the configuration is deleted after what depended on it`() async throws {
    try await bench.apply(chain)
    bench.world.clearLog()
    try await bench.apply("locals { nothing = 0 }")
    #expect(bench.world.log == ["delete b", "delete a"])
    #expect(await bench.state.isEmpty)
  }

  @Test func `destroy deletes everything, dependents first`() async throws {
    try await bench.apply(chain)
    bench.world.clearLog()
    bench.options.mode = .destroy
    try await bench.apply(chain)
    #expect(bench.world.log == ["delete b", "delete a"])
    #expect(bench.world.names.isEmpty)
  }

  @Test func `a replaced object takes its dependents down first and brings them up after`() async throws {
    func both(_ colour: String) -> String {
      """
      resource "test_thing" "a" {
        name   = "a"
        colour = "\(colour)"
      }
      resource "test_thing" "b" {
        name   = "b"
        colour = test_thing.a.id
      }
      """
    }
    try await bench.apply(both("red"))
    bench.world.clearLog()
    try await bench.apply(both("blue"))
    #expect(bench.world.log == ["delete b", "delete a", "create a", "create b"])
  }

  @Test func `create_before_destroy turns the order of a replacement round`() async throws {
    func thing(_ colour: String) -> String {
      """
      resource "test_thing" "a" {
        name   = "\(colour)"
        colour = "\(colour)"
        lifecycle { create_before_destroy = true }
      }
      """
    }
    try await bench.apply(thing("red"))
    bench.world.clearLog()
    let outcome = try await bench.apply(thing("blue"))
    #expect(outcome.diagnostics.isEmpty)
    #expect(bench.world.log == ["create blue", "delete red"])
    #expect(await bench.state.instance(at: address("test_thing.a"))?.deposed.isEmpty == true)
  }

  @Test func `what is replaced stays until what its successor needs has been made`() async throws {
    func chain(_ colour: String, _ more: String = "") -> String {
      """
      resource "test_thing" "image" {
        name   = "image-\(colour)"
        colour = "\(colour)"
        lifecycle { create_before_destroy = true }
      }
      resource "test_thing" "pushed" {
        name   = "pushed"
        colour = test_thing.image.id
      }
      resource "test_thing" "box" {
        name   = "box"
        colour = test_thing.pushed.id
      }
      """
    }
    try await bench.apply(chain("red"))
    bench.world.clearLog()
    bench.world.fail("create image-blue")
    try await bench.apply(chain("blue"))
    #expect(bench.world.log.isEmpty)
    #expect(bench.world.names == ["image-red", "pushed", "box"])
    bench.world.clearLog()
    try await bench.apply(chain("green"))
    #expect(
      bench.world.log == [
        "create image-green", "delete box", "delete pushed", "create pushed", "create box",
        "delete image-red",
      ])
  }

  @Test func `a failed replacement that creates first leaves the old object current`() async throws {
    func thing(_ colour: String) -> String {
      """
      resource "test_thing" "a" {
        name   = "\(colour)"
        colour = "\(colour)"
        lifecycle { create_before_destroy = true }
      }
      """
    }
    try await bench.apply(thing("red"))
    bench.world.fail("create blue")
    let outcome = try await bench.apply(thing("blue"))
    #expect(outcome.diagnostics.count == 1)
    let instance = await bench.state.instance(at: address("test_thing.a"))
    #expect(instance?.current?.attributes["name"] == "red")
    #expect(instance?.deposed.isEmpty == true)
  }

  @Test func `why a provider refuses a deletion is all that is told of it`() async throws {
    try await bench.apply(#"resource "test_thing" "a" { name = "red" }"#)
    bench.world.keep("red")
    #expect(await bench.errors("") == ["provider"])
  }

  @Test func `a provider may refuse to delete what a replacement left behind`() async throws {
    func thing(_ colour: String) -> String {
      """
      resource "test_thing" "a" {
        name   = "\(colour)"
        colour = "\(colour)"
        lifecycle { create_before_destroy = true }
      }
      """
    }
    try await bench.apply(thing("red"))
    bench.world.fail("delete red", .denied)
    try await bench.apply(thing("blue"))
    bench.world.heal()
    #expect(try await bench.actions(thing("blue")) == ["test_thing.a": .delete])
    bench.world.keep("red")
    #expect(await bench.errors(thing("blue")) == ["provider"])
  }

  @Test(arguments: ["", "lifecycle { create_before_destroy = true }"])
  func `a provider may refuse the deletion that is part of a replacement`(lifecycle: String) async throws {
    func thing(_ colour: String) -> String {
      "resource \"test_thing\" \"a\" {\n name = \"\(colour)\"\n colour = \"\(colour)\"\n \(lifecycle)\n}"
    }
    try await bench.apply(thing("red"))
    bench.world.keep("red")
    #expect(await bench.errors(thing("blue")) == ["provider"])
    #expect(bench.world.names == ["red"])
  }

  @Test func `a failure skips dependents, the rest finishes, and the next apply continues`() async throws {
    let text = chain + "\n" + #"resource "test_thing" "c" { name = "c" }"#
    bench.world.fail("create a", .denied)
    let outcome = try await bench.apply(text)
    #expect(outcome.skipped == 1)
    #expect(await bench.session.intents.isEmpty)
    #expect(bench.world.names == ["c"])
    bench.world.heal()
    try await bench.apply(text)
    #expect(bench.world.names == ["a", "b", "c"])
    #expect(await bench.session.intents.isEmpty)
  }

  @Test func `what vanished is created again, and what changed is put right`() async throws {
    let text = """
      resource "test_thing" "a" { name = "a" }
      resource "test_thing" "b" {
        name = "b"
        size = 1
      }
      """
    try await bench.apply(text)
    bench.world.remove("a")
    bench.world.change("b", "size", to: .number(7))
    let plan = try await bench.plan(text)
    #expect(plan.drift.map(\.action) == [.delete, .update])
    #expect(try await bench.actions(text) == ["test_thing.a": .create, "test_thing.b": .update])
  }

  @Test func `refresh-only records what exists and changes nothing`() async throws {
    let text = """
      resource "test_thing" "b" {
        name = "b"
        size = 1
      }
      """
    try await bench.apply(text)
    bench.world.change("b", "size", to: .number(7))
    bench.world.clearLog()
    bench.options.mode = .refreshOnly
    try await bench.apply(text)
    #expect(bench.world.log.isEmpty)
    #expect(await bench.state.instance(at: address("test_thing.b"))?.current?.attributes["size"] == 7)
  }

  @Test func `a tainted object is replaced`() async throws {
    try await bench.apply(chain)
    let provider = ProviderConfigAddress(ProviderAddress(impliedBy: "test"))
    var object = try #require(await bench.state.instance(at: address("test_thing.b"))?.current)
    object.isTainted = true
    try await bench.session.record(
      [.object(address("test_thing.b"), deposedKey: nil, object: object, provider: provider)], closing: nil)
    #expect(try await bench.actions(chain) == ["test_thing.b": .deleteThenCreate])
  }

  @Test func `an object that can only be deleted is replaced, or deleted with the rest`() async throws {
    try await bench.apply(chain)
    bench.world.breakThing("b")
    #expect(try await bench.actions(chain) == ["test_thing.b": .deleteThenCreate])
    bench.options.mode = .refreshOnly
    try await bench.apply(chain)
    #expect(await bench.state.instance(at: address("test_thing.b"))?.current?.isTainted == true)
    bench.options.mode = .destroy
    try await bench.apply(chain)
    #expect(bench.world.names.isEmpty)
  }

  @Test func `refresh-only notes what became of objects that the configuration has no more`() async throws {
    try await bench.apply(chain)
    bench.world.remove("b")
    bench.world.clearLog()
    bench.options.mode = .refreshOnly
    try await bench.apply(#"resource "test_thing" "a" { name = "a" }"#)
    #expect(bench.world.log.isEmpty)
    #expect(await bench.state.instance(at: address("test_thing.b")) == nil)
    #expect(await bench.state.instance(at: address("test_thing.a")) != nil)
  }

  @Test func `targets confine a plan to what they name and need`() async throws {
    bench.options.targets = [.resource(address("test_thing.b"))]
    let text = chain + "\n" + #"resource "test_thing" "c" { name = "c" }"#
    #expect(try await bench.actions(text).keys.sorted() == ["test_thing.a", "test_thing.b"])
  }

  @Test func `an object is replaced on request`() async throws {
    try await bench.apply(chain)
    bench.options.replacing = [address("test_thing.a")]
    #expect(try await bench.actions(chain)["test_thing.a"] == .deleteThenCreate)
  }

  @Test func `a provider is configured once, and never when nothing needs it`() async throws {
    _ = try await bench.plan(#"output "x" { value = 1 }"#)
    #expect(bench.world.configurations == 0)
    _ = try await bench.plan(chain)
    #expect(bench.world.configurations == 1)
  }

  private func address(_ text: String) -> ResourceInstanceAddress {
    guard let address = ResourceInstanceAddress(text) else { preconditionFailure("\(text) is no address.") }
    return address
  }
}
