import Diagnostics
import Values

extension Evaluator {
  mutating func unary(_ op: UnaryOperator, _ operand: Expression, _ range: SourceRange) -> Value {
    let value = evaluate(operand)
    do throws(OperationError) {
      switch op {
      case .negate: return try value.negated()
      case .not: return try value.not()
      }
    } catch {
      report(error, operands: [operand], range)
      return .unknown(op == .not ? .bool : .number)
    }
  }

  mutating func binary(
    _ left: Expression, _ op: BinaryOperator, _ right: Expression, _ range: SourceRange
  ) -> Value {
    // Chains such as `a + b + c` nest to the left and may be long: they are unrolled.
    var pending: [(op: BinaryOperator, right: Expression, range: SourceRange)] = [(op, right, range)]
    var first = left
    while case .binary(let inner, let innerOp, let innerRight, let innerRange) = first {
      pending.append((innerOp, innerRight, innerRange))
      first = inner
    }
    var value = evaluate(first)
    var operand = first
    while let (op, right, range) = pending.popLast() {
      value = combine(value, operand, op, right, range)
      operand = .binary(operand, op, right, range)
    }
    return value
  }

  private mutating func combine(
    _ value: Value, _ left: Expression, _ op: BinaryOperator, _ right: Expression, _ range: SourceRange
  ) -> Value {
    if let decided = shortCircuit(value, op) { return decided }
    let other = evaluate(right)
    do throws(OperationError) {
      return try op.apply(value, other)
    } catch {
      report(error, operands: [left, right], range)
      return .unknown(op.resultType)
    }
  }

  /// The result where the left operand decides it alone, so that the right one is not evaluated.
  private func shortCircuit(_ value: Value, _ op: BinaryOperator) -> Value? {
    switch (op, try? value.converted(to: .bool).asBool) {
    case (.and, false?): Value.bool(false).marked(value.marks)
    case (.or, true?): Value.bool(true).marked(value.marks)
    default: nil
    }
  }

  private mutating func report(_ error: OperationError, operands: [Expression], _ range: SourceRange) {
    var problem: Diagnostic
    switch error {
    case .unsuitableOperand(let position, let reason):
      let operand = operands[min(position, operands.count - 1)]
      problem = Diagnostic(
        "invalid-operand", "Invalid operand",
        "Unsuitable value for \(name(of: position, operands)): \(reason).",
        at: operand.range)
    case .divisionByZero:
      problem = Diagnostic("division-by-zero", "Division by zero", "Can't divide by zero.", at: range)
    case .outOfRange:
      problem = Diagnostic(
        "number-out-of-range", "Operation failed", "The result is too large or too small a number.", at: range
      )
    }
    problem.observations = observations(of: operands)
    diagnostics.append(problem)
  }

  private func name(of position: Int, _ operands: [Expression]) -> String {
    operands.count == 1 ? "unary operand" : position == 0 ? "left operand" : "right operand"
  }

  // MARK: Conditionals

  mutating func conditional(
    _ test: Expression, _ then: Expression, _ otherwise: Expression, _ range: SourceRange
  ) -> Value {
    guard let condition = condition(test, "The condition expression", "Incorrect condition type") else {
      return .dynamic
    }
    // An arm that is not taken may refer to what does not exist: its errors do not count.
    let (yes, yesErrors) = arm(then)
    let (no, noErrors) = arm(otherwise)
    guard let holds = condition.asBool else {
      diagnostics += yesErrors + noErrors
      return undecided(yes, no, range, [then, otherwise]).marked(condition.marks)
    }
    let taken = holds ? yes : no
    let errors = holds ? yesErrors : noErrors
    diagnostics += errors
    if errors.hasErrors { return .dynamic }
    guard let type = commonType(yes, no) else {
      if (holds ? noErrors : yesErrors).hasErrors { return taken.marked(condition.marks) }
      report(
        "inconsistent-conditional", "Inconsistent conditional result types",
        "The true and false result expressions must have consistent types. "
          + TypeMismatch.statement(yes.type, no.type), then, otherwise, range)
      return .dynamic
    }
    let converted = (try? taken.converted(to: type)) ?? taken
    return converted.marked(condition.marks)
  }

