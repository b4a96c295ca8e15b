import PluginWire
import Values

/// Makes those schemas of ours that go over the wire. What a schema of ours says of replacement is the provider's own
/// business; a default makes an attribute one that the provider may compute.
struct SchemaWriter {
  private let fields: Fields.Attribute

  init(_ version: PluginProtocol) { fields = Fields.Attribute(version) }

  func write(_ schema: Schema, to message: inout WireWriter, _ field: Int) {
    message.message(field) { message in
      message.integer(Fields.Schema.version, schema.version)
      message.message(Fields.Schema.block) { write(schema.block, to: &$0) }
    }
  }

  private func write(_ block: BlockSchema, to message: inout WireWriter) {
    write(block.attributes, to: &message, Fields.Block.attributes)
    for (name, nested) in block.blocks.sorted(by: { $0.key < $1.key }) {
      message.message(Fields.Block.blocks) { message in
        message.text(Fields.NestedBlock.name, name)
        message.message(Fields.NestedBlock.block) { write(nested.block, to: &$0) }
        message.integer(Fields.NestedBlock.nesting, Self.number(of: nested.nesting))
        guard nested.nesting == .list || nested.nesting == .set else { return }
        message.integer(Fields.NestedBlock.minItems, nested.minItems)
        message.integer(Fields.NestedBlock.maxItems, nested.maxItems ?? 0)
      }
    }
    message.text(Fields.Block.summary, block.summary)
    message.bool(Fields.Block.isDeprecated, block.isDeprecated)
  }

  private func write(
    _ attributes: [String: AttributeSchema], to message: inout WireWriter, _ field: Int
  ) {
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
      message.message(field) { write(name, attribute, to: &$0) }
    }
  }

  private func write(_ name: String, _ attribute: AttributeSchema, to message: inout WireWriter) {
    message.text(fields.name, name)
    if let nested = attribute.nested, let field = fields.nested {
      message.message(field) { message in
        write(nested.attributes, to: &message, Fields.NestedObject.attributes)
        message.integer(Fields.NestedObject.nesting, Self.number(of: nested.nesting))
      }
    } else {
      message.bytes(fields.type, JSON(attribute.type).bytes())
    }
    message.text(fields.summary, attribute.summary)
    message.bool(fields.isRequired, attribute.isRequired)
    message.bool(fields.isOptional, attribute.isConfigurable && !attribute.isRequired)
    message.bool(fields.isComputed, attribute.isComputed)
    message.bool(fields.isSensitive, attribute.isSensitive)
    message.bool(fields.isWriteOnly, attribute.isWriteOnly)
    message.bool(fields.isDeprecated, attribute.deprecation != nil)
    message.text(fields.deprecation, attribute.deprecation ?? "")
  }

  private static func number(of nesting: NestedBlockSchema.Nesting) -> Int {
    switch nesting {
    case .single: 1
    case .list: 2
    case .set: 3
    case .map: 4
    case .group: 5
    }
  }

  private static func number(of nesting: NestedAttributes.Nesting) -> Int {
    switch nesting {
    case .single: 1
    case .list: 2
    case .set: 3
    case .map: 4
    }
  }
}
