public import Diagnostics
public import Values

/// Gives expressions their value.
///
/// One evaluator serves one pass over related expressions. It never throws: what goes wrong is collected
/// in ``diagnostics``, and the faulty expression evaluates to ``Value/dynamic`` so that the rest can be
/// looked at.
public struct Evaluator {
  public let scope: any EvaluationScope
  public var diagnostics: [Diagnostic] = []

  public init(scope: any EvaluationScope) {
    self.scope = scope
  }

  public mutating func evaluate(_ expression: Expression) -> Value {
    Value.dynamic
  }

  /// The value converted to `type`; a value that does not fit is reported as `Incorrect value type`.
  public mutating func evaluate(_ expression: Expression, as type: ValueType) -> Value {
    Value.dynamic
  }
}
