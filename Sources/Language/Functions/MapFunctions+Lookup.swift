import HCL
import Values

extension MapFunctions {
  static let lookup = Function(
    "lookup", "Returns the value under a key, or a default when there is none.",
    .init("inputMap", .dynamic, "A map or object.", unknowns: .inside, allowsMarks: true),
    .init("key", .string, "The key."),
    variadic: .init(
      "default", .dynamic, "What to return when the key is missing.", allowsNull: true, unknowns: .anywhere,
      allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in
      try arguments.require(0, "lookup() requires a map as the first argument", \.isMapOrObject)
      return arguments[0].isKnown && arguments[1].isKnown
        ? try lookup(arguments).type : arguments[0].type.elementType ?? .dynamic
    },
    refinement: .none
  ) { arguments throws(FunctionError) in try lookup(arguments).marked(arguments[0].marks) }

  private static func lookup(_ arguments: [Value]) throws(FunctionError) -> Value {
    guard arguments.count <= 3 else {
      throw FunctionError("lookup() takes two or three arguments, got \(arguments.count)", argument: 3)
    }
    guard let elements = arguments[0].keyedElements else {
      throw FunctionError("lookup() requires a map as the first argument", argument: 0)
    }
    let key = try arguments.string(1)
    let fallback = arguments.count > 2 ? try fallback(arguments[2], for: arguments[0]) : nil
    if let value = elements[key] ?? fallback { return value }
    if case .object = arguments[0].content {
      throw FunctionError("the given object has no attribute \"\(key)\"", argument: 0)
    }
    throw FunctionError("lookup failed to find key \"\(key)\"", argument: 1)
  }

  /// The default in the type of a map's elements.
  private static func fallback(_ value: Value, for map: Value) throws(FunctionError) -> Value {
    guard let type = map.type.elementType else { return value }
    do throws(ConversionError) {
      return try value.converted(to: type)
    } catch {
      throw FunctionError(
        "the default value must have the same type as the map elements: \(error)", argument: 2)
    }
  }

  static let merge = Function(
    "merge", "Puts maps or objects together; of several values under one key the last wins.",
    variadic: .init(
      "maps", .dynamic, "Maps or objects; null counts as an empty one.", allowsNull: true, unknowns: .inside,
      allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in
      arguments.allSatisfy(\.isKnown) ? try merged(arguments).type : try mergedType(arguments)
    }
  ) { arguments throws(FunctionError) in try merged(arguments).marked(as: arguments) }

  /// A map when all arguments are maps of one type, or else an object, as also when a null is among them.
  private static func merged(_ arguments: [Value]) throws(FunctionError) -> Value {
    try requireMaps(arguments)
    let given = arguments.filter { !$0.isNull }
    let pairs = given.compactMap(\.keyedElements).flatMap { $0.map { ($0.key, $0.value) } }
    if let type = arguments.first?.type, case .map(let element) = type,
      arguments.allSatisfy({ $0.type == type && !$0.isNull })
    {
      return .map(KeyedValues(pairs), of: element)
    }
    return .object(KeyedValues(pairs))
  }

  /// What is known of the type while an argument is unknown.
  private static func mergedType(_ arguments: [Value]) throws(FunctionError) -> ValueType {
    try requireMaps(arguments)
    let types = arguments.filter { !$0.isNull }.map(\.type)
    if types.count == arguments.count, let first = types.first, first.elementType != nil,
      types.allSatisfy({ $0 == first })
    {
      return first
    }
    var attributes: [String: ValueType] = [:]
    for (argument, type) in zip(arguments.filter { !$0.isNull }, types) {
      switch (argument.content, type) {
      case (_, .object(let object)): attributes.merge(object.attributes) { $1 }
      case (.map(let elements, let element), _):
        for key in elements.keys { attributes[key] = element }
      default: return .dynamic
      }
    }
    return .object(attributes)
  }

  private static func requireMaps(_ arguments: [Value]) throws(FunctionError) {
    for (index, argument) in arguments.enumerated()
    where !argument.isNull && !argument.type.isMapLike && argument.type != .dynamic {
      throw FunctionError(
        "arguments must be maps or objects, got \"\(argument.type.friendlyName)\"", argument: index)
    }
  }
}
