public import Diagnostics
public import Values

extension VariableConfig {
  /// The value that the variable takes when it is given `value`: with the defaults of its type filled in,
  /// converted, and marked.
  ///
  /// - Parameters:
  ///   - range: where the value was written; a sensitive value is reported at the variable instead, so that
  ///     its source is not shown.
  ///   - context: the header of the block that the value was written in.
  /// - Throws: one diagnostic, when the value does not fit.
  public func accept(
    _ value: Value, at range: SourceRange, in context: SourceRange? = nil
  ) throws(DiagnosticsError) -> Value {
    if value.isNull, !isNullable, let defaultValue { return marked(defaultValue) }
    let problem: String
    do {
      let converted = try type.convert(value)
      guard converted.isNull, !isNullable else { return marked(converted) }
      problem = "it must not be null"
    } catch {
      problem = "\(error)"
    }
    throw DiagnosticsError(
      Diagnostic(
        "invalid-variable-value", "Invalid value for input variable",
        "The value given for var.\(name), which is declared at \(self.range), does not fit: \(problem).",
        at: isSensitive ? self.range : range, in: isSensitive ? nil : context))
  }

  /// The value that the variable takes when it is not given one; nil when it is required.
  public var valueWhenNotGiven: Value? { defaultValue.map(marked) }

  /// What stands for any value that the variable can have.
  public var openValue: Value {
    let type = type.type.withoutOptionalAttributes
    return marked(.unknown(type, isNullable || type == .dynamic ? .none : .notNull))
  }

  private func marked(_ value: Value) -> Value {
    var marks: Marks = []
    if isSensitive { marks.insert(.sensitive) }
    if isEphemeral { marks.insert(.ephemeral) }
    return value.marked(marks)
  }

  /// The problems that the validation rules find in `value`, which was written at `range`.
  public func check(_ value: Value, at range: SourceRange? = nil, in scope: Scope) -> [Diagnostic] {
    guard !validations.isEmpty else { return [] }
    var scope = scope
    scope.values[.variable(name)] = value
    var evaluator = CheckEvaluator(scope: scope, context: self.range)
    let place = isSensitive ? self.range : range ?? self.range
    for rule in validations { _ = evaluator.check(rule, .validation(of: place)) }
    return evaluator.diagnostics
  }
}
