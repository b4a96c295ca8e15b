import ProviderAPI
import ProviderTestKit
import Testing
import Values

@testable import ProviderKit

/// What follows from a schema alone for a change.
struct SchemaPlanningTests {
  static let port = ResourceSchema(
    "A published port.",
    .argument("internal", .number, .required, requiresReplace: true, "Inside."),
    .argument("protocol", .string, .defaulted(.string("tcp")), requiresReplace: true, "Protocol."),
    .argument("external", .number, .optionalComputed, "Outside."))

  static let label = ResourceSchema(
    "A label.", .argument("label", .string, .required, "Name."),
    .argument("value", .string, .required, "Value."))

  static let box = ResourceSchema(
    "A box.",
    .argument("name", .string, .required, requiresReplace: true, "Name."),
    .argument("size", .number, .defaulted(.number(1)), "Size."),
    .argument("note", .string, "Note."),
    .argument("address", .string, .optionalComputed, "Address."),
    .computed("digest", .string, "Digest."),
    .blocks("ports", .list, port),
    .blocks("mounts", .set, port),
    .blocks("labels", .set, label),
    .blocks("disks", .map, port),
    .blocks("networks", .list, label, isComputed: true))

  let block = box.schema.block

  private func plan(_ config: KeyedValues, prior: Value? = nil) -> ResourcePlan {
    ResourcePlan(block, config: block.config(config), prior: prior)
  }

  /// The object that applying a plan leaves, with every open value filled in.
  private func applied(_ plan: ResourcePlan) -> Value { plan.planned.filled() }

  @Test func `a new object has its configuration, the defaults, and the rest after apply`() {
    let plan = plan(["name": .string("a")])
    #expect(plan["name"] == .string("a"))
    #expect(plan["size"] == .number(1))
    #expect(plan["note"] == .null(.string))
    #expect(plan["address"] == .unknown(.string))
    #expect(plan["digest"] == .unknown(.string))
    #expect(plan["ports"].elements == [])
    #expect(plan["networks"].isKnown == false)
    #expect(plan.replacements.isEmpty)
  }

  @Test func `a value that is not known yet stays open, default or not`() {
    let plan = plan(["name": .unknown(.string), "size": .unknown(.number)])
    #expect(plan["name"] == .unknown(.string))
    #expect(plan["size"] == .unknown(.number))
  }

  @Test func `an unchanged configuration plans no change`() {
    let config: KeyedValues = [
      "name": .string("a"), "ports": Self.ports([80, 443]), "labels": Self.labels(["x": "1", "y": "2"]),
      "mounts": .set(Self.ports([80, 443]).elements ?? [], of: Self.port.schema.block.impliedType),
      "disks": .map(["c": Self.ports([1]).elements![0]], of: Self.port.schema.block.impliedType),
    ]
    let prior = applied(plan(config))
    let again = plan(config, prior: prior)
    #expect(again.planned == prior)
    #expect(again.replacements.isEmpty)
  }

  @Test func `an argument taken out of the configuration goes back to its default, or to null`() {
    let prior = applied(plan(["name": .string("a"), "size": .number(7), "note": .string("n")]))
    let plan = plan(["name": .string("a")], prior: prior)
    #expect(plan["size"] == .number(1))
    #expect(plan["note"] == .null(.string))
    #expect(plan.replacements.isEmpty)
  }

  @Test func `what the provider computed is kept when something else changes`() {
    let prior = applied(plan(["name": .string("a")]))
    let plan = plan(["name": .string("a"), "note": .string("new")], prior: prior)
    #expect(plan["digest"] == prior.keyedElements?["digest"])
    #expect(plan["address"] == prior.keyedElements?["address"])
    #expect(plan["networks"] == prior.keyedElements?["networks"])
  }

  @Test func `a new block in the front of a list takes over the computed values of its place`() {
    let prior = applied(plan(["name": .string("a"), "ports": Self.ports([80])]))
    let plan = plan(["name": .string("a"), "ports": Self.ports([443, 80])], prior: prior)
    let external = plan["ports"].elements?.map { $0.keyedElements?["external"]?.isKnown }
    #expect(external == [true, false])
    #expect(
      plan.replacements.map(\.description) == ["ports[0].internal", "ports[1].internal", "ports[1].protocol"])
  }

  @Test func `blocks of a set keep their computed values whatever their order`() {
    let type = Self.port.schema.block.impliedType
    let one = plan(["name": .string("a"), "mounts": .set(Self.ports([80, 443]).elements ?? [], of: type)])
    let prior = applied(one)
    let two = plan(
      ["name": .string("a"), "mounts": .set(Self.ports([443, 8080]).elements ?? [], of: type)], prior: prior)
    let known = two["mounts"].elements?.filter { $0.isWhollyKnown }.map { $0.keyedElements?["internal"] }
    #expect(known == [.number(443)])
    #expect(two.replacements.map(\.description) == ["mounts"])
  }

  @Test func `a change of a label in a set requires nothing`() {
    let prior = applied(plan(["name": .string("a"), "labels": Self.labels(["x": "1"])]))
    let plan = plan(["name": .string("a"), "labels": Self.labels(["x": "2"])], prior: prior)
    #expect(plan.planned != prior)
    #expect(plan.replacements.isEmpty)
  }

  @Test func `a changed or opened argument that cannot change in place requires replacement`() {
    let prior = applied(plan(["name": .string("a")]))
    for name in [Value.string("b"), .unknown(.string)] {
      #expect(plan(["name": name], prior: prior).replacements == [AttributePath("name")])
    }
  }

  @Test func `dynamic blocks that are not known yet stay open and may require replacement`() {
    let prior = applied(plan(["name": .string("a"), "ports": Self.ports([80])]))
    let unknown = Value.unknown(.list(Self.port.schema.block.impliedType))
    let plan = plan(["name": .string("a"), "ports": unknown], prior: prior)
    #expect(plan["ports"] == unknown)
    #expect(plan.replacements == [AttributePath("ports")])
  }

  @Test func `a provider may drop a difference that means nothing`() {
    let prior = applied(plan(["name": .string("a")]))
    var plan = plan(["name": .string("A")], prior: prior)
    plan.keepPrior("name")
    #expect(plan.planned == prior)
    #expect(plan.replacements.isEmpty)
  }

  @Test func `a provider may require a replacement, which counts when the attribute changes`() {
    let prior = applied(plan(["name": .string("a")]))
    var plan = plan(["name": .string("a"), "note": .string("n")], prior: prior)
    plan.requireReplace("note")
    plan.requireReplace("size")
    #expect(plan.replacements == [AttributePath("note")])
  }

  static func ports(_ numbers: [Int]) -> Value {
    .list(
      numbers.map { port.schema.block.config(["internal": .number($0)]) }, of: port.schema.block.impliedType)
  }

  static func labels(_ labels: [String: String]) -> Value {
    .set(
      labels.map { .object(["label": .string($0.key), "value": .string($0.value)]) },
      of: label.schema.block.impliedType)
  }
}
