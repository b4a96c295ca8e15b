import Testing
import Values

/// The order is that in which Terraform 1.15 iterates.
struct SetTests {
  private static func strings(_ texts: String?...) -> [Value] {
    texts.map { $0.map(Value.string) ?? .null(.string) }
  }

  private static func object(_ a: Value, _ b: Value) -> Value { .object(["a": a, "b": b]) }

  static let orders: [(ValueType, [Value])] = [
    (
      .number,
      [.number(-1), .number(Number("2.5") ?? 0), .number(9), .number(10), .number(100), .null(.number)]
    ),
    (.string, strings("B", "a", "b", "é") + [.unknown(.string), .null(.string)]),
    (.bool, [.bool(false), .bool(true)]),
    (.tuple([.number]), [.tuple([.number(100)]), .tuple([.number(10)]), .tuple([.number(9)])]),
    (
      .object(["a": .string, "b": .number]),
      [
        object(.string("a b"), .number(0)), object(.string("a"), .number(1)),
        object(.string("a"), .null(.number)), object(.null(.string), .number(1)),
      ]
    ),
  ]

  @Test(arguments: orders)
  func `elements stand in Terraform's order however they came`(type: ValueType, expected: [Value]) {
    #expect(Value.set(expected.reversed(), of: type).elements == expected)
    #expect(Value.set(expected + expected.filter(\.isWhollyKnown), of: type).elements == expected)
  }

  @Test func `elements that are not known yet are not taken for one`() {
    let set = Value.set([.unknown(.string), .unknown(.string), .string("a"), .string("a")], of: .string)
    #expect(set.elements?.count == 3)
  }

  @Test func `the marks of the elements are on the set`() {
    let set = Value.set([.tuple([.string("a").marked(.sensitive)])], of: .tuple([.string]))
    #expect(set.marks == .sensitive)
    #expect(set.elements == [.tuple([.string("a")])])
  }
}
