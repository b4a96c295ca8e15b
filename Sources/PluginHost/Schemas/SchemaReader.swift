import PluginWire
import Values

/// Makes our schemas of those on the wire.
struct SchemaReader {
  /// Blocks may nest no deeper: what a provider sends must not exhaust the stack.
  private static let maxDepth = 64

  private let fields: Fields.Attribute

  init(_ version: PluginProtocol) { fields = Fields.Attribute(version) }

  func schema(_ bytes: ArraySlice<UInt8>) throws -> Schema {
    let message = try WireMessage(bytes)
    let content = try message.message(Fields.Schema.block)
    return Schema(
      version: message.integer(Fields.Schema.version),
      block: try content.map { try block($0, depth: 0) } ?? BlockSchema())
  }

  static func identity(_ bytes: ArraySlice<UInt8>) throws -> IdentitySchema {
    let message = try WireMessage(bytes)
    var identity = IdentitySchema(version: message.integer(Fields.Identity.version), attributes: [:])
    for attribute in try message.messages(Fields.Identity.attributes) {
      identity.attributes[attribute.text(Fields.Identity.name)] = IdentitySchema.Attribute(
        try type(attribute, Fields.Identity.type), attribute.text(Fields.Identity.summary),
        isRequired: attribute.bool(Fields.Identity.isRequired))
    }
    return identity
  }

  private func block(_ message: WireMessage, depth: Int) throws -> BlockSchema {
    guard depth < Self.maxDepth else { throw WireError(description: "its blocks nest too deep") }
    var block = BlockSchema(
      message.text(Fields.Block.summary), attributes: try attributes(message, Fields.Block.attributes, depth),
      isDeprecated: message.bool(Fields.Block.isDeprecated))
    for nested in try message.messages(Fields.Block.blocks) {
      guard let nesting = Self.blockNestings[nested.integer(Fields.NestedBlock.nesting)] else {
        throw WireError(description: "a kind of nested block is not known")
      }
      let inner = try nested.message(Fields.NestedBlock.block).map { try self.block($0, depth: depth + 1) }
      let maxItems = nested.integer(Fields.NestedBlock.maxItems)
      block.blocks[nested.text(Fields.NestedBlock.name)] = NestedBlockSchema(
        nesting, inner ?? BlockSchema(), minItems: nested.integer(Fields.NestedBlock.minItems),
        maxItems: maxItems > 0 ? maxItems : nil)
    }
    return block
  }

  private func attributes(
    _ message: WireMessage, _ field: Int, _ depth: Int
  ) throws -> [String: AttributeSchema] {
    var attributes: [String: AttributeSchema] = [:]
    for attribute in try message.messages(field) {
      attributes[attribute.text(fields.name)] = try self.attribute(attribute, depth)
    }
    return attributes
  }

  private func attribute(_ message: WireMessage, _ depth: Int) throws -> AttributeSchema {
    let nested = try nestedAttributes(message, depth)
    let type = try nested?.impliedType ?? Self.type(message, fields.type)
    var attribute = AttributeSchema(
      type, origin(message), message.text(fields.summary), isSensitive: message.bool(fields.isSensitive),
      isWriteOnly: message.bool(fields.isWriteOnly), nested: nested)
    if message.bool(fields.isDeprecated) {
      let reason = message.text(fields.deprecation)
      attribute.deprecation = reason.isEmpty ? "The provider advises against it." : reason
    }
    return attribute
  }

  private func origin(_ message: WireMessage) -> AttributeSchema.Origin {
    if message.bool(fields.isRequired) { return .required }
    guard message.bool(fields.isComputed) else { return .optional }
    return message.bool(fields.isOptional) ? .optionalComputed : .computed
  }

  private func nestedAttributes(_ message: WireMessage, _ depth: Int) throws -> NestedAttributes? {
    guard let field = fields.nested, let object = try message.message(field) else { return nil }
    guard depth < Self.maxDepth else { throw WireError(description: "its attributes nest too deep") }
    guard let nesting = Self.attributeNestings[object.integer(Fields.NestedObject.nesting)] else {
      throw WireError(description: "a kind of nested attribute is not known")
    }
    return NestedAttributes(nesting, try attributes(object, Fields.NestedObject.attributes, depth + 1))
  }

  private static func type(_ message: WireMessage, _ field: Int) throws -> ValueType {
    try ValueType(try JSON.parse(message.bytes(field) ?? [])).withoutOptionalAttributes
  }

  private static let blockNestings: [Int: NestedBlockSchema.Nesting] = [
    1: .single, 2: .list, 3: .set, 4: .map, 5: .group,
  ]
  private static let attributeNestings: [Int: NestedAttributes.Nesting] = [
    1: .single, 2: .list, 3: .set, 4: .map,
  ]
}

extension NestedAttributes {
  /// The type of an attribute that has these inside.
  fileprivate var impliedType: ValueType {
    let object = ValueType.object(attributes.mapValues(\.type))
    switch nesting {
    case .single: return object
    case .list: return .list(object)
    case .set: return .set(object)
    case .map: return .map(object)
    }
  }
}
