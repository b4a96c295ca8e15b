import ProviderKit
import Values

extension Shape {
  func schema(_ summary: String, version: Int = 0, _ more: [ResourceSchema.Member] = []) -> ResourceSchema {
    ResourceSchema(summary, version: version, members: fields.map(\.member) + more)
  }

  /// The shape as results: nothing in it can be configured, but what `configurable` names, which must be.
  func results(_ summary: String, configurable: [String]) -> ResourceSchema {
    ResourceSchema(
      summary,
      members: fields.map { field in
        configurable.contains(field.name)
          ? .argument(field.name, field.valueType, .required, field.summary)
          : .computed(field.name, field.valueType, sensitive: field.hidesSomething, field.summary)
      })
  }
}

extension Field {
  /// Whether it or anything in it is secret.
  var hidesSomething: Bool { isSensitive || kind.shape?.fields.contains(where: \.hidesSomething) == true }

  var member: ResourceSchema.Member {
    guard let shape = kind.shape else {
      return .argument(
        name, valueType, origin, requiresReplace: isFixed, sensitive: isSensitive, deprecated: deprecation,
        rules: origin == .computed ? [] : rules, summary)
    }
    if origin == .computed { return .computed(name, valueType, sensitive: hidesSomething, summary) }
    var nesting = NestedBlockSchema.Nesting.list
    if case .blockSet = kind { nesting = .set }
    return .blocks(
      name, nesting, shape.schema(summary), min: origin == .required ? max(1, minItems) : minItems,
      max: maxItems,
      requiresReplace: isFixed, isComputed: origin == .optionalComputed, deprecated: deprecation)
  }
}
