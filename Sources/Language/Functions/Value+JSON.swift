import Values

extension Value {
  /// The value as JSON, without its types: sets as arrays, in their order; what is unknown as null.
  var json: JSON {
    switch content {
    case .null, .unknown: .null
    case .bool(let bool): .bool(bool)
    case .number(let number): .number(number)
    case .string(let string): .string(string)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements): .array(elements.map(\.json))
    case .map(let elements, _), .object(let elements):
      .object(elements.map { JSON.Member($0.key, $0.value.json) })
    }
  }

  /// The value that a JSON text means where no type is asked for: objects and tuples.
  init(_ json: JSON) {
    switch json {
    case .null: self = .null(.dynamic)
    case .bool(let bool): self = .bool(bool)
    case .number(let number): self = .number(number)
    case .string(let string): self = .string(string)
    case .array(let elements): self = .tuple(elements.map { Value($0) })
    case .object(let members):
      // A key is a string of the language and normalised like all of them.
      self = .object(KeyedValues(members.map { (Value.string($0.key).asString ?? $0.key, Value($0.value)) }))
    }
  }
}
