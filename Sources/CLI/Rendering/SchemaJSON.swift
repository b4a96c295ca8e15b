import Values

/// A schema as `terraform providers schema -json` prints it: format version 1.0.
struct SchemaJSON {
  private let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  var json: JSON { ["version": .number(Number(schema.version)), "block": Self.json(of: schema.block)] }

  static func json(of identity: IdentitySchema) -> JSON {
    let attributes = identity.attributes.sorted { $0.key < $1.key }.map { name, attribute in
      var json: JSON = ["type": JSON(attribute.type)]
      if !attribute.summary.isEmpty { json["description"] = .string(attribute.summary) }
      json[attribute.isRequired ? "required_for_import" : "optional_for_import"] = true
      return JSON.Member(name, json)
    }
    return ["version": .number(Number(identity.version)), "attributes": .object(attributes)]
  }

  private static func json(of block: BlockSchema) -> JSON {
    var json: JSON = .object([])
    if !block.attributes.isEmpty { json["attributes"] = Self.json(of: block.attributes) }
    if !block.blocks.isEmpty {
      json["block_types"] = .object(
        block.blocks.sorted { $0.key < $1.key }.map { JSON.Member($0, Self.json(of: $1)) })
    }
    describe(&json, block.summary)
    if block.isDeprecated { json["deprecated"] = true }
    return json
  }

  private static func json(of attributes: [String: AttributeSchema]) -> JSON {
    .object(attributes.sorted { $0.key < $1.key }.map { JSON.Member($0, Self.json(of: $1)) })
  }

  private static func json(of attribute: AttributeSchema) -> JSON {
    var json: JSON = .object([])
    if let nested = attribute.nested {
      json["nested_type"] = [
        "attributes": Self.json(of: nested.attributes), "nesting_mode": .string(nested.nesting.rawValue),
      ]
    } else {
      json["type"] = JSON(attribute.type)
    }
    describe(&json, attribute.summary)
    if attribute.deprecation != nil { json["deprecated"] = true }
    switch attribute.origin {
    case .required: json["required"] = true
    case .optional: json["optional"] = true
    case .defaulted, .optionalComputed:
      json["optional"] = true
      json["computed"] = true
    case .computed: json["computed"] = true
    }
    if attribute.isSensitive { json["sensitive"] = true }
    if attribute.isWriteOnly { json["write_only"] = true }
    return json
  }

  private static func json(of nested: NestedBlockSchema) -> JSON {
    var json: JSON = ["nesting_mode": .string("\(nested.nesting)"), "block": json(of: nested.block)]
    if nested.minItems > 0 { json["min_items"] = .number(Number(nested.minItems)) }
    if let maximum = nested.maxItems { json["max_items"] = .number(Number(maximum)) }
    return json
  }

  private static func describe(_ json: inout JSON, _ summary: String) {
    if !summary.isEmpty { json["description"] = .string(summary) }
    json["description_kind"] = summary.isEmpty ? "plain" : "markdown"
  }
}
