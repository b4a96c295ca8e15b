import Diagnostics
import HCL
import TestSupport
import Testing
import Values

@Suite struct EvaluatorTests {
  @Test(arguments: GoldenCase.all(in: "HCL/Values"))
  func `expressions give the expected values and problems`(_ golden: GoldenCase) {
    var parser = Parser(SourceFile(name: "main.tf", text: golden.input))
    let body = parser.parseBody()
    var evaluator = Evaluator(scope: VariableScope.test)
    let values = body.attributes.map { "\($0.name) = \(evaluator.evaluate($0.value).golden)\n" }
    let difference = golden.difference(from: [
      "values": values.joined(),
      "diagnostics": (parser.diagnostics + evaluator.diagnostics).map(\.golden).joined(),
    ])
    #expect(difference == nil)
  }

  /// One case for each section of the specification of HCL's native syntax, by its title.
  @Test(arguments: GoldenCase.all(in: "HCL/Specification"))
  func `each section of the specification holds`(_ golden: GoldenCase) {
    var parser = Parser(SourceFile(name: "main.tf", text: golden.input))
    let body = parser.parseBody()
    var evaluator = Evaluator(scope: VariableScope.test)
    let values = body.attributes.map { "\($0.name) = \(evaluator.evaluate($0.value).golden)\n" }
    let difference = golden.difference(from: [
      "blocks": TreePrinter.print(Body(attributes: [], blocks: body.blocks, endRange: body.endRange)),
      "values": values.joined(),
      "diagnostics": (parser.diagnostics + evaluator.diagnostics).map(\.golden).joined(),
    ])
    #expect(difference == nil)
  }

  @Test func `a value is converted to the wanted type or reported`() {
    var evaluator = Evaluator(scope: VariableScope.test)
    #expect(evaluator.evaluate(parsed("1"), as: .string) == .string("1"))
    #expect(evaluator.diagnostics.isEmpty)
    #expect(evaluator.evaluate(parsed("\"x\""), as: .number) == .unknown(.number))
    #expect(evaluator.diagnostics.map(\.code) == ["incorrect-value-type"])
  }

  @Test func `local variables hide those of the scope as long as they last`() {
    var evaluator = Evaluator(scope: VariableScope.test)
    let expression = parsed("map")
    let inside = evaluator.withLocals([("map", .number(1))]) { $0.evaluate(expression) }
    #expect(inside == .number(1))
    #expect(evaluator.evaluate(expression) != .number(1))
  }

  @Test func `an attempt reports nothing and tells what is wrong`() {
    var evaluator = Evaluator(scope: VariableScope.test)
    #expect(evaluator.attempt(parsed("object.nope")).problems.map(\.code) == ["unsupported-attribute"])
    #expect(evaluator.attempt(parsed("object.name")).value == .string("n"))
    #expect(evaluator.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("object.nam", ["object is object with 3 attributes"]),
    ("list[list]", ["list is list of string with 3 elements"]),
    ("1 + object.name", ["object.name is \"n\""]),
    ("[for v in list : v + 1]", ["v is \"a\""]),
    ("upper(null_string)", ["null_string is null"]),
    ("first(secret)", ["secret has a sensitive value"]),
    (
      "later_list[object.name]",
      ["later_list is a list of string, known only after apply", "object.name is \"n\""]
    ),
    (
      "true ? object : later_list",
      [
        "object is object with 3 attributes", "later_list is a list of string, known only after apply",
      ]
    ),
  ])
  func `an error shows what the references in it are`(_ text: String, _ expected: [String]) {
    var evaluator = Evaluator(scope: VariableScope.test)
    _ = evaluator.evaluate(parsed(text))
    let observations = evaluator.diagnostics.flatMap(\.observations)
    #expect(observations.map { "\($0.expression) \($0.statement)" } == expected)
  }

  @Test(arguments: [
    ("(", "true", ")", 150), ("!", "true", "", 150), ("[", "1", "]", 150), ("count(", "1", ")", 150),
    ("[for a in list : ", "a", "]", 4), ("true ? ", "1", " : 2", 150),
    ("1 + ", "1", "", 900),
    ("", "tuple", "[*]", 150), ("{ a = ", "1", "}", 150),
  ])
  func `what the parser lets pass is evaluated on any stack`(
    _ open: String, _ core: String, _ close: String, _ count: Int
  ) {
    let text = String(repeating: open, count: count) + core + String(repeating: close, count: count)
    var parser = Parser(SourceFile(name: "deep", text: text))
    let expression = parser.parseExpression()
    var evaluator = Evaluator(scope: VariableScope.test)
    _ = evaluator.evaluate(expression)
    #expect(expression.freeTraversals.count <= count + 1)
  }

  @Test(arguments: [
    ("a.b + c[d].e", ["a.b", "c", "d"]),
    ("[for k, v in m : \"${k}${v.x}${o}\" if v == p]", ["m", "o", "p"]),
    ("{ for v in v : v => w }", ["v", "w"]),
    ("f(a, [b], { c = d, (e) = g })[*].h", ["a", "b", "d", "e", "g"]),
    ("x.*.y[z]", ["x", "z"]),
    ("\"%{ for i in l }${i}${j}%{ endfor }%{ if t }${u}%{ endif }\"", ["l", "j", "t", "u"]),
  ])
  func `the free references are those that the scope has to answer`(_ text: String, _ expected: [String]) {
    #expect(parsed(text).freeTraversals.map(\.range.text) == expected)
  }

  private func parsed(_ text: String) -> Expression {
    var parser = Parser(SourceFile(name: "test", text: text))
    return parser.parseExpression()
  }
}
