import Values

extension BlockSchema {
  /// An object of which nothing is known but that it has attributes of these types.
  var openObject: Value {
    let attributes = attributes.map { ($0.key, Value.unknown($0.value.type)) }
    let blocks = blocks.map { ($0.key, Value.unknown($0.value.impliedType)) }
    return markingSensitive(.object(KeyedValues(attributes + blocks)))
  }
}
