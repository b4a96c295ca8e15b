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
      guard !diagnostics[before...].hasErrors else { return fallback }
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
    var links: [Link] = []
    var first = expression
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
    let isFaulty = diagnostics[before...].hasErrors
    let settling = link.operation.settlingOperand
    if let settling, !isFaulty, left.isBool(settling) { return Value.bool(settling).marked(left.marks) }
    let middle = diagnostics.count
    let right = evaluate(link.right)
    if let settling, right.isBool(settling), !diagnostics[middle...].hasErrors {
      // The right operand decides alone, so that nothing hangs on what is wrong with the left one.
      diagnostics.removeSubrange(before...)
      return Value.bool(settling).marked(left.marks.union(right.marks))
    }
    guard !diagnostics[before...].hasErrors else { return .unknown(link.operation.resultType) }
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

extension Value {
  fileprivate func isBool(_ bool: Bool) -> Bool { (try? converted(to: .bool))?.asBool == bool }
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
