import Testing
import Values

struct ValueCodingTests {
  /// The shape of a provider's resource.
  private struct Volume: Codable, Equatable {
    struct Label: Codable, Equatable {
      var label: String
      var value: String?
    }
    var name: String
    var driverOpts: [String: String]?
    var sizeGB: Int?
    var weight: Double?
    var labels: [Label]
    var limits: Limits?
    var ports: Set<Int>
    var input: Value?
    struct Limits: Codable, Equatable {
      var maxCount: Int?
    }
  }

  private static let label = BlockSchema(attributes: [
    "label": AttributeSchema(.string, .required), "value": AttributeSchema(.string, .optional),
  ])

  private static let block = BlockSchema(
    attributes: [
      "name": AttributeSchema(.string, .required), "driver_opts": AttributeSchema(.map(.string), .optional),
      "size_gb": AttributeSchema(.number, .optional), "weight": AttributeSchema(.number, .optional),
      "ports": AttributeSchema(.set(.number), .optional), "input": AttributeSchema(.dynamic, .optional),
      "unmapped": AttributeSchema(.list(.string), .computed),
    ],
    blocks: [
      "labels": NestedBlockSchema(.set, label),
      "limits": NestedBlockSchema(
        .list, BlockSchema(attributes: ["max_count": AttributeSchema(.number, .optional)]), maxItems: 1),
    ])

  private static let labelType = label.impliedType
  private static let limitsType = ValueType.object(["max_count": .number])

  private static let volume = Volume(
    name: "v", driverOpts: ["camelKey": "1"], sizeGB: 10, weight: 0.5, labels: [.init(label: "l")],
    limits: .init(maxCount: 3), ports: [1, 2], input: .list([.string("x")], of: .string))

  private static let object = Value.object([
    "name": .string("v"), "driver_opts": .map(["camelKey": .string("1")], of: .string),
    "size_gb": .number(10),
    "weight": .number(Number("0.5") ?? 0),
    "labels": .set([.object(["label": .string("l"), "value": .null(.string)])], of: labelType),
    "limits": .list([.object(["max_count": .number(3)])], of: limitsType),
    "ports": .set([.number(1), .number(2)], of: .number), "input": .list([.string("x")], of: .string),
    "unmapped": .null(.list(.string)),
  ])

  @Test func `a structure becomes an object of the schema's type and comes back`() throws {
    let encoded = try ValueEncoder().encode(Self.volume, as: Self.block)
    #expect(encoded == Self.object)
    #expect(try ValueDecoder().decode(Volume.self, from: encoded.marked(.sensitive)) == Self.volume)
  }

  @Test func `nil becomes typed null, and an absent block an empty list`() throws {
    let empty = Volume(name: "v", labels: [], ports: [])
    let encoded = try ValueEncoder().encode(empty, as: Self.block)
    #expect(encoded.keyedElements?["driver_opts"] == .null(.map(.string)))
    #expect(encoded.keyedElements?["input"] == .null(.dynamic))
    #expect(encoded.keyedElements?["limits"] == .list([], of: Self.limitsType))
    #expect(encoded.keyedElements?["labels"] == .set([], of: Self.labelType))
    #expect(try ValueDecoder().decode(Volume.self, from: encoded) == empty)
    let plain = try ValueEncoder().encode(empty, as: Self.block.impliedType)
    #expect(plain.keyedElements?["limits"] == .null(.list(Self.limitsType)))
  }

  @Test func `a value in a structure keeps its type`() throws {
    struct Holder: Codable { var input: Value }
    let set = Value.set([.number(1)], of: .number)
    let decoded = try ValueDecoder().decode(Holder.self, from: .object(["input": set]))
    #expect(decoded.input == set)
    #expect(try ValueEncoder().encode(decoded, as: .object(["input": .dynamic])) == .object(["input": set]))
  }

  static let undecodable: [(Value, String, String)] = [
    (object.setting("name", .number(1)), "name", "string required, but have number"),
    (object.setting("name", .null(.string)), "name", "must not be null"),
    (object.setting("name", nil), "", #"attribute "name" is required"#),
    (
      object.setting("size_gb", .number(Number("1.5") ?? 0)), "size_gb",
      "a whole number from \(Int.min) to \(Int.max) is required"
    ),
    (
      object.setting("driver_opts", .map(["k": .number(1)], of: .number)), #"driver_opts["k"]"#,
      "string required, but have number"
    ),
    (
      object.setting("labels", .set([.object(["label": .null(.string)])], of: .object(["label": .string]))),
      "labels[…].label", "must not be null"
    ),
    (object.setting("name", .unknown(.string)), "name", "the value is known only after apply"),
    (
      object.setting("input", .tuple([.unknown(.string)])), "input[0]", "the value is known only after apply"
    ),
  ]

  @Test(arguments: undecodable)
  func `what does not fit a structure is named`(value: Value, path: String, message: String) {
    let error = #expect(throws: ConversionError.self) { try ValueDecoder().decode(Volume.self, from: value) }
    #expect(error?.path.description == path)
    #expect(error?.message == message)
  }

  @Test func `a property that the schema lacks is an error`() {
    struct Other: Codable { var name = "x", extra = 1 }
    let error = #expect(throws: ConversionError.self) { try ValueEncoder().encode(Other(), as: Self.block) }
    #expect(error?.message == #"there is no attribute "extra""#)
  }

  @Test func `an unknown value cannot be encoded`() {
    struct Holder: Codable { var deep: [Value] }
    let holder = Holder(deep: [.tuple([.unknown(.string)])])
    let error = #expect(throws: ConversionError.self) {
      try ValueEncoder().encode(holder, as: .object(["deep": .list(.dynamic)]))
    }
    #expect(error?.path.description == "deep[0][0]")
  }
}

extension Value {
  /// The object with one attribute replaced, or removed with nil.
  fileprivate func setting(_ name: String, _ value: Value?) -> Value {
    var attributes = keyedElements ?? [:]
    attributes[name] = value
    return .object(attributes)
  }
}
