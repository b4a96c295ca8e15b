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

  /// The remainder of the division truncated toward zero.
  public func remainder(dividingBy other: Value) throws(OperationError) -> Value {
    try computing(with: other) { (a, b) throws(OperationError) in
      guard let remainder = a % b else { throw .divisionByZero }
      return remainder
    }
  }

  public func negated() throws(OperationError) -> Value {
    let operand = try operand(0, as: .number)
    guard let number = operand.asNumber else { return Value(.unknown(.number, .notNull), marks: marks) }
    return Value(.number(-number), marks: marks)
  }

  public func isLess(than other: Value) throws(OperationError) -> Value { try comparing(with: other, <) }
  public func isAtMost(_ other: Value) throws(OperationError) -> Value { try comparing(with: other, <=) }
  public func isGreater(than other: Value) throws(OperationError) -> Value { try comparing(with: other, >) }
  public func isAtLeast(_ other: Value) throws(OperationError) -> Value { try comparing(with: other, >=) }

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

  private func comparing(
    with other: Value, _ compare: (Number, Number) -> Bool
  ) throws(OperationError) -> Value {
    let (a, b) = (try operand(0, as: .number), try other.operand(1, as: .number))
    let marks = marks.union(other.marks)
    guard let x = a.asNumber, let y = b.asNumber else {
      return Value(.unknown(.bool, .notNull), marks: marks)
    }
    return Value(.bool(compare(x, y)), marks: marks)
  }
}
