extension BlockSchema {
  /// The configuration of a block with nothing in it.
  public var emptyConfig: Value {
    var members = KeyedValues(attributes.map { ($0.key, .null($0.value.type)) })
    for (name, nested) in blocks { members[name] = nested.emptyConfig }
    return .object(members)
  }
}

extension NestedBlockSchema {
  fileprivate var emptyConfig: Value {
    let object = block.impliedType
    return switch nesting {
    case .single: .null(object)
    case .group: block.emptyConfig
    case .list: object.containsDynamic ? .tuple([]) : .list([], of: object)
    case .set: .set([Value](), of: object)
    case .map: object.containsDynamic ? .object([:]) : .map([:], of: object)
    }
  }
}
