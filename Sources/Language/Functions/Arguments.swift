import HCL
import Values

/// The arguments of a call, read as what the evaluator has made sure they are. A body that finds something
/// else reports it as the user's error, so that no declaration can make the program trap.
extension [Value] {
  func string(_ index: Int) throws(FunctionError) -> String {
    guard let string = self[index].asString else { throw Self.mismatch("a string", index) }
    return string
  }

  func number(_ index: Int) throws(FunctionError) -> Number {
    guard let number = self[index].asNumber else { throw Self.mismatch("a number", index) }
    return number
  }

  /// - Throws: also when the number has a fraction or needs more than 64 bits.
  func integer(_ index: Int) throws(FunctionError) -> Int {
    guard let integer = try number(index).int else {
      throw FunctionError(
        "value must be a whole number, between \(Int.min) and \(Int.max)", argument: index)
    }
    return integer
  }

  /// The elements of a known list, set or tuple.
  func elements(_ index: Int) throws(FunctionError) -> [Value] {
    guard let elements = self[index].elements else { throw Self.mismatch("a list", index) }
    return elements
  }

  /// The elements of a known list, set or tuple of strings, none of them null.
  func strings(_ index: Int) throws(FunctionError) -> [String] {
    var strings: [String] = []
    for (position, element) in try elements(index).enumerated() {
      guard let string = element.asString else {
        throw FunctionError("element \(position) must be a string and not null", argument: index)
      }
      strings.append(string)
    }
    return strings
  }

  /// Refuses an argument whose type alone shows that it will not do, known or not.
  func require(_ index: Int, _ message: String, _ isSuitable: (ValueType) -> Bool) throws(FunctionError) {
    let type = self[index].type
    guard type == .dynamic || isSuitable(type) else { throw FunctionError(message, argument: index) }
  }

  private static func mismatch(_ wanted: String, _ index: Int) -> FunctionError {
    FunctionError("\(wanted) is required", argument: index)
  }
}

extension Value {
  /// The value with the marks that `arguments` carry themselves, their elements' aside.
  func marked(as arguments: [Value]) -> Value {
    marked(arguments.reduce(into: []) { $0.formUnion($1.marks) })
  }
}

extension ValueType {
  /// Whether values of the type have elements in an order.
  var isListOrTuple: Bool {
    switch self {
    case .list, .tuple: true
    case .dynamic, .string, .number, .bool, .set, .map, .object: false
    }
  }

  /// Whether values of the type have elements by name.
  var isMapOrObject: Bool {
    switch self {
    case .map, .object: true
    case .dynamic, .string, .number, .bool, .list, .set, .tuple: false
    }
  }

  var isSet: Bool { if case .set = self { true } else { false } }
}
