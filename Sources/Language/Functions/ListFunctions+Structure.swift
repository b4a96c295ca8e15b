import HCL
import Values

/// Functions that keep the elements as they are, marks and all that is unknown of them included.
extension ListFunctions {
  static let coalescelist = Function(
    "coalescelist", "Returns the first argument that is not empty.",
    variadic: .init(
      "vals", .dynamic, "Lists or tuples.", allowsNull: true, unknowns: .anywhere),
    result: .type(.dynamic)
  ) { arguments throws(FunctionError) in
    guard !arguments.isEmpty else { throw FunctionError("at least one argument is required") }
    for (index, argument) in arguments.enumerated() where !argument.type.isList {
      guard !argument.isKnown, argument.type == .dynamic else {
        throw FunctionError("coalescelist arguments must be lists or tuples", argument: index)
      }
    }
    for argument in arguments {
      guard argument.isKnown else { return .unknown(.dynamic, .notNull) }
      if argument.elements?.isEmpty == false { return argument }
    }
    throw FunctionError("no non-null arguments")
  }

  static let concat = Function(
    "concat", "Joins lists or tuples one after the other.",
    variadic: .init(
      "seqs", .dynamic, "Lists or tuples.", unknowns: .inside, allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in try concatenation(arguments)?.type ?? .dynamic }
  ) { arguments throws(FunctionError) in
    try concatenation(arguments)?.marked(as: arguments) ?? .dynamic
  }

  /// A list when all arguments are lists with a type in common, or else a tuple; nil when that is not known
  /// yet.
  private static func concatenation(_ arguments: [Value]) throws(FunctionError) -> Value? {
    guard !arguments.isEmpty else { throw FunctionError("at least one argument is required") }
    for (index, argument) in arguments.enumerated() where !argument.type.isList && argument.type != .dynamic {
      throw FunctionError(
        "all arguments must be lists or tuples; got \(argument.type.friendlyName)", argument: index)
    }
    let elements = arguments.compactMap(\.elements).flatMap(\.self)
    let types = arguments.compactMap(\.type.listElement)
    if types.count == arguments.count, let common = ValueType.unify(types) {
      guard arguments.allSatisfy(\.isKnown) else { return .unknown(.list(common), .notNull) }
      return .list(elements.map { converted($0, common) }, of: common)
    }
    return arguments.allSatisfy(\.isKnown) ? .tuple(elements) : nil
  }

  static let element = Function(
    "element", "Returns one element of a list; an index beyond the end starts over.",
    .init("list", .dynamic, "A list or tuple that is not empty.", unknowns: .inside, allowsMarks: true),
    .init("index", .number, "The element's place, from 0; from the end when negative."),
    result: .inferred { arguments throws(FunctionError) in
      if arguments[0].isKnown, arguments[1].isKnown { return try element(of: arguments).type }
      let type = arguments[0].type.friendlyName
      try arguments.require(0, "cannot read elements from \(type)", \.isListOrTuple)
      return arguments[0].type.listElement ?? .dynamic
    },
    refinement: .none
  ) { arguments throws(FunctionError) in try element(of: arguments).marked(as: arguments) }

  private static func element(of arguments: [Value]) throws(FunctionError) -> Value {
    guard case .list(let elements, _) = arguments[0].asList else {
      throw FunctionError("cannot read elements from \(arguments[0].type.friendlyName)", argument: 0)
    }
    let index = try arguments.integer(1)
    guard !elements.isEmpty else {
      throw FunctionError("cannot use element function with an empty list", argument: 0)
    }
    let remainder = index % elements.count
    return elements[remainder < 0 ? remainder + elements.count : remainder]
  }

  static let flatten = Function(
    "flatten", "Replaces the elements that are lists by their elements, at any depth.",
    .init("list", .dynamic, "A list, set or tuple.", unknowns: .inside, allowsMarks: true),
    result: .type(.dynamic)
  ) { arguments throws(FunctionError) in
    guard arguments[0].elements != nil else {
      throw FunctionError("can only flatten lists, sets and tuples", argument: 0)
    }
    var flattened: [Value] = []
    var marks: Marks = []
    guard flatten(arguments[0], into: &flattened, &marks) else { return .dynamic.marked(marks) }
    return .tuple(flattened).marked(marks)
  }

