/// The type of a ``Value``, in the terms of the Terraform language.
public indirect enum ValueType: Hashable, Sendable {
  /// `any`: not known yet, or not constrained.
  case dynamic
  case string
  case number
  case bool
  case list(ValueType)
  case set(ValueType)
  case map(ValueType)
  case tuple([ValueType])
  case object(ObjectType)

  /// An object type without optional attributes.
  public static func object(_ attributes: [String: ValueType]) -> ValueType {
    .object(ObjectType(attributes))
  }

  public var isPrimitive: Bool {
    switch self {
    case .string, .number, .bool: true
    case .dynamic, .list, .set, .map, .tuple, .object: false
    }
  }

  /// A list, set or map: a type with one element type.
  public var isCollection: Bool { elementType != nil }

  /// The element type of a list, set or map.
  public var elementType: ValueType? {
    switch self {
    case .list(let element), .set(let element), .map(let element): element
    case .dynamic, .string, .number, .bool, .tuple, .object: nil
    }
  }

  /// Whether `any` stands anywhere in the type.
  public var containsDynamic: Bool {
    switch self {
    case .dynamic: true
    case .string, .number, .bool: false
    case .list(let element), .set(let element), .map(let element): element.containsDynamic
    case .tuple(let elements): elements.contains(where: \.containsDynamic)
    case .object(let object): object.attributes.values.contains(where: \.containsDynamic)
    }
  }
}

/// The attributes of an object type, and which of them a value to convert may leave out.
public struct ObjectType: Hashable, Sendable {
  public var attributes: [String: ValueType]
  public var optional: Set<String>

  public init(_ attributes: [String: ValueType], optional: Set<String> = []) {
    self.attributes = attributes
    self.optional = optional
  }
}

extension ValueType {
  /// The type of the values that conversion to this type makes: no attribute is optional any more.
  public var withoutOptionalAttributes: ValueType {
    switch self {
    case .dynamic, .string, .number, .bool: self
    case .list(let element): .list(element.withoutOptionalAttributes)
    case .set(let element): .set(element.withoutOptionalAttributes)
    case .map(let element): .map(element.withoutOptionalAttributes)
    case .tuple(let elements): .tuple(elements.map(\.withoutOptionalAttributes))
    case .object(let object): .object(object.attributes.mapValues(\.withoutOptionalAttributes))
    }
  }
}

extension ValueType {
  /// The wording for diagnostics: `string`, `list of number`, `object`.
  public var friendlyName: String {
    switch self {
    case .dynamic: "dynamic"
    case .string: "string"
    case .number: "number"
    case .bool: "bool"
    case .list(let element): "list of \(element.friendlyName)"
    case .set(let element): "set of \(element.friendlyName)"
    case .map(let element): "map of \(element.friendlyName)"
    case .tuple: "tuple"
    case .object: "object"
    }
  }

  /// `a list of number`, `an object`.
  public var friendlyNameWithArticle: String {
    if case .object = self { "an object" } else { "a \(friendlyName)" }
  }

  /// The wording for what is wanted, where `any` is a wish: `any type`, `list of any single type`.
  public var constraintName: String {
    switch self {
    case .dynamic: "any type"
    case .list(.dynamic): "list of any single type"
    case .set(.dynamic): "set of any single type"
    case .map(.dynamic): "map of any single type"
    case .list(let element): "list of \(element.constraintName)"
    case .set(let element): "set of \(element.constraintName)"
    case .map(let element): "map of \(element.constraintName)"
    case .string, .number, .bool, .tuple, .object: friendlyName
    }
  }
}

extension ValueType: CustomStringConvertible {
  /// The type in the syntax of a type constraint: `map(object({a=string, b=optional(number)}))`.
  public var description: String {
    switch self {
    case .dynamic: "any"
    case .string, .number, .bool: friendlyName
    case .list(let element): "list(\(element))"
    case .set(let element): "set(\(element))"
    case .map(let element): "map(\(element))"
    case .tuple(let elements): "tuple([\(elements.map(\.description).joined(separator: ", "))])"
    case .object(let object):
      "object({"
        + object.attributes.sorted { $0.key < $1.key }
        .map {
          object.optional.contains($0.key) ? "\($0.key)=optional(\($0.value))" : "\($0.key)=\($0.value)"
        }
        .joined(separator: ", ") + "})"
    }
  }
}
