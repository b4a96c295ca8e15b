import Diagnostics
import Language
import Testing
import Values

/// What functions tell of values that are known only after apply.
struct UnknownArgumentTests {
  static let variables: [String: Value] = [
    "u": .unknown(.string, .notNull),
    "any": .dynamic,
    "flag": .unknown(.bool, .notNull),
    "number": .unknown(.number, .notNull),
    "pair": .tuple([.unknown(.string, .notNull), .string("b")]),
    "object": .object(["a": .unknown(.string, .notNull), "b": .string("b")]),
    "list": .unknown(.list(.string), .notNull),
    "map": .unknown(.map(.string), .notNull),
    "record": .unknown(.object(["a": .string, "b": .number]), .notNull),
    "start": .unknown(.string, Refinement(isNotNull: true, prefix: "abc-")),
  ]

  @Test(
    arguments: [
      ("length(pair)", "2"), ("length(object)", "2"), ("length(record)", "2"),
      ("merge(object, {c = 1})", #"{a = u, b = "b", c = 1}"#),
      ("merge(object, {a = 1})", #"{a = 1, b = "b"}"#),
      ("keys(object)", #"["a", "b"]"#), ("keys(record)", #"["a", "b"]"#), ("values(object)", #"[u, "b"]"#),
      ("element(pair, 1)", #""b""#), ("element(pair, 0)", "u"), ("slice(pair, 1, 2)", #"["b"]"#),
      (#"lookup(object, "b", "x")"#, #""b""#), (#"lookup(object, "z", "x")"#, #""x""#),
      (#"coalesce("x", u)"#, #""x""#), ("coalescelist([], pair)", "pair"),
      (#"concat(pair, ["c"])"#, #"[u, "b", "c"]"#), ("reverse(pair)", #"["b", u]"#),
      (#"contains(pair, "b")"#, "true"), (#"flatten([pair, ["c"]])"#, #"[u, "b", "c"]"#),
      ("flatten([{a = u}])", "[{a = u}]"), ("one([u])", "u"), ("alltrue([false, flag])", "false"),
      ("anytrue([flag, true])", "true"), (#"startswith(start, "abc")"#, "true"),
      (#"startswith(start, "abd")"#, "false"), (#"zipmap(["a", "b"], pair)"#, "object"),
      (#"format("%s", "a")"#, #""a""#), (#"formatlist("%s", ["a"])"#, #"tolist(["a"])"#),
      ("try(object.b, 1)", #""b""#), ("try(object.z, 1)", "1"), ("try(length(pair), 1)", "2"),
      ("can(object.b)", "true"), ("can(object.z)", "false"), ("can(length(pair))", "true"),
      ("tomap(object)[\"b\"]", #""b""#), ("tolist(pair)[1]", #""b""#), ("nonsensitive(pair)", "pair"),
      ("ephemeralasnull(pair)", "pair"), ("length(sort(pair))", "2"),
      (#"chunklist(pair, 1)[1]"#, #"tolist(["b"])"#),
      ("jsonencode({a = 1})", #""{\"a\":1}""#), ("setproduct(pair, [1])[1]", #"["b", 1]"#),
    ] as [(String, String)])
  func `what does not depend on the unknown is known`(expression: String, expected: String) {
    expectSame(expression, expected, Self.variables)
  }

  @Test(
    arguments: [
      ("length(list)", .number), ("length(u)", .number), ("length(any)", .number),
      ("length(toset(pair))", .number), ("upper(u)", .string), ("any", .dynamic),
      ("keys(map)", .list(.string)),
      ("values(map)", .list(.string)), ("element(list, 0)", .string), ("concat(list, list)", .list(.string)),
      ("concat(list, [1])", .dynamic), ("merge({a = 1}, any)", .dynamic), ("merge(map, map)", .map(.string)),
      ("merge(record, {c = 1})", .object(["a": .string, "b": .number, "c": .number])),
      ("coalesce(u, \"x\")", .string), ("contains(pair, \"c\")", .bool), ("contains([\"a\"], u)", .bool),
      ("flatten([list])", .dynamic), ("one(list)", .string), ("slice(list, 0, 1)", .list(.string)),
      ("try(u, 1)", .dynamic), ("try(object, 1)", .dynamic), ("can(u)", .bool), ("can(tonumber(u))", .bool),
      ("join(\",\", pair)", .string), ("alltrue([flag])", .bool), ("startswith(start, \"abc-d\")", .bool),
      ("regex(\"(a)(b)\", u)", .tuple([.string, .string])), ("regex(u, \"a\")", .dynamic),
      ("regexall(\"a\", u)", .list(.string)), ("jsondecode(u)", .dynamic), ("jsonencode(object)", .string),
      ("tolist(any)", .list(.dynamic)), ("tostring(any)", .string), ("tonumber(u)", .number),
      ("toset(list)", .set(.string)), ("lookup(map, \"a\", \"b\")", .string),
      ("formatlist(\"%s\", list)", .list(.string)),
      ("range(number)", .list(.number)), ("sum([1, number])", .number), ("setunion(list)", .set(.string)),
      ("issensitive(u)", .bool), ("timestamp()", .string), ("uuid()", .string), ("bcrypt(\"x\")", .string),
      ("plantimestamp()", .string), ("file(u)", .string), ("distinct(list)", .list(.string)),
    ] as [(String, ValueType)])
  func `the type is known before the value`(expression: String, type: ValueType) {
    let (value, diagnostics) = evaluate(expression, Self.variables)
    #expect(diagnostics.map(\.detail) == [])
    #expect(!value.isKnown)
    #expect(value.type == type)
  }

  @Test func `the start of a formatted string is known`() {
    let (value, _) = evaluate(#"format("%s-%d-%s", "abc", 1, u)"#, Self.variables)
    #expect(value == .unknown(.string, Refinement(isNotNull: true, prefix: "abc-1-")))
  }
}
