import Addresses
import Diagnostics
import HCL
import Language
import TestSupport
import Testing
import Values

/// Expressions, one a line, and their values as the console shows them. `scripts/compare-expressions` compares
/// the cases with Terraform; those of `differences` are known not to agree.
struct ExpressionCaseTests {
  @Test(arguments: GoldenCase.all(in: "Expressions"))
  func `expressions have the values that their case says`(example: GoldenCase) {
    let library = FunctionLibrary(context: FunctionContext(workingDirectory: "/", homeDirectory: "/root"))
    let scope = World(functions: library.functions)
    let values = example.input.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      "> \(line)\n\(Self.answer(to: String(line), scope))\n"
    }
    let difference = example.difference(from: ["values": values.joined()])
    #expect(difference == nil, "\(example.name) differs")
  }

  private static func answer(to text: String, _ scope: World) -> String {
    var parser = Parser(SourceFile(name: "console", text: text))
    let expression = parser.parseExpression()
    var evaluator = Evaluator(scope: scope)
    let value = parser.diagnostics.hasErrors ? .dynamic : evaluator.evaluate(expression)
    let problem = (parser.diagnostics + evaluator.diagnostics).first { $0.severity == .error }
    return problem.map { "error: \($0.summary)" } ?? ConsoleText(value).text
  }
}

/// The names of `Tests/Cases/Expressions/world.tf`.
private struct World: EvaluationScope {
  let functions: [String: Function]

  private let names = VariableScope(variables: [
    "var": .object([
      "secret": .string("hush").marked(.sensitive), "st": .bool(true).marked(.sensitive),
      "sf": .bool(false).marked(.sensitive),
    ]),
    "terraform_data": .object([
      "x": .object([
        "id": .unknown(.string), "input": .dynamic, "output": .dynamic, "triggers_replace": .dynamic,
      ])
    ]),
  ])

  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution { try names.resolve(traversal) }

  func function(named name: String) -> Function? {
    let parts = name.split(separator: "::").map(String.init)
    switch (parts.count, parts.first) {
    case (1, _): return functions[name]
    case (2, "core"): return functions[parts[1]]
    case (3, "provider"):
      return FunctionLibrary.ofProviders.first { $0.key.type == parts[1] }?.value[parts[2]]
    default: return nil
    }
  }

  var functionNames: [String] { [] }
}
