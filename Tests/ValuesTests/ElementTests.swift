import Testing
import Values

struct ElementTests {
  private static let list = Value.list([.string("a"), .string("b")], of: .string)
  private static let tuple = Value.tuple([.string("a"), .number(1)])
  private static let map = Value.map(["x": .number(1)], of: .number)
  private static let object = Value.object(["x": .number(1)])

  static let elements: [(Value, Value, Value)] = [
    (list, .number(1), .string("b")), (list, .string("0"), .string("a")), (tuple, .number(1), .number(1)),
    (map, .string("x"), .number(1)), (object, .string("x"), .number(1)),
    (list, .unknown(.number), .unknown(.string)),
    (tuple, .dynamic, .dynamic), (.unknown(.list(.number)), .number(7), .unknown(.number)),
    (.unknown(.tuple([.bool])), .number(0), .unknown(.bool)), (.dynamic, .string("x"), .dynamic),
    (.unknown(.object(["x": .number])), .string("x"), .unknown(.number)),
    (object, .unknown(.string), .dynamic),
    (.unknown(.map(.bool)), .string("k"), .unknown(.bool)),
  ]

  @Test(arguments: elements)
  func `an element is found by its key`(value: Value, key: Value, expected: Value) throws {
    #expect(try value.element(key) == expected)
    #expect(
      try value.marked(.sensitive).element(key.marked(.ephemeral))
        == expected.marked([.sensitive, .ephemeral]))
  }

  static let failures: [(Value, Value, AccessError)] = [
    (list, .number(2), .indexOutOfRange(count: 2)), (tuple, .number(2), .indexOutOfRange(count: 2)),
    (list, .number(-1), .negativeIndex), (list, .number(Number("0.5") ?? 0), .fractionalIndex),
    (list, .number(Number("1e30") ?? 0), .indexOutOfRange(count: 2)),
    (list, .string("x"), .unsuitableKey(ConversionError("a number is required"))),
    (map, .string("y"), .missingElement("y")), (object, .string("y"), .missingAttribute("y")),
    (.set([.string("a")], of: .string), .number(0), .elementsOfSet),
    (.string("abc"), .number(0), .noElements(.string)),
    (.null(.list(.string)), .number(0), .null), (list, .null(.number), .nullKey),
    (.unknown(.tuple([.bool])), .number(1), .indexOutOfRange(count: 1)),
    (.unknown(.object(["x": .number])), .string("y"), .missingAttribute("y")),
  ]

  @Test(arguments: failures)
  func `a key without an element says why`(value: Value, key: Value, expected: AccessError) {
    #expect(throws: expected) { try value.element(key) }
    #expect(value.hasElement(key) == .bool(false))
  }

  @Test func `attributes are read from objects and maps`() throws {
    #expect(try Self.object.attribute("x") == .number(1))
    #expect(try Self.map.marked(.sensitive).attribute("x") == Value.number(1).marked(.sensitive))
    #expect(try Value.dynamic.attribute("x") == .dynamic)
    #expect(throws: AccessError.noElements(.list(.string))) { try Self.list.attribute("x") }
    #expect(throws: AccessError.null) { try Value.null(.dynamic).attribute("x") }
  }

  @Test(arguments: [
    (list, Value.number(2)), (tuple, .number(2)), (map, .number(1)), (object, .number(1)),
    (
      .set([.string("a"), .unknown(.string)], of: .string),
      .unknown(.number, Refinement(isNotNull: true, least: 1, greatest: 2))
    ),
    (.set([.unknown(.string)], of: .string), .number(1)), (.unknown(.tuple([.bool])), .number(1)),
    (.unknown(.list(.bool), Refinement(minLength: 3, maxLength: 3)), .number(3)),
    (.unknown(.list(.bool)), .unknown(.number, Refinement(isNotNull: true, least: 0))),
    (.dynamic, .unknown(.number, Refinement(isNotNull: true, least: 0))),
  ])
  func `length is known as soon as it can be told`(value: Value, expected: Value) throws {
    #expect(try value.marked(.sensitive).length() == expected.marked(.sensitive))
  }

  @Test func `what has no elements has no length`() {
    #expect(throws: AccessError.noElements(.string)) { try Value.string("abc").length() }
    #expect(throws: AccessError.noElements(.number)) { try Value.unknown(.number).length() }
    #expect(throws: AccessError.null) { try Value.null(.list(.string)).length() }
  }

  @Test func `whether there is an element is unknown while the collection is`() {
    #expect(Self.list.hasElement(.number(1)) == .bool(true))
    #expect(Value.unknown(.list(.string)).hasElement(.number(1)) == .unknown(.bool, .notNull))
    #expect(Value.unknown(.tuple([.bool])).hasElement(.number(0)) == .bool(true))
    #expect(Self.map.hasElement(.unknown(.string)) == .unknown(.bool, .notNull))
  }
}
