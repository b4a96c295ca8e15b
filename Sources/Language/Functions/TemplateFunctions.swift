import Diagnostics
import HCL
import Values

/// Texts with expressions in them.
enum TemplateFunctions {
  /// - Parameter functions: those that a template may call, besides templates themselves.
  static func all(_ context: FunctionContext, functions: [String: Function]) -> [Function] {
    var inner = functions
    for name in ["templatefile", "templatestring"] { inner[name] = refusal(name) }
    return [templatefile(context, inner), templatestring(inner)]
  }

  private static let variables = Function.Parameter(
    "vars", .dynamic, "An object or map of what the template may refer to.", unknowns: .inside,
    allowsMarks: true)

  private static func templatefile(_ context: FunctionContext, _ functions: [String: Function]) -> Function {
    Function(
      "templatefile", "Reads a file as a template and returns what it gives with some variables.",
      .init(
        "path", .string,
        "The template's path, `${path.module}/name.tftpl` by custom; relative paths start at the working "
          + "directory."), variables, result: .type(.dynamic)
    ) { arguments throws(FunctionError) in
      let path = try arguments.string(0)
      let text = try FileFunctions.text(path, context)
      return try render(SourceFile(name: path, text: text), arguments, functions)
    }
  }

  private static func templatestring(_ functions: [String: Function]) -> Function {
    Function(
      "templatestring", "Returns what a template that is a string gives with some variables.",
      .init("template", .string, "The template; it comes from elsewhere, such as a data source."), variables,
      result: .type(.dynamic)
    ) { arguments throws(FunctionError) in
      let text = try arguments.string(0)
      return try render(SourceFile(name: "<templatestring argument>", text: text), arguments, functions)
    }
  }

  private static func render(
    _ file: SourceFile, _ arguments: [Value], _ functions: [String: Function]
  ) throws(FunctionError) -> Value {
    guard let variables = arguments[1].keyedElements else {
      throw FunctionError("invalid vars value: must be a map", argument: 1)
    }
    var parser = Parser(file)
    let template = parser.parseTemplate()
    try require(parser.diagnostics, "the template cannot be read")
    let scope = VariableScope(
      variables: Dictionary(uniqueKeysWithValues: variables.map { ($0.key, $0.value) }), functions: functions)
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(template)
    try require(evaluator.diagnostics, "the template cannot be evaluated")
    guard !value.isNull else {
      throw FunctionError("the result of the template is null, which is no text", argument: 0)
    }
    return value.marked(arguments[1].marks)
  }

  private static func require(_ diagnostics: [Diagnostic], _ message: String) throws(FunctionError) {
    guard diagnostics.hasErrors else { return }
    throw FunctionError(message, argument: 0, diagnostics: diagnostics)
  }

  /// Stands for a template function inside of a template, which could otherwise include itself.
  private static func refusal(_ name: String) -> Function {
    let any = Function.Parameter(
      "arguments", .dynamic, "Anything.", allowsNull: true, unknowns: .anywhere, allowsMarks: true)
    return Function(name, "Not available inside of a template.", variadic: any, result: .type(.dynamic)) {
      _ throws(FunctionError) in
      throw FunctionError("cannot recursively call \(name) from inside another template function")
    }
  }
}
