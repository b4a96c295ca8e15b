import ProviderKit
import Values

extension Shape {
  /// The shape as a schema: blocks where the public provider has blocks.
  func schema(_ summary: String, version: Int = 0, _ more: [ResourceSchema.Member] = []) -> ResourceSchema {
    ResourceSchema(summary, version: version, members: fields.map(\.member) + more)
  }

  /// The shape as results of a data source: nothing in it can be configured, but what `configurable` names.
  func results(_ summary: String, configurable: Set<String>) -> ResourceSchema {
    ResourceSchema(
      summary,
      members: fields.map { field in
        configurable.contains(field.name)
          ? field.member
          : .computed(
            field.name, field.valueType, sensitive: field.isSensitive, field.summary)
      })
  }

  /// The type of the objects.
  var objectType: ValueType {
    .object(Dictionary(fields.map { ($0.name, $0.valueType) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension Field {
  var valueType: ValueType {
    switch kind {
    case .bool: .bool
    case .int, .number: .number
    case .string, .count, .intOrString, .mode, .quantity: .string
    case .map, .quantities, .base64Map: .map(.string)
    case .list(let scalar): .list(scalar.valueType)
    case .set(let scalar): .set(scalar.valueType)
    case .block(let shape), .blocks(let shape), .inline(let shape): .list(shape.objectType)
    case .blockSet(let shape): .set(shape.objectType)
    }
  }

  fileprivate var member: ResourceSchema.Member {
    switch kind {
    case .block(let shape), .inline(let shape): block(shape, .list, max: 1)
    case .blocks(let shape): block(shape, .list, max: nil)
    case .blockSet(let shape): block(shape, .set, max: nil)
    case .map where isWriteOnly: .writeOnly(name, valueType, rules: rules, summary)
    case .bool, .int, .number, .string, .count, .intOrString, .mode, .quantity, .map, .quantities,
      .base64Map, .list, .set:
      .argument(
        name, valueType, origin, requiresReplace: isFixed, sensitive: isSensitive,
        deprecated: deprecation, rules: rules, summary)
    }
  }

  /// What only the server says is an attribute, as the public provider has it.
  private func block(
    _ shape: Shape, _ nesting: NestedBlockSchema.Nesting, max: Int?
  ) -> ResourceSchema.Member {
    if origin == .computed { return .computed(name, valueType, summary) }
    return .blocks(
      name, nesting, shape.schema(summary), min: origin == .required ? 1 : 0, max: max,
      requiresReplace: isFixed, isComputed: origin == .optionalComputed)
  }

  private var rules: [ValueRule] {
    var rules: [ValueRule] = choices.isEmpty ? [] : [.oneOf(choices)]
    if !needs.isEmpty { rules.append(.requires(needs)) }
    switch kind {
    case .int: rules.append(.wholeNumber)
    case .count: rules.append(.matches(#"^\d*$"#, message: "must be a whole number"))
    case .mode:
      rules.append(.matches(#"^0[0-7]{0,4}$|^$"#, message: "must be permissions in octal, such as 0644"))
    case .quantity, .quantities:
      rules.append(.matches(Quantity.pattern, message: "must be an amount such as 500m, 2 or 512Mi"))
    case .bool, .number, .string, .intOrString, .map, .base64Map, .list, .set, .block, .blocks, .blockSet,
      .inline:
      break
    }
    return rules
  }
}

extension Field.Scalar {
  var valueType: ValueType {
    switch self {
    case .string: .string
    case .int: .number
    }
  }
}
