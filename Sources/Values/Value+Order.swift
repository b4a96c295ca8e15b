extension Value {
  /// Puts the elements of a set in the order in which it iterates, which is that of Terraform: primitives by
  /// their value, unknown ones after them and null last; structures by a text that stands for them.
  static func inSetOrder(_ elements: [Value], of type: ValueType) -> [Value] {
    if type.isPrimitive { return elements.sorted { isBefore($0, $1) } }
    return elements.map { (key: $0.orderingKey, value: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private static func isBefore(_ a: Value, _ b: Value) -> Bool {
    switch (a.content, b.content) {
    case (.bool(let a), .bool(let b)): !a && b
    case (.number(let a), .number(let b)): a < b
    case (.string(let a), .string(let b)): a < b
    default: a.rank < b.rank
    }
  }

  private var rank: Int {
    switch content {
    case .bool, .number, .string, .list, .set, .map, .tuple, .object: 0
    case .unknown: 1
    case .null: 2
    }
  }

  /// The bytes that a structure is sorted by.
  private var orderingKey: [UInt8] {
    var key: [UInt8] = []
    appendOrderingKey(to: &key)
    return key
  }

  private func appendOrderingKey(to key: inout [UInt8]) {
    switch content {
    case .unknown: key.append(UInt8(ascii: "?"))
    case .null: key.append(UInt8(ascii: "~"))
    case .bool(let bool): key.append(bool ? UInt8(ascii: "T") : UInt8(ascii: "F"))
    case .number(let number): key.append(contentsOf: number.description.utf8)
    case .string(let string): Self.appendOrderingKey(of: string, to: &key)
    case .list(let elements, _), .set(let elements, _): Self.append(elements, between: "[]", to: &key)
    case .tuple(let elements): Self.append(elements, between: "<>", to: &key)
    case .object(let attributes): Self.append(attributes.values, between: "<>", to: &key)
    case .map(let elements, _):
      key.append(UInt8(ascii: "{"))
      for (name, value) in elements {
        Self.appendOrderingKey(of: name, to: &key)
        key.append(UInt8(ascii: ":"))
        value.appendOrderingKey(to: &key)
        key.append(UInt8(ascii: ";"))
      }
      key.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ elements: [Value], between brackets: StaticString, to key: inout [UInt8]) {
    key.append(brackets.utf8Start[0])
    for element in elements {
      element.appendOrderingKey(to: &key)
      key.append(UInt8(ascii: ";"))
    }
    key.append(brackets.utf8Start[1])
  }

  private static func appendOrderingKey(of string: String, to key: inout [UInt8]) {
    key.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { key.append(UInt8(ascii: "\\")) }
      key.append(byte)
    }
    key.append(UInt8(ascii: "\""))
  }
}
