import Values

/// A declared schema as the engine is shown it: with the attribute `id`, and the type that follows.
struct ServedSchema: Sendable {
  let schema: Schema
  let rules: [AttributeRule]
  /// The type of the objects that the schema describes.
  let objectType: ValueType

  /// `summary` is that of the attribute `id`; nil for a schema without one, such as that of a provider.
  init(_ declared: ResourceSchema, idSummary: String? = nil) {
    var schema = declared.schema
    if let idSummary, schema.block.attributes["id"] == nil {
      schema.block.attributes["id"] = AttributeSchema(.string, .computed, idSummary)
    }
    self.schema = schema
    rules = declared.rules
    objectType = schema.block.impliedType
  }

  var block: BlockSchema { schema.block }
}
