import Diagnostics
import HCL
import Language
import Testing
import Values

/// Evaluates an expression that calls built-in functions.
///
/// - Parameter variables: what the expression may refer to besides functions.
func evaluate(
  _ expression: String, _ variables: [String: Value] = [:],
  context: FunctionContext = FunctionContext(workingDirectory: "/", homeDirectory: "/root")
) -> (value: Value, diagnostics: [Diagnostic]) {
  var parser = Parser(SourceFile(name: "test", text: expression))
  let tree = parser.parseExpression()
  guard parser.diagnostics.isEmpty else { return (.dynamic, parser.diagnostics) }
  let library = FunctionLibrary(context: context)
  var evaluator = Evaluator(scope: VariableScope(variables: variables, functions: library.functions))
  return (evaluator.evaluate(tree), evaluator.diagnostics)
}

/// Expects two expressions to have the same value, of the same type and marks.
func expectSame(
  _ expression: String, _ expected: String, _ variables: [String: Value] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let (actual, wanted) = (evaluate(expression, variables), evaluate(expected, variables))
  #expect(actual.diagnostics.map(\.detail) == [], sourceLocation: sourceLocation)
  #expect(wanted.diagnostics.map(\.detail) == [], sourceLocation: sourceLocation)
  #expect(actual.value == wanted.value, sourceLocation: sourceLocation)
}

/// Expects an expression to have one error, with the reason at the end of its detail.
func expectRefusal(
  _ expression: String, _ reason: String, _ variables: [String: Value] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let details = evaluate(expression, variables).diagnostics.map(\.detail)
  #expect(details.count == 1, sourceLocation: sourceLocation)
  #expect(details.first?.hasSuffix(reason + ".") == true, "\(details)", sourceLocation: sourceLocation)
}
