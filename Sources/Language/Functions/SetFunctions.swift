import HCL
import Values

/// The algebra of sets.
enum SetFunctions {
  static let all = [setintersection, setproduct, setsubtract, setunion]

  private static let firstSet = Function.Parameter("first_set", .set(.dynamic), "A set.")
  private static let otherSets = Function.Parameter("other_sets", .set(.dynamic), "More sets.")

  static let setintersection = Function(
    "setintersection", "Returns the elements that all of the sets have.", firstSet, variadic: otherSets,
    result: .inferred { arguments throws(FunctionError) in .set(try commonType(arguments)) }
  ) { arguments throws(FunctionError) in
    try combined(arguments) { $0.intersection($1) }
  }

  static let setsubtract = Function(
    "setsubtract", "Returns the elements of the first set that the second lacks.",
    .init("a", .set(.dynamic), "The set to take from."), .init("b", .set(.dynamic), "What to take away."),
    result: .inferred { arguments throws(FunctionError) in .set(try commonType(arguments)) }
  ) { arguments throws(FunctionError) in
    try combined(arguments) { $0.subtracting($1) }
  }

  static let setunion = Function(
    "setunion", "Returns the elements that one of the sets has.",
    .init("first_set", .set(.dynamic), "A set.", unknowns: .inside),
    variadic: .init("other_sets", .set(.dynamic), "More sets.", unknowns: .inside),
    result: .inferred { arguments throws(FunctionError) in .set(try commonType(arguments)) }
  ) { arguments throws(FunctionError) in
    try combined(arguments) { $0.union($1) }
  }

  private static func combined(
    _ arguments: [Value], _ combine: (Set<Value>, Set<Value>) -> Set<Value>
  ) throws(FunctionError) -> Value {
    let type = try commonType(arguments)
    var result = members(arguments[0], type)
    for argument in arguments.dropFirst() { result = combine(result, members(argument, type)) }
    return .set(result, of: type)
  }

  private static func members(_ set: Value, _ type: ValueType) -> Set<Value> {
    Set((set.elements ?? []).map { ListFunctions.converted($0, type) })
  }

  /// The type that all elements can have. Empty sets of `any` go with every type.
  private static func commonType(_ arguments: [Value]) throws(FunctionError) -> ValueType {
    let types = arguments.filter { !($0.elements?.isEmpty == true && $0.type == .set(.dynamic)) }.map {
      $0.type.elementType ?? .dynamic
    }
    if types.isEmpty { return .dynamic }
    guard let type = ValueType.unify(types) else {
      throw FunctionError("given sets must all have compatible element types")
    }
    return type
  }

  static let setproduct = Function(
    "setproduct", "Returns all combinations of one element of each: a set if one of them is, or else a list.",
    variadic: .init(
      "sets", .dynamic, "Two or more sets, lists or tuples.", unknowns: .inside, allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in try productType(arguments) }
  ) { arguments throws(FunctionError) in
    let type = try productType(arguments)
    guard let element = type.elementType, case .tuple(let types) = element else { return .dynamic }
    let lists = zip(arguments, types).map { argument, type in
      (argument.elements ?? []).map { ListFunctions.converted($0, type) }
    }
    guard let count = product(lists.map(\.count)) else {
      throw FunctionError("the result would have more than \(maxProduct) elements")
    }
    var combinations: [[Value]] = count == 0 ? [] : [[]]
    for list in lists where count > 0 {
      combinations = combinations.flatMap { start in list.map { start + [$0] } }
    }
    let tuples = combinations.map { Value.tuple($0) }
    let isSet = if case .set = type { true } else { false }
    return (isSet ? Value.set(tuples, of: element) : Value.list(tuples, of: element)).marked(as: arguments)
  }

  /// More combinations are a mistake, and could fill the memory.
  private static let maxProduct = 1_000_000

  private static func product(_ counts: [Int]) -> Int? {
    if counts.contains(0) { return 0 }
    var product = 1
    for count in counts {
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      guard !overflow, next <= maxProduct else { return nil }
      product = next
    }
    return product
  }

  private static func productType(_ arguments: [Value]) throws(FunctionError) -> ValueType {
    guard arguments.count >= 2 else { throw FunctionError("at least two arguments are required") }
    var types: [ValueType] = []
    var isSet = false
    for (index, argument) in arguments.enumerated() {
      switch argument.type {
      case .dynamic: return .dynamic
      case .list(let element): types.append(element)
      case .set(let element):
        isSet = true
        types.append(element)
      case .tuple(let elements):
        guard let type = elements.isEmpty ? .dynamic : ValueType.unify(elements) else {
          throw FunctionError("all elements must be of the same type", argument: index)
        }
        types.append(type)
      case .string, .number, .bool, .map, .object:
        throw FunctionError("a set or a list is required", argument: index)
      }
    }
    return isSet ? .set(.tuple(types)) : .list(.tuple(types))
  }
}
