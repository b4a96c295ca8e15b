import ProviderKit
import Values

/// One attribute or kind of block of a resource, and where it stands in what Azure stores of it.
///
/// Where it stands follows from its name: `min_size` is `minSize` in `properties` of the resource, or in the object of
/// its block. ``Trait/at(_:)`` says otherwise.
struct Field: Sendable {
  let name: String
  var kind: Kind
  var origin = AttributeSchema.Origin.optional
  /// Member by member from the object of the shape; empty where Azure's object does not have it.
  var path: [String]
  /// Whether a change takes another resource.
  var isFixed = false
  /// Whether it is secret; Azure then often does not give it back.
  var isSensitive = false
  var sameness = Sameness.exact
  var rules: [ValueRule] = []
  var deprecation: String?
  /// What makes this computed attribute another one when it changes.
  var followed: [String] = []
  var minItems = 0
  var maxItems: Int?
  var summary: String

  enum Kind: Sendable {
    case plain(Coding)
    /// At most one block, which is an object.
    case block(Shape)
    /// Blocks in order, which are a list of objects.
    case blocks(Shape)
    /// Blocks in any order.
    case blockSet(Shape)

    var shape: Shape? {
      switch self {
      case .plain: nil
      case .block(let shape), .blocks(let shape), .blockSet(let shape): shape
      }
    }
  }

  /// When two texts mean the same to Azure.
  enum Sameness: Sendable {
    case exact
    /// Ids, and names of choices.
    case anyCase
    /// `West Europe` is `westeurope`.
    case location
  }

  /// What more there is to say of a field.
  enum Trait: Sendable {
    case required
    case computed
    /// Azure decides where the configuration does not.
    case open
    case usually(Value)
    case fixed
    case secret
    /// Where it stands, from the top of the object: `.at("sku.name")`.
    case at(String)
    /// Azure's object does not have it.
    case local
    case anyCase
    case location
    case oneOf([String])
    case rule(ValueRule)
    case deprecated(String)
    case follows([String])
    case atLeast(Int)
    case atMost(Int)

    static func usual(_ text: String) -> Trait { .usually(.string(text)) }
  }

  private init(_ name: String, _ kind: Kind, _ summary: String, _ traits: [Trait]) {
    self.name = name
    self.kind = kind
    self.summary = summary
    path = ["", KeyStrategy.snakeCase.key(for: name)]
    for trait in traits { take(trait) }
  }

  private mutating func take(_ trait: Trait) {
    switch trait {
    case .required: origin = .required
    case .computed: origin = .computed
    case .open: origin = .optionalComputed
    case .usually(let value): origin = .defaulted(value)
    case .fixed: isFixed = true
    case .secret: isSensitive = true
    case .at(let text): path = text.split(separator: ".").map(String.init)
    case .local: path = []
    case .anyCase: sameness = .anyCase
    case .location: sameness = .location
    case .oneOf(let choices): rules.append(.oneOf(choices))
    case .rule(let rule): rules.append(rule)
    case .deprecated(let text): deprecation = text
    case .follows(let names): followed = names
    case .atLeast(let count): minItems = count
    case .atMost(let count): maxItems = count
    }
  }

  /// The field as it stands in objects of which most is below `prefix`.
  fileprivate func placed(in prefix: [String]) -> Field {
    guard path.first == "" else { return self }
    var field = self
    field.path = prefix + path.dropFirst()
    return field
  }
}

// MARK: Declaring

extension Field {
  static func plain(_ name: String, _ coding: Coding, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(coding), summary, traits)
  }

  static func text(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.text), summary, traits)
  }

  static func flag(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.flag), summary, traits)
  }

  static func number(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.number), summary, traits)
  }

  static func texts(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.texts), summary, traits)
  }

  static func textSet(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.textSet), summary, traits)
  }

  static func map(_ name: String, _ summary: String, _ traits: Trait...) -> Field {
    Field(name, .plain(.map), summary, traits)
  }

  static func block(_ name: String, _ summary: String, _ shape: Shape, _ traits: Trait...) -> Field {
    Field(name, .block(shape), summary, traits + [.atMost(1)])
  }

  static func blocks(_ name: String, _ summary: String, _ shape: Shape, _ traits: Trait...) -> Field {
    Field(name, .blocks(shape), summary, traits)
  }

  static func blockSet(_ name: String, _ summary: String, _ shape: Shape, _ traits: Trait...) -> Field {
    Field(name, .blockSet(shape), summary, traits)
  }
}

/// The fields of a resource or of a block.
struct Shape: Sendable {
  let fields: [Field]

  /// - Parameter prefix: where most of the fields stand in Azure's object: `properties`.
  init(in prefix: String? = nil, _ fields: [Field]) {
    let prefix = prefix?.split(separator: ".").map(String.init) ?? []
    self.fields = fields.map { $0.placed(in: prefix) }
  }

  subscript(name: String) -> Field? { fields.first { $0.name == name } }

  var objectType: ValueType {
    .object(Dictionary(fields.map { ($0.name, $0.valueType) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension Field {
  var valueType: ValueType {
    switch kind {
    case .plain(let coding): coding.type
    case .block(let shape), .blocks(let shape): .list(shape.objectType)
    case .blockSet(let shape): .set(shape.objectType)
    }
  }

  /// What is recorded when Azure's object does not have it.
  var absent: Value {
    if case .defaulted(let value) = origin { return value }
    if kind.shape != nil { return collection([]) }
    return .null(valueType)
  }

  func collection(_ elements: [Value]) -> Value {
    guard let shape = kind.shape else { return .null(valueType) }
    if case .blockSet = kind { return .set(elements, of: shape.objectType) }
    return .list(elements, of: shape.objectType)
  }

  /// Whether the configuration may say nothing and there be something all the same.
  var isInferred: Bool { origin == .computed || origin == .optionalComputed }

  /// Whether two known values mean the same to Azure.
  func isSame(_ one: Value, _ other: Value) -> Bool {
    if one == other || one.meaning == nil && other.meaning == nil { return true }
    if let one = one.asString, let other = other.asString { return sameness.holds(one, other) }
    guard sameness == .anyCase, let one = one.elements, let other = other.elements else { return false }
    let keys = { (values: [Value]) in values.compactMap { $0.asString?.lowercased() } }
    if case .set = valueType { return Set(keys(one)) == Set(keys(other)) }
    return keys(one) == keys(other)
  }
}

extension Field.Sameness {
  func holds(_ one: String, _ other: String) -> Bool {
    switch self {
    case .exact: one == other
    case .anyCase: one.lowercased() == other.lowercased()
    case .location: Self.location(one) == Self.location(other)
    }
  }

  static func location(_ text: String) -> String { text.lowercased().filter { $0 != " " } }
}
