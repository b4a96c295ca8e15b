// Operands are converted to bools. One operand is enough where it settles the result: `false && unknown` is false.
extension Value {
  public func and(_ other: Value) throws(OperationError) -> Value {
    try combining(with: other, settledBy: false)
  }

  public func or(_ other: Value) throws(OperationError) -> Value {
    try combining(with: other, settledBy: true)
  }

  public func not() throws(OperationError) -> Value {
    let operand = try operand(0, as: .bool)
    guard let bool = operand.asBool else { return Value(.unknown(.bool, .notNull), marks: marks) }
    return Value(.bool(!bool), marks: marks)
  }

  private func combining(with other: Value, settledBy settling: Bool) throws(OperationError) -> Value {
    let (a, b) = (try operand(0, as: .bool), try other.operand(1, as: .bool))
    let marks = marks.union(other.marks)
    if a.asBool == settling || b.asBool == settling { return Value(.bool(settling), marks: marks) }
    let isKnown = a.isKnown && b.isKnown
    return Value(isKnown ? .bool(!settling) : .unknown(.bool, .notNull), marks: marks)
  }
}
