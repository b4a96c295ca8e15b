import Diagnostics
import HCL
import Language
import Testing
import Values

struct TypeConstraintTests {
  @Test(arguments: [
    ("string", "string"), ("any", "any"), ("list", "list(any)"), ("map", "map(any)"),
    ("list(map(set(bool)))", "list(map(set(bool)))"), ("tuple([string, number])", "tuple([string, number])"),
    ("object({})", "object({})"),
    (#"object({ "a" = string, b : optional(number) })"#, "object({a=string, b=optional(number)})"),
    ("(string)", "string"),
  ])
  func `a type is read as it is written`(text: String, expected: String) {
    #expect(constraint(text).type.description == expected)
  }

  @Test(
    arguments: [
      ("object({ a = optional(string, \"x\") })", Value.object([:]), Value.object(["a": .string("x")])),
      (
        "object({ a = optional(string, \"x\") })", .object(["a": .null(.string)]),
        .object(["a": .string("x")])
      ),
      ("object({ a = optional(string) })", .object([:]), .object(["a": .null(.string)])),
      (
        "object({ o = optional(object({ n = optional(number, 1) }), {}) })", .object([:]),
        .object(["o": .object(["n": .number(1)])])
      ),
      (
        "list(object({ a = optional(bool, true) }))",
        .tuple([.object([:]), .object(["a": .string("false")])]),
        .list([.object(["a": .bool(true)]), .object(["a": .bool(false)])], of: .object(["a": .bool]))
      ),
      (
        "map(object({ a = optional(number, 5) }))", .object(["k": .object(["zz": .number(1)])]),
        .map(["k": .object(["a": .number(5)])], of: .object(["a": .number]))
      ),
    ] as [(String, Value, Value)])
  func `defaults stand in for what is absent or null`(text: String, given: Value, expected: Value) throws {
    #expect(try constraint(text).convert(given) == expected)
  }

  @Test func `defaults keep marks and leave alone what is not known`() throws {
    let type = constraint("object({ a = optional(string, \"x\") })")
    let secret = try type.convert(Value.object([:]).marked(.sensitive))
    #expect(secret.isSensitive)
    #expect(try type.convert(.unknown(.dynamic)).isKnown == false)
  }

  private func constraint(_ text: String) -> TypeConstraint {
    var parser = Parser(SourceFile(name: "main.tf", text: text))
    var reader = TypeConstraintParser()
    let constraint = reader.parse(parser.parseExpression())
    #expect(parser.diagnostics + reader.diagnostics == [])
    return constraint
  }
}
