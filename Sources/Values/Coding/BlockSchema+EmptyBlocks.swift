extension BlockSchema {
  /// The object with empty collections in place of null for nested blocks that may stand more than once.
  public func withEmptyBlocks(_ object: Value) -> Value {
    guard var attributes = object.keyedElements else { return object }
    for (name, nested) in blocks {
      guard let value = attributes[name] else { continue }
      attributes[name] = nested.withEmptyBlocks(value)
    }
    return Value(.object(attributes), marks: object.marks)
  }
}

extension NestedBlockSchema {
  fileprivate func withEmptyBlocks(_ value: Value) -> Value {
    guard value.isNull else {
      switch nesting {
      case .single, .group: return block.withEmptyBlocks(value)
      case .list, .set, .map: return value.mapElements(block.withEmptyBlocks)
      }
    }
    switch value.type {
    case .list(let element): return .list([], of: element)
    case .set(let element): return .set([], of: element)
    case .map(let element): return .map([:], of: element)
    case .object where nesting == .group: return block.withEmptyBlocks(.object(block.nullAttributes))
    case .dynamic where nesting == .list: return .tuple([])
    case .dynamic where nesting == .map: return .object([:])
    case .dynamic, .string, .number, .bool, .tuple, .object: return value
    }
  }
}

extension BlockSchema {
  fileprivate var nullAttributes: KeyedValues {
    guard case .object(let object) = impliedType else { return [:] }
    return KeyedValues(object.sorted.map { ($0.name, .null($0.type)) })
  }
}