  /// A test as a bool, perhaps unknown; nil when it is none, which has been reported.
  mutating func condition(_ test: Expression, _ noun: String, _ summary: String) -> Value? {
    let value = evaluate(test)
    if value.isNull {
      report("null-condition", "Null condition", "\(noun) must not be null: it must be true or false.", test)
      return nil
    }
    do throws(ConversionError) { return try value.converted(to: .bool) } catch {
      report("incorrect-condition", summary, "\(noun) must be of type bool: \(error).", test)
      return nil
    }
  }

  private mutating func arm(_ expression: Expression) -> (Value, [Diagnostic]) {
    let before = diagnostics
    diagnostics = []
    let value = evaluate(expression)
    let found = diagnostics
    diagnostics = before
    return (value, found)
  }

  private mutating func undecided(
    _ yes: Value, _ no: Value, _ range: SourceRange, _ arms: [Expression]
  ) -> Value {
    guard let type = commonType(yes, no) else {
      report(
        "inconsistent-conditional", "Inconsistent conditional result types",
        "The true and false result expressions must have consistent types. "
          + TypeMismatch.statement(yes.type, no.type), arms[0], arms[1], range)
      return .dynamic
    }
    let isNotNull = yes.isSurelyNotNull && no.isSurelyNotNull
    return Value.unknown(type, isNotNull ? .notNull : .none).marked(yes.deepMarks.union(no.deepMarks))
  }

  /// The type that both arms become; nil when there is none. A null takes the other arm's type.
  private func commonType(_ yes: Value, _ no: Value) -> ValueType? {
    switch (yes.content, no.content) {
    case (.null(.dynamic), .null(.dynamic)): .dynamic
    case (.null(.dynamic), _): no.type
    case (_, .null(.dynamic)): yes.type
    default: yes.type == .dynamic || no.type == .dynamic ? .dynamic : ValueType.unify([yes.type, no.type])
    }
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ then: Expression, _ otherwise: Expression,
    _ range: SourceRange
  ) {
    var problem = Diagnostic(code, summary, detail, at: range)
    problem.observations = observations(of: [then, otherwise])
    diagnostics.append(problem)
  }
}

extension BinaryOperator {
  fileprivate func apply(_ a: Value, _ b: Value) throws(OperationError) -> Value {
    switch self {
    case .or: try a.or(b)
    case .and: try a.and(b)
    case .equal: a.equals(b)
    case .notEqual: try a.equals(b).not()
    case .less: try a.isLess(than: b)
    case .lessOrEqual: try a.isAtMost(b)
    case .greater: try a.isGreater(than: b)
    case .greaterOrEqual: try a.isAtLeast(b)
    case .add: try a.adding(b)
    case .subtract: try a.subtracting(b)
    case .multiply: try a.multiplied(by: b)
    case .divide: try a.divided(by: b)
    case .remainder: try a.remainder(dividingBy: b)
    }
  }

  fileprivate var resultType: ValueType {
    switch self {
    case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .bool
    case .add, .subtract, .multiply, .divide, .remainder: .number
    }
  }
}

extension Value {
  /// Whether the value is known not to be null, even where it is not known itself.
  fileprivate var isSurelyNotNull: Bool {
    switch content {
    case .null: false
    case .unknown(_, let refinement): refinement.isNotNull
    default: true
    }
  }
}

/// Says how two types differ, in the words for a diagnostic.
enum TypeMismatch {
  static func statement(_ a: ValueType, _ b: ValueType) -> String {
    if case (.object(let one), .object(let other)) = (a, b) {
      if let name = one.attributes.keys.sorted().first(where: { other.attributes[$0] == nil }) {
        return "The 'true' value includes object attribute \"\(name)\", which is absent in the 'false' value."
      }
      if let name = other.attributes.keys.sorted().first(where: { one.attributes[$0] == nil }) {
        return "The 'false' value includes object attribute \"\(name)\", which is absent in the 'true' value."
      }
    }
    if case (.tuple(let one), .tuple(let other)) = (a, b), one.count != other.count {
      return "The 'true' tuple has length \(one.count), but the 'false' tuple has length \(other.count)."
    }
    return "The 'true' value is \(a.friendlyName), but the 'false' value is \(b.friendlyName)."
  }
}
