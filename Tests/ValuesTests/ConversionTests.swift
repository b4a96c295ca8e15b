import Testing
import Values

/// The expectations that are not errors were checked against Terraform 1.15.
struct ConversionTests {
  private static let numbers = Value.tuple([.number(1), .string("a")])

  static let conversions: [(Value, ValueType, Value)] = [
    (.number(5), .string, .string("5")), (.bool(true), .string, .string("true")),
    (.string("1.50"), .number, .number(Number("1.5") ?? 0)), (.string("1"), .bool, .bool(true)),
    (.string("false"), .bool, .bool(false)), (.null(.dynamic), .number, .null(.number)),
    (numbers, .list(.string), .list([.string("1"), .string("a")], of: .string)),
    (numbers, .list(.dynamic), .list([.string("1"), .string("a")], of: .string)),
    (numbers, .dynamic, numbers),
    (
      .tuple([.number(1), .string("1")]), .set(.dynamic),
      .set([.string("1")], of: .string)
    ),
    (.tuple([]), .list(.dynamic), .list([], of: .dynamic)),
    (
      .tuple([.null(.dynamic), .string("a")]), .list(.dynamic),
      .list([.null(.string), .string("a")], of: .string)
    ),
    (
      .tuple([.tuple([.number(1)]), .tuple([.string("a")])]), .list(.list(.dynamic)),
      .list([.list([.string("1")], of: .string), .list([.string("a")], of: .string)], of: .list(.string))
    ),
    (numbers, .tuple([.string, .dynamic]), .tuple([.string("1"), .string("a")])),
    (
      .set([.string("b"), .string("a")], of: .string), .list(.string),
      .list([.string("a"), .string("b")], of: .string)
    ),
    (.list([.string("b"), .string("b")], of: .string), .set(.dynamic), .set([.string("b")], of: .string)),
    (.list([], of: .number), .list(.dynamic), .list([], of: .number)),
    (.object(["a": .number(1)]), .map(.string), .map(["a": .string("1")], of: .string)),
    (
      .object(["a": .object(["x": .number(1)]), "b": .object(["y": .string("z")])]), .map(.map(.dynamic)),
      .map(
        ["a": .map(["x": .string("1")], of: .string), "b": .map(["y": .string("z")], of: .string)],
        of: .map(.string))
    ),
    (.map(["a": .number(1)], of: .number), .object(["a": .string]), .object(["a": .string("1")])),
    (
      .object(["b": .number(1), "c": .number(2)]), optional,
      .object(["a": .null(.list(.string)), "b": .string("1")])
    ),
    (.null(.object([:])), .map(.dynamic), .null(.map(.dynamic))),
    (
      .tuple([.object(["a": .number(1)]), .object([:])]),
      .list(.object(ObjectType(["a": .dynamic], optional: ["a"]))),
      .list([.object(["a": .number(1)]), .object(["a": .null(.number)])], of: .object(["a": .number]))
    ),
  ]

  private static let optional = ValueType.object(
    ObjectType(["a": .list(.string), "b": .string], optional: ["a"]))

  @Test(arguments: conversions)
  func `values become what the type wants`(value: Value, type: ValueType, expected: Value) throws {
    let converted = try value.converted(to: type)
    #expect(converted == expected)
    #expect(converted.type == expected.type)
  }

