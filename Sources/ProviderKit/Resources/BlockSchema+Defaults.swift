import Values

extension BlockSchema {
  /// A recorded object with the defaults of arguments that did not exist when it was recorded.
  func withDefaults(_ object: Value) -> Value {
    guard var members = object.keyedElements else { return object }
    for (name, attribute) in attributes {
      guard case .defaulted(let value) = attribute.origin, members[name]?.isNull ?? true else { continue }
      members[name] = value
    }
    for (name, nested) in blocks {
      guard let value = members[name] else { continue }
      members[name] = nested.withDefaults(value)
    }
    return .object(members)
  }
}

extension NestedBlockSchema {
  fileprivate func withDefaults(_ value: Value) -> Value {
    switch nesting {
    case .single, .group: block.withDefaults(value)
    case .list, .set, .map: value.mapElements(block.withDefaults)
    }
  }
}
