import Values

/// Gives computed attributes values that nobody has computed: those that a test names, and for the rest zero,
/// false, a short random string or an empty collection.
struct MadeUpObject {
  /// Whether computed attributes that are null get a value, too: in data sources nothing is planned first.
  let fillsNull: Bool

  func object(_ schema: BlockSchema, _ object: Value, _ given: Value?) -> Value {
    guard object.isKnown, !object.isNull, var members = object.keyedElements else {
      return object.isNull ? object : self.object(schema, Self.empty(schema), given)
    }
    let given = given?.keyedElements
    for (name, attribute) in schema.attributes {
      members[name] = value(of: attribute, members[name] ?? .null(attribute.type), given?[name])
    }
    for (name, nested) in schema.blocks {
      guard let blocks = members[name] else { continue }
      members[name] = self.blocks(nested, blocks, given?[name])
    }
    return .object(members)
  }

  private static func empty(_ schema: BlockSchema) -> Value {
    let attributes = schema.attributes.map { ($0.key, Value.null($0.value.type)) }
    let blocks = schema.blocks.map { ($0.key, Value.null($0.value.impliedType)) }
    return schema.withEmptyBlocks(.object(KeyedValues(attributes + blocks)))
  }

  private func value(of attribute: AttributeSchema, _ current: Value, _ given: Value?) -> Value {
    guard attribute.isComputed, !current.isKnown || fillsNull && current.isNull else {
      return current.isWhollyKnown ? current : .null(attribute.type)
    }
    if let given, let fitting = try? given.converted(to: attribute.type) { return fitting }
    if case .defaulted(let value) = attribute.origin { return value }
    return Self.madeUp(attribute.type)
  }

  private func blocks(_ nested: NestedBlockSchema, _ current: Value, _ given: Value?) -> Value {
    guard current.isKnown, !current.isNull else {
      return current.isNull ? current : .null(nested.impliedType)
    }
    switch nested.nesting {
    case .single, .group: return object(nested.block, current, given)
    case .list, .set, .map: return current.mapElements { object(nested.block, $0, given) }
    }
  }

  /// A value of a type: the least one there is, or a random word.
  private static func madeUp(_ type: ValueType) -> Value {
    switch type {
    case .string: .string(word())
    case .number: .number(0)
    case .bool: .bool(false)
    case .list(let element): .list([], of: element)
    case .set(let element): .set([], of: element)
    case .map(let element): .map([:], of: element)
    case .tuple(let elements): .tuple(elements.map(madeUp))
    case .object(let object): .object(KeyedValues(object.attributes.map { ($0.key, madeUp($0.value)) }))
    case .dynamic: .null(.dynamic)
    }
  }

  private static func word() -> String {
    String((0..<8).compactMap { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() })
  }
}
