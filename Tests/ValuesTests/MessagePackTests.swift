import Testing
import Values

/// The bytes are those that Terraform and its providers exchange (go-cty 1.16's MessagePack form).
struct MessagePackTests {
  static let scalars: [(Value, ValueType, [UInt8])] = [
    (.null(.string), .string, [0xC0]), (.bool(true), .bool, [0xC3]), (.bool(false), .bool, [0xC2]),
    (.number(5), .number, [0x05]), (.number(-1), .number, [0xFF]), (.number(-33), .number, [0xD0, 0xDF]),
    (.number(200), .number, [0xCC, 200]), (.number(256), .number, [0xCD, 1, 0]),
    (.number(65536), .number, [0xCE, 0, 1, 0, 0]),
    (.number(1 << 32), .number, [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]),
    (.number(-129), .number, [0xD1, 0xFF, 0x7F]), (.number(-32769), .number, [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
    (.number(.min), .number, [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    (.number(Number("0.1") ?? 0), .number, [0xA3] + Array("0.1".utf8)),
    (.string("é"), .string, [0xA2, 0xC3, 0xA9]), (.unknown(.string), .string, [0xD4, 0, 0]),
    (.dynamic, .dynamic, [0xD4, 0, 0]), (.null(.dynamic), .dynamic, [0xC0]),
    (
      .number(1), .dynamic, [0x92, 0xC4, 8] + Array(#""number""#.utf8) + [1]
    ),
    (
      .unknown(.string, Refinement(isNotNull: true, prefix: "ab")), .string,
      [0xC7, 7, 0x0C, 0x82, 1, 0xC2, 2, 0xA2, 0x61, 0x62]
    ),
    (
      .unknown(.list(.string), Refinement(minLength: 1, maxLength: 2)), .list(.string),
      [0xC7, 5, 0x0C, 0x82, 5, 1, 6, 2]
    ),
    (.unknown(.bool, .notNull), .bool, [0xC7, 3, 0x0C, 0x81, 1, 0xC2]),
  ]

  @Test(arguments: scalars)
  func `a value has the peers' bytes and reads back`(value: Value, type: ValueType, bytes: [UInt8]) throws {
    #expect(MessagePack.encode(value, as: type) == bytes)
    #expect(try MessagePack.decode(bytes, as: type) == value)
  }

  private static let type = ValueType.object([
    "any": .dynamic, "anys": .map(.dynamic), "blocks": .list(.object(["x": .string])), "set": .set(.number),
    "text": .string, "tuple": .tuple([.bool, .dynamic]),
  ])

  private static let value = Value.object([
    "any": .map(["k": .string("v")], of: .string), "anys": .map(["a": .number(1)], of: .number),
    "blocks": .list(
      [.object(["x": .unknown(.string)]), .object(["x": .null(.string)])], of: .object(["x": .string])),
    "set": .set([.number(2), .unknown(.number)], of: .number),
    "text": .string(String(repeating: "x", count: 70_000)),
    "tuple": .tuple([.bool(true), .unknown(.list(.string))]),
  ])

  @Test func `structures read back with their types`() throws {
    let bytes = MessagePack.encode(Self.value.marked(.sensitive), as: Self.type)
    let decoded = try MessagePack.decode(bytes, as: Self.type)
    #expect(decoded == Self.value)
    #expect(decoded.type == Self.value.type)
  }

  @Test(arguments: [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536])
  func `lengths of every width read back`(length: Int) throws {
    let list = Value.list(Array(repeating: .bool(true), count: length), of: .bool)
    #expect(try MessagePack.decode(MessagePack.encode(list, as: .list(.bool)), as: .list(.bool)) == list)
    let text = Value.string(String(repeating: "a", count: length))
    #expect(try MessagePack.decode(MessagePack.encode(text, as: .string), as: .string) == text)
  }

  @Test func `forms that only peers write are read`() throws {
    #expect(
      try MessagePack.decode([0xCB, 0x3F, 0xE0, 0, 0, 0, 0, 0, 0], as: .number) == .number(Number("0.5") ?? 0)
    )
    #expect(try MessagePack.decode([0xCA, 0x3F, 0, 0, 0], as: .number) == .number(Number("0.5") ?? 0))
    #expect(try MessagePack.decode([0xD9, 1, 0x61], as: .string) == .string("a"))
    // An unknown number with a lower bound, and an entry of the future.
    let bounds: [UInt8] = [0xC7, 9, 0x0C, 0x83, 3, 0x92, 1, 0xC3, 1, 0xC2, 100, 0xC0]
    #expect(
      try MessagePack.decode(bounds, as: .number) == .unknown(.number, Refinement(isNotNull: true, least: 1)))
    #expect(try MessagePack.decode([0x80], as: .object(["a": .string])) == .object(["a": .null(.string)]))
  }

  @Test func `a long prefix is cut to what peers accept`() throws {
    let unknown = Value.unknown(.string, Refinement(prefix: String(repeating: "é", count: 1000)))
    let decoded = try MessagePack.decode(MessagePack.encode(unknown, as: .string), as: .string)
    #expect(decoded == .unknown(.string, Refinement(prefix: String(repeating: "é", count: 128))))
  }

  static let refusals: [([UInt8], ValueType, String)] = [
    ([], .string, "the data ends too early"), ([0xA5, 0x61], .string, "the data ends too early"),
    ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF], .list(.string), "element 0: the data ends too early"),
    ([0xC1], .string, "byte 0 begins no value"), ([0x01], .string, "string required, but have number"),
    ([0xA1, 0x61], .number, "a number is required"),
    ([0x91, 0xC3], .list(.string), "element 0: string required, but have bool"),
    ([0x81, 0xA1, 0x62, 0xC0], .object(["a": .string]), #"there is no attribute "b""#),
    ([0x81, 0x01, 0xC0], .map(.string), "a string is required as key"),
    ([0x91, 0xC3], .tuple([.bool, .bool]), "tuple required, but have array of length 1"),
    ([0xC0, 0xC0], .string, "nothing more is expected after the value"),
    ([0xD5, 5, 0, 0], .string, "there is no extension 5"),
    ([0xCB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], .number, "a finite number is required"),
  ]

  @Test(arguments: refusals)
  func `bytes that are no value of the type are refused`(bytes: [UInt8], type: ValueType, description: String)
  {
    let error = #expect(throws: ConversionError.self) { try MessagePack.decode(bytes, as: type) }
    #expect(error?.description == description)
  }

  @Test func `types nested in any end at a limit instead of the stack`() {
    let level: [UInt8] = [0x92, 0xC4, 9] + Array(#""dynamic""#.utf8)
    let bytes = Array(repeatElement(level, count: 100_000).joined())
    #expect(throws: ConversionError.self) { try MessagePack.decode(bytes, as: .dynamic) }
  }

  @Test func `cut and damaged data never traps`() {
    let short = Value.object([
      "a": .list([.unknown(.string, Refinement(prefix: "x"))], of: .string), "b": .number(1000),
    ])
    let type = ValueType.object(["a": .dynamic, "b": .number])
    let bytes = MessagePack.encode(short, as: type)
    for end in bytes.indices {
      #expect(throws: ConversionError.self) { try MessagePack.decode(bytes[..<end], as: type) }
      for byte in UInt8.min...UInt8.max {
        var damaged = bytes
        damaged[end] = byte
        _ = try? MessagePack.decode(damaged, as: type)
      }
    }
  }
}