  /// Appends the leaves of `value`; false when some of them are not known yet.
  private static func flatten(_ value: Value, into leaves: inout [Value], _ marks: inout Marks) -> Bool {
    guard let elements = value.elements else {
      leaves.append(value)
      // What is unknown may turn out to be a list, unless its type says otherwise.
      return value.isKnown || value.type.isPrimitive || value.type.isMapLike
    }
    marks.formUnion(value.marks)
    var isKnown = true
    for element in elements where !flatten(element, into: &leaves, &marks) { isKnown = false }
    return isKnown
  }

  static let one = Function(
    "one", "Returns the only element, or null when there is none: for lists that `count` or a splat made.",
    .init("list", .dynamic, "A list, set or tuple of at most one element.", unknowns: .inside),
    result: .inferred { arguments throws(FunctionError) in
      try arguments.require(0, notOne) { $0.isListOrTuple || $0.isSet }
      return arguments[0].elements?.first?.type ?? arguments[0].type.elementType ?? .dynamic
    },
    refinement: .none
  ) { arguments throws(FunctionError) in
    guard let elements = arguments[0].elements, elements.count <= 1 else {
      throw FunctionError(notOne, argument: 0)
    }
    return elements.first ?? .null(arguments[0].type.elementType ?? .dynamic)
  }

  private static let notOne = "must be a list, set, or tuple value with either zero or one elements"

  static let reverse = Function(
    "reverse", "Reverses the order of the elements.",
    .init("list", .dynamic, "A list, tuple or set.", unknowns: .inside, allowsMarks: true),
    result: .inferred { arguments throws(FunctionError) in
      if case .set(let element) = arguments[0].type { return .list(element) }
      try arguments.require(0, irreversible(arguments[0]), \.isListOrTuple)
      return arguments[0].isKnown ? try reversed(arguments[0]).type : arguments[0].type
    }
  ) { arguments throws(FunctionError) in try reversed(arguments[0]).marked(as: arguments) }

  private static func reversed(_ value: Value) throws(FunctionError) -> Value {
    switch value.content {
    case .list(let elements, let type), .set(let elements, let type): .list(elements.reversed(), of: type)
    case .tuple(let elements): .tuple(elements.reversed())
    case .null, .unknown, .bool, .number, .string, .map, .object:
      throw FunctionError(irreversible(value), argument: 0)
    }
  }

  private static func irreversible(_ value: Value) -> String {
    "can only reverse list or tuple values, not \(value.type.friendlyName)"
  }

  static let slice = Function(
    "slice", "Returns the elements from one place up to, and without, another.",
    .init("list", .dynamic, "A list or tuple.", unknowns: .inside, allowsMarks: true),
    .init("start_index", .number, "The place of the first element, from 0."),
    .init("end_index", .number, "The place after the last element."),
    result: .inferred { arguments throws(FunctionError) in
      try arguments.require(0, "must be a list or tuple value") { $0.isListOrTuple || $0.isSet }
      return arguments.allSatisfy(\.isKnown) ? try sliced(arguments).type : arguments[0].type.asListOnly
    }
  ) { arguments throws(FunctionError) in try sliced(arguments).marked(as: arguments) }

  private static func sliced(_ arguments: [Value]) throws(FunctionError) -> Value {
    guard case .list(let elements, let type) = arguments[0].asList else {
      throw FunctionError(
        arguments[0].elements == nil
          ? "must be a list or tuple value"
          : "cannot slice a set, because its elements do not have indices; convert it with tolist first",
        argument: 0)
    }
    let (start, end) = (try arguments.integer(1), try arguments.integer(2))
    guard start >= 0 else { throw FunctionError("start index must not be less than zero", argument: 1) }
    guard end <= elements.count else {
      throw FunctionError("end index must not be greater than the length of the list", argument: 2)
    }
    guard start <= end else {
      throw FunctionError("start index must not be greater than end index", argument: 1)
    }
    let slice = Array(elements[start..<end])
    if case .tuple = arguments[0].content { return .tuple(slice) }
    return .list(slice, of: type)
  }
}

extension ValueType {
  /// Whether it is a list or tuple type.
  var isList: Bool {
    switch self {
    case .list, .tuple: true
    case .dynamic, .string, .number, .bool, .set, .map, .object: false
    }
  }

  /// The element type of a list.
  var listElement: ValueType? {
    if case .list(let element) = self { element } else { nil }
  }

  /// The type if it is a list's, or else `any`: what a part of a value of the type is.
  var asListOnly: ValueType { listElement == nil ? .dynamic : self }

  var isMapLike: Bool {
    switch self {
    case .map, .object: true
    case .dynamic, .string, .number, .bool, .list, .set, .tuple: false
    }
  }
}
