/// The shape of a resource, data source or provider configuration: what may be written in its block and
/// what can be read from it. Documentation, validation and planning all read it.
public struct Schema: Hashable, Sendable {
  /// The version that objects in the state were written with; see `ProviderAPI`'s state upgrade.
  public var version: Int
  public var block: BlockSchema
  /// What objects of the type are told apart by, beside their attributes; nil where nothing is.
  public var identity: IdentitySchema?

  public init(version: Int = 0, block: BlockSchema, identity: IdentitySchema? = nil) {
    self.version = version
    self.block = block
    self.identity = identity
  }
}

/// The attributes and nested blocks of one block.
public struct BlockSchema: Hashable, Sendable {
  /// One sentence or more, in Markdown.
  public var summary: String
  public var attributes: [String: AttributeSchema]
  public var blocks: [String: NestedBlockSchema]
  public var isDeprecated: Bool

  public init(
    _ summary: String = "", attributes: [String: AttributeSchema] = [:],
    blocks: [String: NestedBlockSchema] = [:], isDeprecated: Bool = false
  ) {
    self.summary = summary
    self.attributes = attributes
    self.blocks = blocks
    self.isDeprecated = isDeprecated
  }
}

/// One attribute of a block.
public struct AttributeSchema: Hashable, Sendable {
  /// Who gives the attribute its value.
  public enum Origin: Hashable, Sendable {
    /// The configuration, always.
    case required
    /// The configuration; null when it does not.
    case optional
    /// The configuration; `Value` when it does not.
    case defaulted(Value)
    /// The configuration, or else the provider.
    case optionalComputed
    /// The provider, always.
    case computed
  }

  public var type: ValueType
  public var origin: Origin
  public var summary: String
  /// A change of the attribute cannot be made in place.
  public var requiresReplace: Bool
  public var isSensitive: Bool
  /// The value is passed to the provider and stored nowhere.
  public var isWriteOnly: Bool
  /// Why not to use the attribute any more, and what to use; nil when it is current.
  public var deprecation: String?
  /// The attributes of an object-typed attribute that has a schema of its own (protocol 6).
  public var nested: NestedAttributes?

  public init(
    _ type: ValueType, _ origin: Origin, _ summary: String = "", requiresReplace: Bool = false,
    isSensitive: Bool = false, isWriteOnly: Bool = false, deprecation: String? = nil,
    nested: NestedAttributes? = nil
  ) {
    self.type = type
    self.origin = origin
    self.summary = summary
    self.requiresReplace = requiresReplace
    self.isSensitive = isSensitive
    self.isWriteOnly = isWriteOnly
    self.deprecation = deprecation
    self.nested = nested
  }

  public var isRequired: Bool { origin == .required }

  /// Whether the provider may give the attribute a value that the configuration does not.
  public var isComputed: Bool {
    switch origin {
    case .optionalComputed, .computed, .defaulted: true
    case .required, .optional: false
    }
  }

  /// Whether the configuration may set the attribute.
  public var isConfigurable: Bool { origin != .computed }
}

/// The schema inside an attribute whose type is an object or a collection of objects.
public struct NestedAttributes: Hashable, Sendable {
  public enum Nesting: String, Hashable, Sendable {
    case single, list, set, map
  }

  public var nesting: Nesting
  public var attributes: [String: AttributeSchema]

  public init(_ nesting: Nesting, _ attributes: [String: AttributeSchema]) {
    self.nesting = nesting
    self.attributes = attributes
  }

  /// The type of the values that the schema describes.
  public var type: ValueType {
    let object = ValueType.object(attributes.mapValues(\.type))
    return switch nesting {
    case .single: object
    case .list: .list(object)
    case .set: .set(object)
    case .map: .map(object)
    }
  }

  /// What one of the objects may hold.
  public var block: BlockSchema { BlockSchema(attributes: attributes) }
}

/// A kind of block that may stand inside another.
public struct NestedBlockSchema: Hashable, Sendable {
  public enum Nesting: String, Hashable, Sendable {
    /// At most one; null when absent.
    case single
    /// At most one; an object of nulls when absent.
    case group
    case list
    case set
    /// Keyed by the block's one label.
    case map
  }

  public var nesting: Nesting
  public var block: BlockSchema
  public var minItems: Int
  /// nil when there is no limit.
  public var maxItems: Int?
  /// A change inside cannot be made in place.
  public var requiresReplace: Bool
  /// The provider supplies blocks when the configuration has none.
  public var isComputed: Bool
  public var deprecation: String?

  public init(
    _ nesting: Nesting, _ block: BlockSchema, minItems: Int = 0, maxItems: Int? = nil,
    requiresReplace: Bool = false, isComputed: Bool = false, deprecation: String? = nil
  ) {
    self.nesting = nesting
    self.block = block
    self.minItems = minItems
    self.maxItems = maxItems
    self.requiresReplace = requiresReplace
    self.isComputed = isComputed
    self.deprecation = deprecation
  }
}

extension BlockSchema {
  /// The type of the object that the block stands for.
  public var impliedType: ValueType {
    var types = attributes.mapValues(\.type)
    for (name, nested) in blocks { types[name] = nested.impliedType }
    return .object(types)
  }
}

extension NestedBlockSchema {
  public var impliedType: ValueType {
    let object = block.impliedType
    switch nesting {
    case .single, .group: return object
    case .list: return object.containsDynamic ? .dynamic : .list(object)
    case .set: return .set(object)
    case .map: return object.containsDynamic ? .dynamic : .map(object)
    }
  }
}
