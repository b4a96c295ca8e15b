import Values

/// What the schema alone says about a change: configured values stand, defaults fill in, what the provider
/// computes keeps its prior value or is known after apply.
///
/// The result needs no more than configuration and prior object: the engine's proposed object holds nothing
/// that does not follow from these two.
extension BlockSchema {
  /// The object that `config` and the schema make of `prior`, which is nil for a new object. Whatever is
  /// not an object (a block that is null or known after apply) stays what it is.
  func planned(config: Value, prior: Value?) -> Value {
    guard let configured = config.keyedElements else { return config }
    let prior = prior?.keyedElements
    var members: [(String, Value)] = []
    members.reserveCapacity(attributes.count + blocks.count)
    for (name, attribute) in attributes {
      members.append((name, attribute.planned(config: configured[name], prior: prior?[name])))
    }
    for (name, nested) in blocks {
      members.append((name, nested.planned(config: configured[name], prior: prior?[name])))
    }
    return .object(KeyedValues(members))
  }

  /// Whether the provider may give anything in the block a value that the configuration does not.
  var hasComputedContent: Bool {
    attributes.values.contains { $0.origin == .computed || $0.origin == .optionalComputed }
      || blocks.values.contains { $0.isComputed || $0.block.hasComputedContent }
  }
}

extension AttributeSchema {
  fileprivate func planned(config: Value?, prior: Value?) -> Value {
    if isWriteOnly { return .null(type) }
    if isConfigurable, let config, !config.isNull { return config }
    switch origin {
    case .required, .optional: return .null(type)
    case .defaulted(let value): return value
    case .optionalComputed, .computed: return prior ?? .unknown(type)
    }
  }
}

extension NestedBlockSchema {
  fileprivate func planned(config: Value?, prior: Value?) -> Value {
    let config = config ?? .null(impliedType)
    if isComputed, config.isAbsent { return prior ?? .unknown(config.type) }
    let prior = prior.flatMap { $0.isNull ? nil : $0 }
    switch nesting {
    case .single, .group: return block.planned(config: config, prior: prior)
    case .list: return plannedList(config, prior: prior?.elements ?? [])
    case .set: return plannedSet(config, prior: prior?.elements ?? [])
    case .map: return plannedMap(config, prior: prior?.keyedElements ?? [:])
    }
  }

  /// Blocks in a list continue the prior ones at the same place.
  private func plannedList(_ config: Value, prior: [Value]) -> Value {
    guard let elements = config.elements else { return config }
    let planned = elements.enumerated().map { index, element in
      block.planned(config: element, prior: prior.indices.contains(index) ? prior[index] : nil)
    }
    return config.type.elementType.map { .list(planned, of: $0) } ?? .tuple(planned)
  }

  private func plannedMap(_ config: Value, prior: KeyedValues) -> Value {
    guard let elements = config.keyedElements else { return config }
    let planned = KeyedValues(
      elements.map { ($0.key, block.planned(config: $0.value, prior: prior[$0.key])) })
    return config.type.elementType.map { .map(planned, of: $0) } ?? .object(planned)
  }

  /// Blocks in a set continue the prior ones that say the same wherever the configuration says anything.
  private func plannedSet(_ config: Value, prior: [Value]) -> Value {
    guard case .set(let elements, let type) = config.content else { return config }
    var candidates = block.hasComputedContent ? prior : []
    let planned = elements.map { element in
      let match = candidates.firstIndex { block.planned(config: element, prior: $0) == $0 }
      return match.map { candidates.remove(at: $0) } ?? block.planned(config: element, prior: nil)
    }
    return .set(planned, of: type)
  }
}

extension Value {
  /// Whether the value stands for no nested block at all.
  var isAbsent: Bool {
    isNull || elements?.isEmpty == true || keyedElements?.values.allSatisfy(\.isNull) == true
  }
}
