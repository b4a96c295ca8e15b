/// Why an operation on values has no result.
public enum OperationError: Error, Hashable, Sendable {
  /// The operand (the first is 0) is null, or is not and cannot become what the operation computes with.
  case unsuitableOperand(Int, ConversionError)
  case divisionByZero
  /// The result is beyond ``Number/maxOrder``.
  case outOfRange
}

/// Why a value has no such element or attribute.
public enum AccessError: Error, Hashable, Sendable {
  /// The value is null, so it has no elements.
  case null
  /// Values of the type have no elements.
  case noElements(ValueType)
  /// The elements of a set have no keys.
  case elementsOfSet
  case nullKey
  /// The key is not, and cannot become, what elements of the value are found by.
  case unsuitableKey(ConversionError)
  /// The index has a fraction.
  case fractionalIndex
  case negativeIndex
  /// There are only so many elements.
  case indexOutOfRange(count: Int)
  /// The map has no element with the key.
  case missingElement(String)
  /// The object has no attribute of the name.
  case missingAttribute(String)
}

extension Value {
  /// The operand converted to what the operation computes with, its marks aside.
  func operand(_ position: Int, as type: ValueType) throws(OperationError) -> Value {
    if isNull { throw .unsuitableOperand(position, ConversionError("must not be null")) }
    do throws(ConversionError) {
      return try unmarked().converted(to: type)
    } catch {
      throw .unsuitableOperand(position, error)
    }
  }
}
