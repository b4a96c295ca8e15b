import HCL
import Values

/// Lists, tuples and what can be read as one.
enum ListFunctions {
  static let all = [
    alltrue, anytrue, chunklist, coalescelist, compact, concat, contains, distinct, element, flatten, index,
    matchkeys, one, range, reverse, slice, sort, sum,
  ]

  static let alltrue = Function(
    "alltrue", "Tells whether all elements are true; so it is for an empty list.",
    .init("list", .list(.bool), "The conditions. Null counts as false.", unknowns: .inside),
    result: .type(.bool)
  ) { arguments throws(FunctionError) in
    // In order: what is not known hides a later element that decides.
    for element in try arguments.elements(0) where element.asBool != true {
      return element.isKnown ? .bool(false) : .unknown(.bool, .notNull)
    }
    return .bool(true)
  }

  static let anytrue = Function(
    "anytrue", "Tells whether one of the elements is true.",
    .init("list", .list(.bool), "The conditions. Null counts as false.", unknowns: .inside),
    result: .type(.bool)
  ) { arguments throws(FunctionError) in
    let elements = try arguments.elements(0)
    if elements.contains(where: { $0.asBool == true }) { return .bool(true) }
    return elements.allSatisfy(\.isKnown) ? .bool(false) : .unknown(.bool, .notNull)
  }

  static let chunklist = Function(
    "chunklist", "Cuts a list into lists of a size; the last one may be shorter.",
    .init("list", .list(.dynamic), "The list.", unknowns: .inside, allowsMarks: true),
    .init("size", .number, "The length of the parts; 0 for one part that holds everything."),
    result: .inferred { arguments in .list(arguments[0].type) }
  ) { arguments throws(FunctionError) in
    let elements = try arguments.elements(0)
    let size = try arguments.integer(1)
    guard size >= 0 else { throw FunctionError("the size argument must be positive", argument: 1) }
    let step = size == 0 ? max(1, elements.count) : size
    let chunks = stride(from: 0, to: elements.count, by: step).map { start in
      Value.list(
        Array(elements[start..<min(elements.count - start, step) + start]), of: elementType(arguments[0]))
    }
    return .list(chunks, of: .list(elementType(arguments[0]))).marked(as: arguments)
  }

  static let compact = Function(
    "compact", "Leaves out the elements that are null or empty.",
    .init("list", .list(.string), "The list."), result: .type(.list(.string))
  ) { arguments throws(FunctionError) in
    .list(try arguments.elements(0).filter { $0.asString?.isEmpty == false }, of: .string)
  }

  static let contains = Function(
    "contains", "Tells whether a value is one of the elements. It must also be of their type.",
    .init("list", .dynamic, "A list, tuple or set.", unknowns: .inside),
    .init("value", .dynamic, "The value to look for."), result: .type(.bool)
  ) { arguments throws(FunctionError) in
    guard let elements = arguments[0].elements else {
      throw FunctionError("argument must be list, tuple, or set", argument: 0)
    }
    let answers = elements.map { $0.equals(arguments[1]) }
    if answers.contains(where: { $0.asBool == true }) { return .bool(true) }
    return answers.allSatisfy(\.isKnown) ? .bool(false) : .unknown(.bool, .notNull)
  }

  static let distinct = Function(
    "distinct", "Leaves out the elements that are equal to an earlier one.",
    .init("list", .list(.dynamic), "The list."), result: .inferred { arguments in arguments[0].type }
  ) { arguments throws(FunctionError) in
    var seen: Set<Value> = []
    return .list(
      try arguments.elements(0).filter { seen.insert($0).inserted }, of: elementType(arguments[0]))
  }

  static let index = Function(
    "index", "Returns the place of the first element that is equal to a value.",
    .init("list", .dynamic, "A list or tuple."), .init("value", .dynamic, "The value to look for."),
    result: .type(.number)
  ) { arguments throws(FunctionError) in
    guard case .list(let elements, _) = arguments[0].asList else {
      throw FunctionError("argument must be a list or tuple", argument: 0)
    }
    guard !elements.isEmpty else { throw FunctionError("cannot search an empty list", argument: 0) }
    guard let index = elements.firstIndex(of: arguments[1]) else {
      throw FunctionError("item not found", argument: 1)
    }
    return .number(index)
  }