  static let refusals: [(Value, ValueType, String)] = [
    (.tuple([]), .string, "string required, but have tuple"),
    (.string("a"), .number, "a number is required"), (.bool(true), .number, "number required, but have bool"),
    (.string("yes"), .bool, "a bool is required"),
    (.string("True"), .bool, #"a bool is required; to convert from string, use lowercase "true""#),
    (.string("a"), .list(.dynamic), "list of any single type required, but have string"),
    (.object([:]), .list(.string), "list of string required, but have object"),
    (.tuple([.tuple([])]), .list(.string), "element 0: string required, but have tuple"),
    (.tuple([.string("a")]), .set(.number), "element 0: a number is required"),
    (.tuple([.number(1), .object([:])]), .list(.dynamic), "all list elements must have the same type"),
    (.tuple([.number(1), .object([:])]), .set(.dynamic), "all set elements must have the same type"),
    (
      .object(["a": .number(1), "b": .tuple([])]), .map(.dynamic), "all map elements must have the same type"
    ),
    (.object([:]), .object(["a": .string]), #"attribute "a" is required"#),
    (.object([:]), .object(["b": .string, "a": .string]), #"attributes "a" and "b" are required"#),
    (
      .object([:]), .object(["a": .string, "b": .string, "c": .string]),
      #"attributes "a", "b", and "c" are required"#
    ),
    (
      .object(["a": .tuple([.object(["b": .string("x")])])]), .object(["a": .list(.object(["b": .number]))]),
      #"attribute "a": element 0: attribute "b": a number is required"#
    ),
    (.map(["x": .string("1")], of: .string), .object(["a": .string]), #"attribute "a" is required"#),
    (.map(["x": .string("y")], of: .string), .map(.number), #"element "x": a number is required"#),
    (.tuple([.string("a")]), .tuple([.string, .number]), "tuple of length 2 required, but have length 1"),
    (.list([.string("a")], of: .string), .tuple([.string]), "tuple required, but have list of string"),
    (.null(.list(.string)), .string, "string required, but have list of string"),
    (
      .unknown(.object(["a": .tuple([])])), .object(["a": .number]),
      #"attribute "a": number required, but have tuple"#
    ),
    (
      .list([], of: .string), .list(.list(.string)),
      "list of list of string required, but the elements are string"
    ),
  ]

  @Test(arguments: refusals)
  func `what cannot be converted is refused with the place and the reason`(
    value: Value, type: ValueType, description: String
  ) {
    let error = #expect(throws: ConversionError.self) { try value.converted(to: type) }
    #expect(error?.description == description)
  }

  @Test func `the error's path leads to the part`() throws {
    let value = Value.object(["a": .tuple([.object(["b": .string("x")])])])
    let error = #expect(throws: ConversionError.self) {
      try value.converted(to: .object(["a": .list(.object(["b": .number]))]))
    }
    #expect(error?.path.description == "a[0].b")
    #expect(error.flatMap { value.value(at: $0.path) } == .string("x"))
  }

  @Test func `unknown values stay unknown and keep what still holds of them`() throws {
    let unknownString = Value.unknown(.string, Refinement(isNotNull: true, prefix: "a"))
    #expect(try unknownString.converted(to: .string) == unknownString)
    #expect(try unknownString.converted(to: .number) == .unknown(.number, .notNull))
    #expect(try Value.dynamic.converted(to: .list(.string)) == .unknown(.list(.string)))
    #expect(
      try Value.unknown(.tuple([.string, .number]), .notNull).converted(to: .list(.dynamic))
        == .unknown(.list(.string), Refinement(isNotNull: true, minLength: 2, maxLength: 2)))
    #expect(
      try Value.unknown(.list(.string), Refinement(minLength: 2, maxLength: 5)).converted(to: .set(.dynamic))
        == .unknown(.set(.string), Refinement(minLength: 1, maxLength: 5)))
  }

  @Test func `a set with unknown elements makes a list of unknown length`() throws {
    let set = Value.set([.string("a"), .unknown(.string)], of: .string)
    #expect(
      try set.converted(to: .list(.string))
        == .unknown(.list(.string), Refinement(isNotNull: true, minLength: 1, maxLength: 2)))
  }

  @Test func `a collection whose element type only apply will tell is unknown`() throws {
    let value = Value.tuple([.dynamic, .object(["a": .string("x")])])
    #expect(try value.converted(to: .list(.dynamic)) == .unknown(.list(.dynamic), .notNull))
    #expect(
      try Value.tuple([.dynamic, .string("x")]).converted(to: .list(.dynamic))
        == .list([.unknown(.string), .string("x")], of: .string))
  }

  @Test func `marks stay where they were, and rise to a set`() throws {
    let secret = Value.number(1).marked(.sensitive)
    #expect(try secret.converted(to: .string) == .string("1").marked(.sensitive))
    let tuple = Value.tuple([secret, .number(2)]).marked(.ephemeral)
    #expect(
      try tuple.converted(to: .list(.string))
        == .list([.string("1").marked(.sensitive), .string("2")], of: .string).marked(.ephemeral))
    #expect(try tuple.converted(to: .set(.string)).marks == [.sensitive, .ephemeral])
  }
}
