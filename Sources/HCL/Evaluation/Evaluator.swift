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
  /// The variables of the `for` expressions and loops around, innermost last.
  var locals: [(name: String, value: Value)] = []
  /// The elements of the splats around, innermost last.
  var splatItems: [Value] = []
  /// Whether diagnostics are likely to be thrown away, so that nothing is spent on observations for them.
  var isTentative = false

  public init(scope: any EvaluationScope) {
    self.scope = scope
  }

  /// Evaluates with additional variables, which go before those of the scope.
  public mutating func withLocals<Result>(
    _ variables: [(name: String, value: Value)], _ body: (inout Evaluator) -> Result
  ) -> Result {
    locals += variables
    defer { locals.removeLast(variables.count) }
    return body(&self)
  }

  // Recursion repeats the frame of this function. What it calls is kept out of line, here and elsewhere in
  // the evaluator, so that the frame stays small.
  public mutating func evaluate(_ expression: Expression) -> Value {
    switch expression {
    case .literal(let value, _): value
    case .traversal(let traversal): evaluate(traversal)
    case .relative(let source, let steps, _): relative(source, steps)
    case .index(let collection, let key, _): index(collection, key)
    case .splat(let source, let each, _): splat(source, each)
    case .splatItem: splatItems.last ?? .dynamic
    case .template(let parts, _): template(parts)
    case .templateWrap(let inner, _), .parenthesised(let inner, _): evaluate(inner)
    case .call(let call): evaluate(call)
    case .conditional(let test, let then, let otherwise, let range):
      conditional(test, then, otherwise, range)
    case .unary(let operation, let operand, let range): unary(operation, operand, range)
    case .binary: binary(expression)
    case .tuple(let elements, _): .tuple(elements.map { evaluate($0) })
    case .object(let items, _): object(items)
    case .forTuple(let loop): forTuple(loop)
    case .forObject(let loop): forObject(loop)
    case .invalid: .dynamic
    }
  }

  /// The value converted to `type`; a value that does not fit is reported as `Incorrect value type`.
  public mutating func evaluate(_ expression: Expression, as type: ValueType) -> Value {
    let value = evaluate(expression)
    do throws(ConversionError) {
      return try value.converted(to: type)
    } catch {
      report(
        "incorrect-value-type", "Incorrect value type", "Invalid expression value: \(error).",
        about: [expression], at: expression.range)
      return .unknown(type)
    }
  }

  /// Evaluates an expression that may fail, and reports nothing.
  ///
  /// - Returns: the value, and what would have been reported, without observations.
  public mutating func attempt(_ expression: Expression) -> (value: Value, problems: [Diagnostic]) {
    let (before, wasTentative) = (diagnostics, isTentative)
    diagnostics = []
    isTentative = true
    defer { (diagnostics, isTentative) = (before, wasTentative) }
    let value = evaluate(expression)
    return (value, diagnostics)
  }
}

// MARK: Reporting

extension Evaluator {
  /// Whether an error has been reported since there were `before` diagnostics.
  func hasErrors(from before: Int) -> Bool {
    diagnostics.count > before && diagnostics[before...].hasErrors
  }

  /// Reports a problem, with what the references in the expressions concerned evaluate to.
  @inline(never)
  mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, about expressions: [Expression],
    at range: SourceRange
  ) {
    var problem = Diagnostic(code, summary, detail, at: range)
    problem.observations = observations(of: expressions)
    diagnostics.append(problem)
  }

  /// What the references inside expressions evaluate to, for a diagnostic about them.
  public func observations(of expressions: [Expression]) -> [Diagnostic.Observation] {
    guard !isTentative else { return [] }
    var quiet = self
    quiet.isTentative = true
    var seen: Set<String> = []
    return expressions.flatMap(\.freeTraversals).compactMap { traversal in
      let text = traversal.range.text
      guard !text.contains("\n"), seen.insert(text).inserted else { return nil }
      quiet.diagnostics = []
      let value = quiet.evaluate(traversal)
      guard quiet.diagnostics.isEmpty, let statement = value.statement(hasValues: scope.hasValues) else {
        return nil
      }
      return Diagnostic.Observation(expression: text, statement: statement)
    }
  }
}
