import Diagnostics
import Values

extension Evaluator {
  @inline(never)
  mutating func unary(_ operation: UnaryOperator, _ operand: Expression, _ range: SourceRange) -> Value {
    let before = diagnostics.count
    let value = evaluate(operand)
    do throws(OperationError) {
      switch operation {
      case .negate: return try value.negated()
      case .not: return try value.not()
      }
    } catch {
      let fallback = Value.unknown(operation == .not ? .bool : .number)
      guard !hasErrors(from: before) else { return fallback }
      report(error, operands: [(operand, "unary operand")], range)
      return fallback
    }
  }

  /// One operator of a chain, with what stands left and right of it.
  private struct Link {
    var left: Expression
    var operation: BinaryOperator
    var right: Expression
    var range: SourceRange
  }

  /// Chains such as `a + b + c` lean to the left and may be long, so they are evaluated in a loop.
  @inline(never)
  mutating func binary(_ expression: Expression) -> Value {
    guard case .binary(let left, let operation, let right, let range) = expression else { return .dynamic }
    let last = Link(left: left, operation: operation, right: right, range: range)
    if case .binary = left { return chain(endingIn: last) }
    let before = diagnostics.count
    return combine(evaluate(left), last, errorsFrom: before)
  }

  private mutating func chain(endingIn last: Link) -> Value {
    var links = [last]
    var first = last.left
    while case .binary(let left, let operation, let right, let range) = first {
      links.append(Link(left: left, operation: operation, right: right, range: range))
      first = left
    }
    let before = diagnostics.count
    var value = evaluate(first)
    for link in links.reversed() { value = combine(value, link, errorsFrom: before) }
    return value
  }

  /// - Parameter before: where the diagnostics of the left operand begin.
  private mutating func combine(_ left: Value, _ link: Link, errorsFrom before: Int) -> Value {
    let middle = diagnostics.count
    let right = evaluate(link.right)
    if let settling = link.operation.settlingOperand {
      let isFaulty = (diagnostics[before..<middle].hasErrors, hasErrors(from: middle))
      switch settle(left, right, isFaulty, link, by: settling) {
      case .open: break
      case .faulty: return .unknown(.bool)
      case .settled(let value):
        // Nothing hangs on what is wrong with the other operand.
        diagnostics.removeSubrange(before...)
        return value
      }
    }
    guard !hasErrors(from: before) else { return .unknown(link.operation.resultType) }
    do throws(OperationError) {
      return try link.operation.apply(left, right)
    } catch {
      let isJoining = link.operation == .add && (left.type == .string || right.type == .string)
      report(
        error, operands: [(link.left, "left operand"), (link.right, "right operand")], link.range,
        hint: isJoining ? " To join texts, write \"${…}${…}\"." : "")
      return .unknown(link.operation.resultType)
    }
  }

  private enum Settlement {
    case settled(Value)
    /// Both operands are needed.
    case open
    /// An operand can be no bool, and that has been reported.
    case faulty
  }

  /// Looks for an operand that decides alone. Null counts as false before `&&`'s other operand.
  private mutating func settle(
    _ left: Value, _ right: Value, _ isFaulty: (left: Bool, right: Bool), _ link: Link, by settling: Bool
  ) -> Settlement {
    let operands = [
      bool(left, link.left, "left operand", isFaulty.left),
      bool(right, link.right, "right operand", isFaulty.right),
    ]
    guard let a = operands[0], let b = operands[1] else { return .faulty }
    let marks = left.marks.union(right.marks)
    for operand in [a, b] where operand.asBool == settling || !settling && operand.isNull {
      return .settled(Value.bool(settling).marked(marks))
    }
    guard !isFaulty.left, !isFaulty.right, !a.isKnown || !b.isKnown else { return .open }
    return .settled(Value.unknown(.bool, .notNull).marked(marks))
  }

  /// The operand as a bool; nil when it is none, which is reported unless the operand has an error itself.
  private mutating func bool(
    _ value: Value, _ expression: Expression, _ name: String, _ isFaulty: Bool
  ) -> Value? {
    do throws(ConversionError) { return try value.converted(to: .bool) } catch {
      if !isFaulty {
        report(.unsuitableOperand(0, error), operands: [(expression, name)], expression.range)
      }
      return nil
    }
  }

  @inline(never)
  private mutating func report(
    _ error: OperationError, operands: [(expression: Expression, name: String)], _ range: SourceRange,
    hint: String = ""
  ) {
    let all = operands.map(\.expression)
    switch error {
    case .unsuitableOperand(let position, let reason):
      let operand = operands[min(position, operands.count - 1)]
      report(
        "invalid-operand", "Invalid operand", "Unsuitable value for \(operand.name): \(reason).\(hint)",
        about: [operand.expression], at: operand.expression.range)
    case .divisionByZero:
      report(
        "division-by-zero", "Division by zero", "A number cannot be divided by zero.", about: all, at: range)
    case .outOfRange:
      report(
        "number-out-of-range", "Operation failed", "The result is too large or too small a number.",
        about: all, at: range)
    }
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

  /// The operand that settles the result whatever the other one is.
  fileprivate var settlingOperand: Bool? {
    switch self {
    case .and: false
    case .or: true
    default: nil
    }
  }
}
