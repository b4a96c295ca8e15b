/// A value of the Terraform language.
///
/// Its type, whether it is null, whether it is known yet and how it is marked are independent of one
/// another. *Operations* (everything that computes with values) are total over unknown and marked values
/// and carry those facts to their result; *integration* (``ValueDecoder``, ``JSON``) enters and leaves.
public struct Value: Hashable, Sendable {
  /// What the value is, its marks aside.
  public enum Content: Hashable, Sendable {
    /// The absence of a value of a type.
    case null(ValueType)
    /// A value of a type that is known only after apply.
    case unknown(ValueType, Refinement)
    case bool(Bool)
    case number(Number)
    /// NFC-normalised.
    case string(String)
    case list([Value], element: ValueType)
    /// In the order of ``Value/set(_:of:)``, without duplicates.
    case set([Value], element: ValueType)
    case map(KeyedValues, element: ValueType)
    case tuple([Value])
    case object(KeyedValues)
  }

  public var content: Content
  /// The marks of this value itself; those of its elements are on the elements. The elements of a set
  /// carry none: theirs are on the set.
  public var marks: Marks

  public init(_ content: Content, marks: Marks = []) {
    self.content = content
    self.marks = marks
  }
}

// MARK: Making values

extension Value {
  public static func null(_ type: ValueType) -> Value { Value(.null(type)) }

  public static func unknown(_ type: ValueType, _ refinement: Refinement = .none) -> Value {
    Value(.unknown(type, refinement))
  }

  /// An unknown value of unknown type: what an expression with an error in it evaluates to.
  public static let dynamic = Value.unknown(.dynamic)

  public static func bool(_ bool: Bool) -> Value { Value(.bool(bool)) }
  public static func number(_ number: Number) -> Value { Value(.number(number)) }
  public static func number(_ integer: Int) -> Value { Value(.number(Number(integer))) }

  /// A string, normalised to NFC.
  public static func string(_ string: String) -> Value { Value(.string(string.normalisedNFC)) }

  /// A list; the elements must already be of the element type.
  public static func list(_ elements: [Value], of element: ValueType) -> Value {
    Value(.list(elements, element: element))
  }

  /// A set; takes the marks of the elements upon itself, drops duplicates and puts the rest in order.
  ///
  /// An element that is not wholly known yet stays, for it may turn out to differ from every other.
  public static func set(_ elements: some Sequence<Value>, of element: ValueType) -> Value {
    var marks: Marks = []
    let bare = elements.map { value in
      marks.formUnion(value.deepMarks)
      return value.withoutDeepMarks
    }
    var distinct: [Value] = []
    var seen: Set<Value> = []
    for value in bare where !value.isWhollyKnown || seen.insert(value).inserted { distinct.append(value) }
    return Value(.set(inSetOrder(distinct, of: element), element: element), marks: marks)
  }

  /// A map; the elements must already be of the element type.
  public static func map(_ elements: KeyedValues, of element: ValueType) -> Value {
    Value(.map(elements, element: element))
  }

  public static func tuple(_ elements: [Value]) -> Value { Value(.tuple(elements)) }
  public static func object(_ attributes: KeyedValues) -> Value { Value(.object(attributes)) }

  public func marked(_ marks: Marks) -> Value {
    marks.isSubset(of: self.marks) ? self : Value(content, marks: self.marks.union(marks))
  }

  public func unmarked() -> Value { marks.isEmpty ? self : Value(content) }
}

// MARK: Asking values

extension Value {
  public var type: ValueType {
    switch content {
    case .null(let type), .unknown(let type, _): type
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .list(_, let element): .list(element)
    case .set(_, let element): .set(element)
    case .map(_, let element): .map(element)
    case .tuple(let elements): .tuple(elements.map(\.type))
    case .object(let attributes):
      .object(Dictionary(uniqueKeysWithValues: attributes.map { ($0.key, $0.value.type) }))
    }
  }

  public var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// Whether the value itself is known; its elements may still be unknown.
  public var isKnown: Bool {
    if case .unknown = content { false } else { true }
  }

  /// Whether the value and everything in it is known.
  public var isWhollyKnown: Bool {
    switch content {
    case .unknown: false
    case .null, .bool, .number, .string: true
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      elements.allSatisfy(\.isWhollyKnown)
    case .map(let elements, _), .object(let elements): elements.values.allSatisfy(\.isWhollyKnown)
    }
  }

  public var isSensitive: Bool { marks.contains(.sensitive) }

  /// The marks of the value and of everything in it.
  public var deepMarks: Marks {
    switch content {
    case .null, .unknown, .bool, .number, .string: marks
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      elements.reduce(marks) { $0.union($1.deepMarks) }
    case .map(let elements, _), .object(let elements):
      elements.values.reduce(marks) { $0.union($1.deepMarks) }
    }
  }

  /// The value with no mark left on it or in it.
  public var withoutDeepMarks: Value {
    deepMarks.isEmpty ? self : Value(mapElements(\.withoutDeepMarks).content)
  }

  public var asBool: Bool? {
    if case .bool(let bool) = content { bool } else { nil }
  }

  public var asNumber: Number? {
    if case .number(let number) = content { number } else { nil }
  }

  /// The number as an integer; nil when it has a fraction or does not fit.
  public var asInt: Int? { asNumber?.int }

  public var asString: String? {
    if case .string(let string) = content { string } else { nil }
  }

  /// The elements of a known list, set or tuple, in order.
  public var elements: [Value]? {
    switch content {
    case .list(let elements, _), .set(let elements, _), .tuple(let elements): elements
    case .null, .unknown, .bool, .number, .string, .map, .object: nil
    }
  }

  /// The elements of a known map or the attributes of an object.
  public var keyedElements: KeyedValues? {
    switch content {
    case .map(let elements, _), .object(let elements): elements
    case .null, .unknown, .bool, .number, .string, .list, .set, .tuple: nil
    }
  }

  /// The same value with each direct element replaced. The transform must keep the elements' types.
  public func mapElements<E>(_ transform: (Value) throws(E) -> Value) throws(E) -> Value {
    switch content {
    case .null, .unknown, .bool, .number, .string: return self
    case .list(let elements, let type):
      return Value(.list(try elements.mapped(transform), element: type), marks: marks)
    case .set(let elements, let type):
      return Value.set(try elements.mapped(transform), of: type).marked(marks)
    case .tuple(let elements): return Value(.tuple(try elements.mapped(transform)), marks: marks)
    case .map(let elements, let type):
      return Value(.map(try elements.mapValues(transform), element: type), marks: marks)
    case .object(let elements):
      return Value(.object(try elements.mapValues(transform)), marks: marks)
    }
  }
}

extension [Value] {
  fileprivate func mapped<E>(_ transform: (Value) throws(E) -> Value) throws(E) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(count)
    for element in self { result.append(try transform(element)) }
    return result
  }
}
