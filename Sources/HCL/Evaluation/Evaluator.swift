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
  private var locals: [(name: String, value: Value)] = []
  /// The elements of the splats around, innermost last.
  private var splatItems: [Value] = []

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

  /// Evaluates with `item` as the current element of a splat.
  mutating func withSplatItem(_ item: Value, _ body: (inout Evaluator) -> Value) -> Value {
    splatItems.append(item)
    defer { splatItems.removeLast() }
    return body(&self)
  }

  public mutating func evaluate(_ expression: Expression) -> Value {
    switch expression {
    case .literal(let value, _): value
    case .traversal(let traversal): self.traversal(traversal)
    case .relative(let source, let steps, let range): relative(source, steps, range)
    case .index(let collection, let key, let range): index(collection, key, range)
    case .splat(let source, let each, _): splat(source, each)
    case .splatItem: splatItems.last ?? .dynamic
    case .template(let parts, _): template(parts)
    case .templateWrap(let inner, _), .parenthesised(let inner, _): evaluate(inner)
    case .call(let call): self.call(call)
    case .conditional(let test, let then, let otherwise, let range):
      conditional(test, then, otherwise, range)
    case .unary(let op, let operand, let range): unary(op, operand, range)
    case .binary(let left, let op, let right, let range): binary(left, op, right, range)
    case .tuple(let elements, _): tuple(elements)
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
        "incorrect-value-type", "Incorrect value type", "Invalid expression value: \(error).", expression)
      return .unknown(type)
    }
  }

  // MARK: References

  private mutating func traversal(_ traversal: Traversal) -> Value {
    if let local = locals.last(where: { $0.name == traversal.root }) {
      return take(traversal.steps[...], of: local.value)
    }
    do throws(DiagnosticsError) {
      let resolution = try scope.resolve(traversal)
      return take(traversal.steps[resolution.steps...], of: resolution.value)
    } catch {
      diagnostics += error.diagnostics
      return .dynamic
    }
  }

  private mutating func relative(
    _ source: Expression, _ steps: [Traversal.Step], _ range: SourceRange
  ) -> Value {
    let value = evaluate(source)
    return take(steps[...], of: value)
  }

  private mutating func take(_ steps: ArraySlice<Traversal.Step>, of value: Value) -> Value {
    var current = value
    for step in steps {
      do throws(AccessError) {
        switch step {
        case .attribute(let name, _): current = try current.attribute(name)
        case .index(let key, _): current = try current.element(key)
        }
      } catch {
        diagnostics.append(AccessProblem(error, in: current, step: step).diagnostic)
        return .dynamic
      }
    }
    return current
  }

  private mutating func index(_ collection: Expression, _ key: Expression, _ range: SourceRange) -> Value {
    let source = evaluate(collection)
    let key = (value: evaluate(key), range: key.range)
    do throws(AccessError) {
      return try source.element(key.value)
    } catch {
      var problem = AccessProblem(error, in: source, step: .index(key.value, key.range)).diagnostic
      problem.observations = observations(of: [collection])
      diagnostics.append(problem)
      return .dynamic
    }
  }

  private mutating func splat(_ source: Expression, _ each: Expression) -> Value {
    let value = evaluate(source)
    if value.isNull { return Value.tuple([]).marked(value.marks) }
    let isSequence =
      switch value.type {
      case .list, .set, .tuple: true
      default: false
      }
    guard value.isKnown else {
      guard case .tuple(let types) = value.type else { return Value.dynamic.marked(value.marks) }
      return .tuple(types.map { type in item(.unknown(type).marked(value.marks), each) })
    }
    // Anything but a sequence counts as a sequence of itself.
    let elements = isSequence ? value.elements ?? [] : [value.unmarked()]
    let items = elements.map { element in item(element, each) }
    return sequence(items, like: value).marked(value.marks)
  }

  private mutating func item(_ element: Value, _ each: Expression) -> Value {
    withSplatItem(element) { $0.evaluate(each) }
  }

  /// The results of a splat over a list or set form a list, where they are of one type.
  private func sequence(_ items: [Value], like source: Value) -> Value {
    switch source.type {
    case .list, .set:
      guard let type = items.first?.type, items.allSatisfy({ $0.type == type }), type != .dynamic else {
        return .tuple(items)
      }
      return .list(items, of: type)
    default: return .tuple(items)
    }
  }

  // MARK: Collections

  private mutating func tuple(_ elements: [Expression]) -> Value {
    .tuple(elements.map { evaluate($0) })
  }

  private mutating func object(_ items: [ObjectItem]) -> Value {
    var pairs: [(String, Value)] = []
    var marks: Marks = []
    var isKnown = true
    for item in items {
      let key = self.key(item.key)
      let value = evaluate(item.value)
      marks.formUnion(key.marks)
      guard let name = key.asString else {
        isKnown = false
        continue
      }
      pairs.append((name, value))
    }
    return (isKnown ? Value.object(KeyedValues(pairs)) : .dynamic).marked(marks)
  }

  /// A key as a string; unknown when it is not known or wrong.
  private mutating func key(_ key: ObjectKey) -> Value {
    switch key {
    case .name(let name, _): return .string(name)
    case .expression(let expression):
      let value = evaluate(expression)
      guard !value.isNull else {
        report(
          "null-object-key", "Null value as key", "Can't use a null value as a key of an object.", expression)
        return .unknown(.string)
      }
      return text(of: value, at: expression, "Incorrect key type", "Can't use this value as a key: ")
    }
  }

  func text(
    of value: Value, at expression: Expression, _ summary: String, _ prefix: String,
    into diagnostics: inout [Diagnostic]
  ) -> Value {
    do throws(ConversionError) { return try value.converted(to: .string) } catch {
      diagnostics.append(
        Diagnostic("unsuitable-text", summary, "\(prefix)\(error).", at: expression.range))
      return .unknown(.string)
    }
  }

  mutating func text(
    of value: Value, at expression: Expression, _ summary: String, _ prefix: String
  ) -> Value {
    var found: [Diagnostic] = []
    let text = text(of: value, at: expression, summary, prefix, into: &found)
    diagnostics += found
    return text
  }

  // MARK: Reporting

  mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ expression: Expression
  ) {
    var problem = Diagnostic(code, summary, detail, at: expression.range)
    problem.observations = observations(of: [expression])
    diagnostics.append(problem)
  }

  /// What the references inside expressions evaluate to, for a diagnostic about them.
  public func observations(of expressions: [Expression]) -> [Diagnostic.Observation] {
    var quiet = self
    var seen: Set<String> = []
    return expressions.flatMap(\.freeTraversals).compactMap { traversal in
      let text = traversal.range.text
      guard !text.contains("\n"), seen.insert(text).inserted else { return nil }
      quiet.diagnostics = []
      let value = quiet.traversal(traversal)
      guard quiet.diagnostics.isEmpty else { return nil }
      return Diagnostic.Observation(expression: text, statement: value.statement)
    }
  }
}
