import Values

// The three views of a value in Terraform's JSON documents (developer.hashicorp.com, "JSON Output Format"): the
// value itself, where it is unknown, and where it is sensitive.
extension Value {
  /// The value as JSON: what is not known yet is left out of objects, and null in lists.
  var document: JSON {
    switch content {
    case .null, .unknown: .null
    case .bool(let bool): .bool(bool)
    case .number(let number): .number(number)
    case .string(let string): .string(string)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      .array(elements.map(\.document))
    case .map(let elements, _), .object(let elements):
      .object(elements.filter { $0.value.isKnown }.map { JSON.Member($0.key, $0.value.document) })
    }
  }

  /// True where the value is not known yet.
  var unknownMask: JSON {
    if case .unknown = content { return true }
    return mask(\.unknownMask)
  }

  /// True where the value must not be shown.
  var sensitiveMask: JSON { isSensitive ? true : mask(\.sensitiveMask) }

  /// Objects leave out what is false; lists cannot.
  private func mask(_ element: (Value) -> JSON) -> JSON {
    switch content {
    case .null, .unknown, .bool, .number, .string: false
    case .list(let elements, _), .set(let elements, _), .tuple(let elements): .array(elements.map(element))
    case .map(let elements, _), .object(let elements):
      .object(elements.map { JSON.Member($0.key, element($0.value)) }.filter { $0.value != false })
    }
  }
}

extension JSON {
  /// An object without the members that are nil.
  static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }
}
