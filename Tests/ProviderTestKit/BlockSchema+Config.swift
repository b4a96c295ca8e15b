import ProviderTrials
public import Values

/// Configurations for tests, written as short as in a template.
extension BlockSchema {
  /// The object that a block with these arguments decodes to: what is not said is null, or no blocks.
  public func config(_ arguments: KeyedValues) -> Value {
    var config = KeyedValues(attributes.map { ($0.key, .null($0.value.type)) })
    for (name, nested) in blocks { config[name] = nested.none }
    for (name, value) in arguments { config[name] = value }
    return .object(config)
  }
}

extension NestedBlockSchema {
  /// The value that stands for no block.
  public var none: Value {
    switch nesting {
    case .single: .null(impliedType)
    case .group: block.config([:])
    case .list: .list([], of: block.impliedType)
    case .set: .set([], of: block.impliedType)
    case .map: .map([:], of: block.impliedType)
    }
  }
}

extension Value {
  /// The value with a made-up one wherever it is known only after apply.
  public func filled() -> Value {
    switch content {
    case .unknown(let type, _): .sample(of: type)
    default: mapElements { $0.filled() }
    }
  }
}