  static let matchkeys = Function(
    "matchkeys", "Returns the elements whose key, the element of another list at the same place, is wanted.",
    .init("values", .list(.dynamic), "The elements."),
    .init("keys", .list(.dynamic), "Their keys, as many as there are elements."),
    .init("searchset", .list(.dynamic), "The keys that are wanted."),
    result: .inferred { arguments in arguments[0].type }
  ) { arguments throws(FunctionError) in
    let (values, keys) = (try arguments.elements(0), try arguments.elements(1))
    guard values.count == keys.count else {
      throw FunctionError("length of keys and values should be equal", argument: 1)
    }
    let wanted = try arguments.elements(2)
    guard let type = ValueType.unify([elementType(arguments[1]), elementType(arguments[2])]) else {
      throw FunctionError("the keys and the wanted keys have no type in common", argument: 2)
    }
    let set = Set(wanted.map { converted($0, type) })
    let matching = zip(values, keys).filter { set.contains(converted($0.1, type)) }
    return .list(matching.map(\.0), of: elementType(arguments[0]))
  }

  static let range = Function(
    "range", "Returns numbers from a start up to, and without, a limit.",
    variadic: .init("params", .number, "`limit`; or `start, limit`; or `start, limit, step`."),
    result: .type(.list(.number))
  ) { arguments throws(FunctionError) in
    guard (1...3).contains(arguments.count) else {
      throw FunctionError("must have one, two, or three arguments")
    }
    let start = arguments.count > 1 ? try arguments.number(0) : 0
    let end = try arguments.number(arguments.count > 1 ? 1 : 0)
    let step = arguments.count > 2 ? try arguments.number(2) : end < start ? -1 : 1
    return .list(try numbers(from: start, to: end, by: step).map(Value.number), of: .number)
  }

  /// More numbers are a mistake.
  private static let maxRange = 1024

  private static func numbers(from start: Number, to end: Number, by step: Number) throws(FunctionError)
    -> [Number]
  {
    if step.isNegative, start < end {
      throw FunctionError("end must be less than start when step is negative", argument: 2)
    }
    if !step.isNegative, end < start {
      throw FunctionError("end must be greater than start when step is positive", argument: 2)
    }
    var numbers: [Number] = []
    var next = start
    while step.isNegative ? end < next : next < end {
      guard numbers.count < maxRange else {
        throw FunctionError(
          "more than \(maxRange) values were generated; either decrease the difference between start and end "
            + "or use a smaller step")
      }
      numbers.append(next)
      next = next + step
    }
    return numbers
  }

  static let sort = Function(
    "sort", "Sorts strings by the code points of their characters.",
    .init("list", .list(.string), "The strings.", unknowns: .inside), result: .type(.list(.string))
  ) { arguments throws(FunctionError) in
    let elements = try arguments.elements(0)
    guard elements.allSatisfy(\.isKnown) else {
      return .list(elements.map { _ in .unknown(.string) }, of: .string)
    }
    var strings: [String] = []
    for (index, element) in elements.enumerated() {
      guard let string = element.asString else {
        throw FunctionError(
          "given list element \(index) is null; a null string cannot be sorted", argument: 0)
      }
      strings.append(string)
    }
    return .list(strings.sorted().map { Value.string($0) }, of: .string)
  }

  static let sum = Function(
    "sum", "Adds the elements.",
    .init("list", .dynamic, "A list, tuple or set of numbers that is not empty."), result: .type(.number)
  ) { arguments throws(FunctionError) in
    guard let elements = arguments[0].elements else {
      throw FunctionError(
        arguments[0].keyedElements == nil
          ? "cannot sum noniterable"
          : "argument must be list, set, or tuple. Received \(arguments[0].type.friendlyName)", argument: 0)
    }
    guard !elements.isEmpty else { throw FunctionError("cannot sum an empty list", argument: 0) }
    var total: Number = 0
    for element in elements {
      guard let number = converted(element, .number).asNumber else {
        throw FunctionError("argument must be list, set, or tuple of number values", argument: 0)
      }
      total = total + number
    }
    return .number(total)
  }
}

extension ListFunctions {
  static func elementType(_ collection: Value) -> ValueType { collection.type.elementType ?? .dynamic }

  /// The value as another type, or as it is when it cannot be.
  static func converted(_ value: Value, _ type: ValueType) -> Value {
    (try? value.converted(to: type)) ?? value
  }
}

extension Value {
  /// The content of a list or tuple as a list's; nil for anything else, sets among it.
  var asList: Content? {
    switch content {
    case .list: content
    case .tuple(let elements): .list(elements, element: .dynamic)
    case .null, .unknown, .bool, .number, .string, .set, .map, .object: nil
    }
  }
}
