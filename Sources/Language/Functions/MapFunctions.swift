import HCL
import Values

/// Maps and objects, and functions over values of any type.
enum MapFunctions {
  static let all = [coalesce, keys, length, lookup, merge, transpose, values, zipmap]

  static let coalesce = Function(
    "coalesce", "Returns the first argument that is neither null nor an empty string.",
    variadic: .init(
      "vals", .dynamic, "Values with a type in common.", allowsNull: true, unknowns: .anywhere),
    result: .inferred { arguments throws(FunctionError) in try commonType(arguments) }
  ) { arguments throws(FunctionError) in
    let type = try commonType(arguments)
    for (index, argument) in arguments.enumerated() where !argument.isNull {
      let value: Value
      do throws(ConversionError) {
        value = try argument.converted(to: type)
      } catch {
        throw FunctionError(error.description, argument: index)
      }
      // What is unknown may turn out to be null or empty.
      guard value.isKnown else { return .unknown(type, .notNull) }
      if value.asString?.isEmpty != true { return value }
    }
    throw FunctionError("no non-null, non-empty-string arguments")
  }

  private static func commonType(_ arguments: [Value]) throws(FunctionError) -> ValueType {
    let typed = arguments.filter { !($0.isNull && $0.type == .dynamic) }
    if typed.isEmpty, !arguments.isEmpty { return .dynamic }
    guard let type = ValueType.unify(typed.map(\.type)) else {
      throw FunctionError("all arguments must have the same type")
    }
    return type
  }

  static let keys = Function(
    "keys", "Returns the keys of a map, or the names of an object's attributes, in order.",
    .init("inputMap", .dynamic, "A map or object.", unknowns: .anywhere, allowsMarks: true),
    result: .type(.dynamic)
  ) { arguments throws(FunctionError) in try keys(arguments[0]).marked(as: arguments) }

  private static func keys(_ value: Value) throws(FunctionError) -> Value {
    switch (value.content, value.type) {
    case (.map(let elements, _), _): .list(elements.keys.map { Value.string($0) }, of: .string)
    // The type tells, even when the value is not known yet.
    case (_, .object(let object)): .tuple(object.attributes.keys.sorted().map { Value.string($0) })
    case (.unknown, .map): .unknown(.list(.string), .notNull)
    case (.unknown, .dynamic): .dynamic
    default: throw FunctionError("must have map or object type", argument: 0)
    }
  }

  static let length = Function(
    "length", "Returns the number of elements, of attributes, or of characters as people see them.",
    .init(
      "value", .dynamic, "A string, list, set, tuple, map or object.", unknowns: .anywhere, allowsMarks: true),
    result: .type(.number)
  ) { arguments throws(FunctionError) in
    let value = arguments[0]
    if let string = value.asString { return Value.number(string.count).marked(value.marks) }
    if !value.isKnown, value.type == .string { return Value.unknown(.number, .notNull).marked(value.marks) }
    do throws(AccessError) {
      return try value.length()
    } catch {
      throw FunctionError(
        "argument must be a string, a collection type, or a structural type", argument: 0)
    }
  }

  static let transpose = Function(
    "transpose",
    "Turns a map of lists of strings around: each string becomes a key of the keys it was under.",
    .init("values", .map(.list(.string)), "The map."), result: .type(.map(.list(.string)))
  ) { arguments throws(FunctionError) in
    var keys: [String: [Value]] = [:]
    for (key, list) in arguments[0].keyedElements ?? [:] {
      for element in list.elements ?? [] {
        guard let string = element.asString else {
          throw FunctionError("input list must not contain null string", argument: 0)
        }
        keys[string, default: []].append(.string(key))
      }
    }
    return .map(
      KeyedValues(keys.map { ($0.key, Value.list($0.value, of: .string)) }), of: .list(.string))
  }

  static let values = Function(
    "values", "Returns the values of a map or object, in the order of the keys.",
    .init("mapping", .dynamic, "A map or object.", unknowns: .inside, allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in
      try arguments.require(0, "values() requires a map as the first argument", \.isMapOrObject)
      if case .map(let element) = arguments[0].type { return .list(element) }
      return .dynamic
    }
  ) { arguments throws(FunctionError) in
    switch arguments[0].content {
    case .map(let elements, let type): Value.list(elements.values, of: type).marked(as: arguments)
    case .object(let attributes): Value.tuple(attributes.values).marked(as: arguments)
    case .null, .unknown, .bool, .number, .string, .list, .set, .tuple:
      throw FunctionError("values() requires a map as the first argument", argument: 0)
    }
  }

  static let zipmap = Function(
    "zipmap", "Makes a map of a list of keys and a list of their values, or an object when that is a tuple.",
    .init("keys", .list(.string), "The keys."),
    .init("values", .dynamic, "The values, as many as there are keys.", unknowns: .inside, allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in
      try arguments.require(1, "values argument must be a list or tuple value", \.isListOrTuple)
      return arguments[1].type.listElement.map(ValueType.map) ?? .dynamic
    }
  ) { arguments throws(FunctionError) in
    guard case .list(let values, let type) = arguments[1].asList else {
      throw FunctionError("values argument must be a list or tuple value", argument: 1)
    }
    let keys = try arguments.elements(0)
    guard keys.count == values.count else {
      throw FunctionError("number of keys (\(keys.count)) does not match number of values (\(values.count))")
    }
    var pairs: [(String, Value)] = []
    for (index, (key, value)) in zip(keys, values).enumerated() {
      guard let key = key.asString else {
        throw FunctionError("keys list has null value at index \(index)", argument: 0)
      }
      pairs.append((key, value))
    }
    if case .tuple = arguments[1].content { return Value.object(KeyedValues(pairs)).marked(as: arguments) }
    return Value.map(KeyedValues(pairs), of: type).marked(as: arguments)
  }
}
