import Testing
import Values

/// The expectations without unknown values were checked against Terraform 1.15.
struct EqualityTests {
  static let cases: [(Value, Value, Bool?)] = [
    (.number(1), .number(1), true), (.number(1), .string("1"), false), (.null(.string), .null(.number), true),
    (.null(.string), .string(""), false),
    (.object(["a": .null(.dynamic)]), .object(["a": .string("x")]), false),
    (.object(["a": .null(.string)]), .object(["a": .null(.number)]), false),
    (.object(["a": .null(.dynamic)]), .object(["a": .null(.dynamic)]), true),
    (.tuple([.number(1)]), .list([.number(1)], of: .number), false),
    (.list([], of: .number), .list([], of: .string), false), (.tuple([.number(1)]), .tuple([]), false),
    (.map(["a": .number(1)], of: .number), .map(["b": .number(1)], of: .number), false),
    (.set([.number(2), .number(1)], of: .number), .set([.number(1), .number(2)], of: .number), true),
    (.unknown(.string), .unknown(.string), nil), (.unknown(.string), .string("a"), nil),
    (.unknown(.string), .number(1), false), (.dynamic, .number(1), nil),
    (.unknown(.string), .null(.string), nil),
    (.unknown(.string, .notNull), .null(.string), false),
    (.unknown(.string, Refinement(prefix: "https:")), .string("http"), false),
    (.unknown(.string, Refinement(prefix: "https:")), .string("https://x"), nil),
    (.unknown(.list(.string), Refinement(minLength: 1)), .list([], of: .string), false),
    (.tuple([.unknown(.string), .number(1)]), .tuple([.string("a"), .number(2)]), false),
    (.tuple([.unknown(.string), .number(1)]), .tuple([.string("a"), .number(1)]), nil),
    (.set([.unknown(.string)], of: .string), .set([.string("a")], of: .string), nil),
  ]

  @Test(arguments: cases)
  func `equality is a bool, or unknown until it can be told`(a: Value, b: Value, expected: Bool?) {
    let result = expected.map(Value.bool) ?? .unknown(.bool, .notNull)
    #expect(a.equals(b) == result)
    #expect(b.equals(a) == result)
  }

  @Test func `the marks of everything compared are on the result`() {
    let secret = Value.tuple([.string("a").marked(.sensitive)])
    #expect(secret.equals(.tuple([.string("a")])) == Value.bool(true).marked(.sensitive))
    // Nothing inside was looked at.
    #expect(secret.equals(.null(.dynamic)) == .bool(false))
  }

  @Test func `content is compared apart from marks`() {
    #expect(Value.tuple([.string("a").marked(.sensitive)]).hasSameContent(as: .tuple([.string("a")])))
    #expect(!Value.unknown(.string).hasSameContent(as: .unknown(.string, .notNull)))
  }
}
