/// A JSON text as a tree. Members keep their order and numbers all their digits.
///
/// Equality is that of the trees: two objects with the same members in another order differ.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Number)
  /// As written: unlike in ``Value``, not NFC-normalised.
  case string(String)
  case array([JSON])
  /// No two members have the same key.
  case object([Member])

  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

// MARK: Asking

extension JSON {
  public var isNull: Bool { self == .null }

  public var asBool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  public var asNumber: Number? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The number as an integer; nil when it has a fraction or does not fit.
  public var asInt: Int? { asNumber?.int }

  public var asString: String? {
    if case .string(let string) = self { string } else { nil }
  }

  public var elements: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The member of an object with the key; nil when there is none, or this is no object.
  ///
  /// Setting replaces the member or appends it; setting nil removes it. Setting a member of anything but an
  /// object does nothing.
  public subscript(key: String) -> JSON? {
    get { members?.first { $0.key == key }?.value }
    set {
      guard case .object(var members) = self else { return }
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// The element of an array at the index; nil when there is none, or this is no array.
  public subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The kind of value, for diagnostics.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

// MARK: Literals

// No literal `nil`: next to optionals it would be null here and none there.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral bool: Bool) { self = .bool(bool) }
  public init(integerLiteral integer: Int) { self = .number(Number(integer)) }
  public init(stringLiteral string: String) { self = .string(string) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// The keys must differ.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0, $1) })
  }
}
