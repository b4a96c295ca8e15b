// Operands are converted to numbers, so that `"5" + 1` is 6; what is not known yet gives an unknown number.
extension Value {
  public func adding(_ other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in a + b }
  }

  public func subtracting(_ other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in a - b }
  }

  public func multiplied(by other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in a * b }
  }

  public func divided(by other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in
      guard let quotient = a / b else { throw .divisionByZero }
      return quotient
    }
  }

  /// The remainder of the division truncated toward zero. Zero takes nothing away.
  public func remainder(dividingBy other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in
      a % b
    }
  }

  public func negated() throws(OperationError) -> Value {
    let operand = try operand(0, as: .number)
    guard let number = operand.asNumber else { return Value(.unknown(.number, .notNull), marks: marks) }
    return Value(.number(-number), marks: marks)
  }

  public func isLess(than other: Value) throws(OperationError) -> Value {
    try comparing(with: other, isSwapped: false, isNegated: false)
  }

  public func isAtMost(_ other: Value) throws(OperationError) -> Value {
    try comparing(with: other, isSwapped: true, isNegated: true)
  }

  public func isGreater(than other: Value) throws(OperationError) -> Value {
    try comparing(with: other, isSwapped: true, isNegated: false)
  }

  public func isAtLeast(_ other: Value) throws(OperationError) -> Value {
    try comparing(with: other, isSwapped: false, isNegated: true)
  }

  private func computing(
    with other: Value, _ compute: (Number, Number) throws(OperationError) -> Number
  ) throws(OperationError) -> Value {
    let (a, b) = (try operand(0, as: .number), try other.operand(1, as: .number))
    let marks = marks.union(other.marks)
    guard let x = a.asNumber, let y = b.asNumber else {
      return Value(.unknown(.number, .notNull), marks: marks)
    }
    let result = try compute(x, y)
    if result.isOutOfRange { throw .outOfRange }
    return Value(.number(result), marks: marks)
  }

  /// Whether the first operand is less than the second, with the two swapped or the answer negated.
  private func comparing(
    with other: Value, isSwapped: Bool, isNegated: Bool
  ) throws(OperationError) -> Value {
    let (left, right) = (try operand(0, as: .number), try other.operand(1, as: .number))
    let marks = marks.union(other.marks)
    let (a, b) = isSwapped ? (right, left) : (left, right)
    guard let isLess = a.isLessNumber(than: b) else { return Value(.unknown(.bool, .notNull), marks: marks) }
    return Value(.bool(isLess != isNegated), marks: marks)
  }

  /// nil when it cannot be told yet.
  private func isLessNumber(than other: Value) -> Bool? {
    if let a = asNumber, let b = other.asNumber { return a < b }
    let (a, b) = (Refinement(describing: self), Refinement(describing: other))
    if let greatest = a.greatest, let least = b.least, greatest < least { return true }
    if let least = a.least, let greatest = b.greatest, least >= greatest { return false }
    return nil
  }
}
