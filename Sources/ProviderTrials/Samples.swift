package import Values

/// Configurations made up from nothing but a schema.
extension BlockSchema {
  /// What has to be there, made up by `make`; the rest is not there.
  func leastConfig(_ make: (ValueType) -> Value) -> Value {
    var config = KeyedValues()
    for (name, attribute) in attributes {
      config[name] = attribute.isRequired ? make(attribute.type) : .null(attribute.type)
    }
    for (name, nested) in blocks {
      let element = nested.block.leastConfig(make)
      config[name] = nested.collected([Value](repeating: element, count: nested.minItems))
    }
    return .object(config)
  }
}

extension NestedBlockSchema {
  /// Blocks, as the value of the schema's nesting. Those of a set, being alike, are one.
  fileprivate func collected(_ elements: [Value]) -> Value {
    switch nesting {
    case .single: elements.first ?? .null(impliedType)
    case .group: elements.first ?? block.leastConfig { .null($0) }
    case .list: .list(elements, of: block.impliedType)
    case .set: .set(Array(elements.prefix(1)), of: block.impliedType)
    case .map: .map(elements.isEmpty ? [:] : ["key": elements[0]], of: block.impliedType)
    }
  }
}

extension Value {
  /// A value of a type, with one element in each collection.
  package static func sample(of type: ValueType) -> Value {
    switch type {
    case .dynamic, .string: .string("sample")
    case .number: .number(1)
    case .bool: .bool(true)
    case .list(let element): .list([.sample(of: element)], of: element)
    case .set(let element): .set([.sample(of: element)], of: element)
    case .map(let element): .map(["key": .sample(of: element)], of: element)
    case .tuple(let elements): .tuple(elements.map(sample))
    case .object(let object): .object(KeyedValues(object.attributes.map { ($0.key, .sample(of: $0.value)) }))
    }
  }
}
