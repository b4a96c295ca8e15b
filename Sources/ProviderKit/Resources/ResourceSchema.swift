public import Values

/// A schema with the rules that its values must keep: the declaration that documentation, validation and
/// planning of a resource all read.
///
///     static let schema = ResourceSchema(
///       "A named volume that containers on one engine can share.",
///       .argument("name", .string, .optionalComputed, requiresReplace: true, "The engine picks one if unset."),
///       .blocks("labels", .set, Label.schema, requiresReplace: true),
///       .computed("mountpoint", .string, "Where the engine's host keeps the data."))
public struct ResourceSchema: Sendable {
  public var schema: Schema
  public var rules: [AttributeRule]
  /// Whether objects have the attribute `id`.
  public private(set) var hasID = true

  /// The same for objects without the attribute `id`.
  public var withoutID: ResourceSchema {
    var schema = self
    schema.hasID = false
    return schema
  }

  public init(_ summary: String, version: Int = 0, _ members: Member...) {
    self.init(summary, version: version, members: members)
  }

  public init(_ summary: String, version: Int = 0, members: [Member]) {
    var block = BlockSchema(summary)
    var rules: [AttributeRule] = []
    for member in members { member.add(to: &block, &rules) }
    schema = Schema(version: version, block: block)
    self.rules = rules
  }

  /// One attribute or nested block.
  public struct Member: Sendable {
    let add: @Sendable (inout BlockSchema, inout [AttributeRule]) -> Void

    func add(to block: inout BlockSchema, _ rules: inout [AttributeRule]) { add(&block, &rules) }
  }
}

extension ResourceSchema.Member {
  /// An attribute that the configuration may set.
  public static func argument(
    _ name: String, _ type: ValueType, _ origin: AttributeSchema.Origin = .optional,
    requiresReplace: Bool = false, sensitive: Bool = false, deprecated: String? = nil,
    rules: [ValueRule] = [], _ summary: String
  ) -> Self {
    Self { block, all in
      block.attributes[name] = AttributeSchema(
        type, origin, summary, requiresReplace: requiresReplace, isSensitive: sensitive,
        deprecation: deprecated)
      all += rules.map { AttributeRule([name], $0) }
    }
  }

  /// An attribute that the configuration may set and nothing more is to be said about.
  public static func argument(_ name: String, _ type: ValueType, _ summary: String) -> Self {
    argument(name, type, .optional, summary)
  }

  /// An argument whose value goes to the provider and is recorded nowhere. A change of it shows only in another
  /// argument, such as its version.
  public static func writeOnly(_ name: String, _ type: ValueType, rules: [ValueRule] = [], _ summary: String)
    -> Self
  {
    Self { block, all in
      block.attributes[name] = AttributeSchema(type, .optional, summary, isSensitive: true, isWriteOnly: true)
      all += rules.map { AttributeRule([name], $0) }
    }
  }

  /// An argument whose value is an object, or a collection of objects, with a schema of its own: written as
  /// `name = [{ … }]`, where what is not required may be left out.
  public static func objects(
    _ name: String, _ nesting: NestedAttributes.Nesting, _ content: ResourceSchema,
    _ origin: AttributeSchema.Origin = .optional, requiresReplace: Bool = false, rules: [ValueRule] = []
  ) -> Self {
    Self { block, all in
      let nested = NestedAttributes(nesting, content.schema.block.attributes)
      block.attributes[name] = AttributeSchema(
        nested.type, origin, content.schema.block.summary, requiresReplace: requiresReplace, nested: nested)
      all +=
        rules.map { AttributeRule([name], $0) }
        + content.rules.map { AttributeRule([name] + $0.path, $0.rule) }
    }
  }

  /// An attribute that only the provider sets.
  public static func computed(
    _ name: String, _ type: ValueType, sensitive: Bool = false, deprecated: String? = nil, _ summary: String
  ) -> Self {
    Self { block, _ in
      block.attributes[name] = AttributeSchema(
        type, .computed, summary, isSensitive: sensitive, deprecation: deprecated)
    }
  }

  /// Nested blocks with a schema of their own.
  public static func blocks(
    _ name: String, _ nesting: NestedBlockSchema.Nesting, _ content: ResourceSchema, min: Int = 0,
    max: Int? = nil, requiresReplace: Bool = false, isComputed: Bool = false, deprecated: String? = nil
  ) -> Self {
    Self { block, all in
      block.blocks[name] = NestedBlockSchema(
        nesting, content.schema.block, minItems: min, maxItems: max, requiresReplace: requiresReplace,
        isComputed: isComputed, deprecation: deprecated)
      all += content.rules.map { AttributeRule([name] + $0.path, $0.rule) }
    }
  }

  /// Members declared elsewhere: what keeps the schema of a large resource readable.
  public static func group(_ members: [Self]) -> Self {
    Self { block, all in
      for member in members { member.add(to: &block, &all) }
    }
  }

  /// A rule between attributes.
  public static func rule(_ name: String, _ rule: ValueRule) -> Self {
    Self { _, all in all.append(AttributeRule([name], rule)) }
  }
}
