import Diagnostics
import HCL
import Values

/// The value of an input variable as somebody gave it, before the variable's type is looked at.
enum GivenValue {
  /// From a file, which says what is a string and what is not.
  case value(Value, SourceRange)
  /// From the command line, the environment or a person: text, or an expression where the type asks for
  /// one.
  case text(SourceFile)

  static func text(_ text: String, origin: String) -> GivenValue {
    .text(SourceFile(name: "<\(origin)>", text: text))
  }

  var range: SourceRange {
    switch self {
    case .value(_, let range): range
    case .text(let file): SourceRange(file, 0..<file.bytes.count)
    }
  }

  func evaluated(for variable: VariableConfig) throws(DiagnosticsError) -> (Value, SourceRange) {
    switch self {
    case .value(let value, let range): return (value, range)
    case .text(let file):
      let isText = !variable.hasDeclaredType || variable.type.type.isPrimitive
      return (isText ? .string(file.text(0..<file.bytes.count)) : try expression(in: file), range)
    }
  }

  private func expression(in file: SourceFile) throws(DiagnosticsError) -> Value {
    var parser = Parser(file)
    let expression = parser.parseExpression()
    guard !parser.diagnostics.hasErrors else { throw DiagnosticsError(parser.diagnostics) }
    var evaluator = Evaluator(scope: StaticScope())
    let value = evaluator.evaluate(expression)
    guard !evaluator.diagnostics.hasErrors else { throw DiagnosticsError(evaluator.diagnostics) }
    return value
  }
}
