import Values

extension BlockSchema {
  /// An object of the block with the values marked that the schema calls sensitive.
  func markingSensitive(_ object: Value) -> Value {
    guard hasSensitive, case .object(var attributes) = object.content else { return object }
    for (name, attribute) in self.attributes where attribute.isSensitive {
      attributes[name] = attributes[name]?.marked(.sensitive)
    }
    for (name, nested) in blocks where nested.block.hasSensitive {
      attributes[name] = attributes[name].map { value in
        switch nested.nesting {
        case .single, .group: nested.block.markingSensitive(value)
        case .list, .set, .map: value.mapElements { nested.block.markingSensitive($0) }
        }
      }
    }
    return Value(.object(attributes), marks: object.marks)
  }

  private var hasSensitive: Bool {
    attributes.values.contains(where: \.isSensitive) || blocks.values.contains { $0.block.hasSensitive }
  }
}
