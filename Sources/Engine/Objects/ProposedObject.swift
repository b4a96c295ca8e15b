package import Values

/// Merges what an object is like with what the configuration wants: the proposed object that a provider
/// plans from. What the configuration sets wins; what it leaves out and the provider may set keeps its
/// prior value, or is unknown when there is none.
package struct ProposedObject {
  /// The proposal for a change of `prior`, or for a new object where that is null.
  package static func merge(_ schema: BlockSchema, prior: Value, config: Value) -> Value {
    prior.isNull ? block(schema, prior: nil, config: config) : block(schema, prior: prior, config: config)
  }

  private static func block(_ schema: BlockSchema, prior: Value?, config: Value) -> Value {
    guard case .object(let configured) = config.content else { return config }
    let recorded = prior?.keyedElements
    var merged = configured
    for (name, attribute) in schema.attributes {
      merged[name] = value(
        of: attribute, prior: recorded?[name], config: configured[name] ?? .null(attribute.type))
    }
    for (name, nested) in schema.blocks {
      guard let wanted = configured[name] else { continue }
      merged[name] = blocks(nested, prior: recorded?[name], config: wanted)
    }
    return .object(merged)
  }

  private static func value(of attribute: AttributeSchema, prior: Value?, config: Value) -> Value {
    if attribute.isWriteOnly { return .null(attribute.type) }
    if attribute.isComputed, config.isNull { return prior ?? .unknown(attribute.type) }
    return config
  }

  private static func blocks(_ nested: NestedBlockSchema, prior: Value?, config: Value) -> Value {
    switch nested.nesting {
    case .single, .group:
      return config.isNull ? config : block(nested.block, prior: prior?.presence, config: config)
    case .list:
      guard case .list(let wanted, let type) = config.content else { return tuple(nested, prior, config) }
      if wanted.isEmpty, nested.isComputed { return prior ?? config }
      let recorded = prior?.elements ?? []
      return .list(
        wanted.enumerated().map { index, element in
          block(nested.block, prior: index < recorded.count ? recorded[index] : nil, config: element)
        }, of: type)
    case .map:
      guard let wanted = config.keyedElements else { return config }
      return config.replacingElements(
        KeyedValues(
          wanted.map { key, element in
            (key, block(nested.block, prior: prior?.keyedElements?[key], config: element))
          }))
    case .set: return set(nested, prior, config)
    }
  }

  /// A list of blocks whose type is not the same for all is a tuple.
  private static func tuple(_ nested: NestedBlockSchema, _ prior: Value?, _ config: Value) -> Value {
    guard case .tuple(let wanted) = config.content else { return config }
    let recorded = prior?.elements ?? []
    return .tuple(
      wanted.enumerated().map { index, element in
        block(nested.block, prior: index < recorded.count ? recorded[index] : nil, config: element)
      })
  }

  /// The elements of a set have no names: each is matched with a prior one that could have come from it.
  private static func set(_ nested: NestedBlockSchema, _ prior: Value?, _ config: Value) -> Value {
    guard case .set(let wanted, let type) = config.content else { return config }
    if wanted.isEmpty, nested.isComputed { return prior ?? config }
    var recorded = prior?.elements ?? []
    return .set(
      wanted.map { element in
        let match = recorded.firstIndex { couldStem($0, from: element, nested.block) }
        return block(nested.block, prior: match.map { recorded.remove(at: $0) }, config: element)
      }, of: type)
  }

  /// Whether `recorded` agrees with all that the configuration says about an element.
  private static func couldStem(_ recorded: Value, from config: Value, _ schema: BlockSchema) -> Bool {
    guard let old = recorded.keyedElements, let new = config.keyedElements else { return false }
    let attributesAgree = schema.attributes.allSatisfy { name, attribute in
      let wanted = new[name] ?? .null(attribute.type)
      return old[name] == wanted || attribute.isComputed && wanted.isNull
    }
    return attributesAgree
      && schema.blocks.keys.allSatisfy {
        old[$0]?.isNull != false || new[$0]?.isNull != false || old[$0] == new[$0]
          || schema.blocks[$0]?.block.hasComputed == true
      }
  }
}

extension BlockSchema {
  fileprivate var hasComputed: Bool {
    attributes.values.contains(where: \.isComputed) || blocks.values.contains { $0.block.hasComputed }
  }
}

extension Value {
  /// nil instead of a null.
  fileprivate var presence: Value? { isNull ? nil : self }

  fileprivate func replacingElements(_ elements: KeyedValues) -> Value {
    switch content {
    case .map(_, let type): .map(elements, of: type)
    default: .object(elements)
    }
  }
}
