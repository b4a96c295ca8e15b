import Diagnostics
import HCL
import Values

/// Functions that look at whether an expression can be evaluated at all.
enum RecoveryFunctions {
  static let all = [can, `try`]

  static let `try` = Function(
    "try", "Returns the value of the first expression that can be evaluated without an error.",
    variadic: .init("expressions", .dynamic, "The expressions, the preferred first."),
    result: .type(.dynamic)
  ) { expressions, call, evaluator in
    guard !expressions.isEmpty else {
      return fail(&evaluator, call, "At least one argument is required.")
    }
    var failures: [Diagnostic] = []
    for expression in expressions {
      let (value, problems) = evaluator.attempt(expression)
      if !problems.hasErrors { return value.isWhollyKnown ? value : unknown(value, evaluator) }
      failures += problems.filter { $0.severity == .error }
    }
    let list = failures.map { "\n  - \($0.summary): \($0.detail)" }.joined()
    return fail(&evaluator, call, "None of the expressions can be evaluated:\(list)")
  }

  static let can = Function(
    "can", "Tells whether an expression can be evaluated without an error.",
    unevaluated: [.init("expression", .dynamic, "The expression.")], result: .type(.bool)
  ) { expressions, _, evaluator in
    let (value, problems) = evaluator.attempt(expressions[0])
    guard !problems.hasErrors else { return .bool(false) }
    // What is unknown yet may still turn out to fail.
    return value.isWhollyKnown ? .bool(true) : .unknown(.bool, .notNull)
  }

  /// Of a value with unknown parts nothing can be relied upon, since it may be another expression's in the
  /// end. Where names have no values yet, that it is sensitive is as uncertain; what is planned is not to leak.
  private static func unknown(_ value: Value, _ evaluator: Evaluator) -> Value {
    evaluator.scope.hasValues ? .dynamic.marked(value.deepMarks) : .dynamic
  }

  private static func fail(_ evaluator: inout Evaluator, _ call: FunctionCall, _ detail: String) -> Value {
    evaluator.diagnostics.append(
      Diagnostic(
        "error-in-function-call", "Error in function call",
        "Call to function \"\(call.name)\" failed: \(detail)", at: call.range))
    return .dynamic
  }
}
