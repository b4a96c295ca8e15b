/// Appends values in the shortest form that MessagePack has for them.
struct MessagePackWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: Value, as type: ValueType) {
    if type == .dynamic, value.type != .dynamic {
      writeLength(2, fix: 0x90, limit: 16, wide: 0xDC)
      writeBinary(JSON(value.type).bytes())
      write(value, as: value.type)
      return
    }
    switch value.content {
    case .null: bytes.append(0xC0)
    case .unknown(let type, let refinement): writeUnknown(type, refinement)
    case .bool(let bool): bytes.append(bool ? 0xC3 : 0xC2)
    case .number(let number): write(number)
    case .string(let string): write(string)
    case .list(let elements, let own), .set(let elements, let own):
      writeArray(elements.map { ($0, type.elementType ?? own) })
    case .tuple(let elements):
      let types: [ValueType]? = if case .tuple(let types) = type { types } else { nil }
      writeArray(Array(zip(elements, types ?? elements.map(\.type))))
    case .map(let elements, let own):
      writeMap(elements) { _, _ in type.elementType ?? own }
    case .object(let attributes):
      let types = if case .object(let object) = type { object.attributes } else { [String: ValueType]() }
      writeMap(attributes) { name, value in types[name] ?? value.type }
    }
  }

  private mutating func writeArray(_ elements: [(value: Value, type: ValueType)]) {
    writeLength(elements.count, fix: 0x90, limit: 16, wide: 0xDC)
    for element in elements { write(element.value, as: element.type) }
  }

  private mutating func writeMap(_ elements: KeyedValues, _ type: (String, Value) -> ValueType) {
    writeLength(elements.count, fix: 0x80, limit: 16, wide: 0xDE)
    for (name, value) in elements {
      write(name)
      write(value, as: type(name, value))
    }
  }

  // MARK: Scalars

  private mutating func write(_ number: Number) {
    if let integer = number.int { write(integer) } else { write(number.description) }
  }

  private mutating func write(_ integer: Int) {
    switch integer {
    case 0..<128: bytes.append(UInt8(integer))
    case -32..<0: bytes.append(UInt8(bitPattern: Int8(integer)))
    case 0...Int(UInt8.max): write(0xCC, UInt8(integer))
    case 0...Int(UInt16.max): write(0xCD, UInt16(integer))
    case 0...Int(UInt32.max): write(0xCE, UInt32(integer))
    case 0...: write(0xCF, UInt64(integer))
    case Int(Int8.min)...: write(0xD0, Int8(integer))
    case Int(Int16.min)...: write(0xD1, Int16(integer))
    case Int(Int32.min)...: write(0xD2, Int32(integer))
    default: write(0xD3, Int64(integer))
    }
  }

  private mutating func write(_ string: String) {
    let count = string.utf8.count
    if (32..<256).contains(count) {
      write(0xD9, UInt8(count))
    } else {
      writeLength(count, fix: 0xA0, limit: 32, wide: 0xDA)
    }
    bytes.append(contentsOf: string.utf8)
  }

  private mutating func writeBinary(_ data: [UInt8]) {
    if data.count < 256 {
      write(0xC4, UInt8(data.count))
    } else {
      writeWideLength(data.count, 0xC5)
    }
    bytes.append(contentsOf: data)
  }

  // MARK: Unknown values

  private mutating func writeUnknown(_ type: ValueType, _ refinement: Refinement) {
    let entries = MessagePackWriter.entries(type, refinement)
    guard type != .dynamic, !entries.isEmpty else {
      bytes.append(contentsOf: [0xD4, MessagePack.unknown, 0])
      return
    }
    var body = MessagePackWriter()
    body.writeLength(entries.count, fix: 0x80, limit: 16, wide: 0xDE)
    for (key, write) in entries {
      body.write(key.rawValue)
      write(&body)
    }
    writeExtension(MessagePack.refinedUnknown, body.bytes)
  }

  private typealias Entry = (key: MessagePack.RefinementKey, write: (inout MessagePackWriter) -> Void)

  private static func entries(_ type: ValueType, _ refinement: Refinement) -> [Entry] {
    var entries: [Entry] = []
    if refinement.isNotNull { entries.append((.isNull, { $0.bytes.append(0xC2) })) }
    if type == .string, !refinement.prefix.isEmpty {
      entries.append((.prefix, { $0.write(refinement.prefix.prefixOfLength(MessagePack.maxPrefixLength)) }))
    }
    if type.isCollection, refinement.minLength > 0 {
      entries.append((.minLength, { $0.write(refinement.minLength) }))
    }
    if type.isCollection, refinement.maxLength < .max {
      entries.append((.maxLength, { $0.write(refinement.maxLength) }))
    }
    if type == .number, let least = refinement.least {
      entries.append((.numberMin, { $0.write(inclusiveBound: least) }))
    }
    if type == .number, let greatest = refinement.greatest {
      entries.append((.numberMax, { $0.write(inclusiveBound: greatest) }))
    }
    return entries
  }

  private mutating func write(inclusiveBound bound: Number) {
    bytes.append(0x92)
    write(bound)
    bytes.append(0xC3)
  }

  private mutating func writeExtension(_ type: UInt8, _ body: [UInt8]) {
    switch body.count {
    case 1: bytes.append(0xD4)
    case 2: bytes.append(0xD5)
    case 4: bytes.append(0xD6)
    case 8: bytes.append(0xD7)
    case 16: bytes.append(0xD8)
    case ..<256: write(0xC7, UInt8(body.count))
    default: write(0xC8, UInt16(body.count))
    }
    bytes.append(type)
    bytes.append(contentsOf: body)
  }

  // MARK: Bytes

  private mutating func write(_ code: UInt8, _ integer: some FixedWidthInteger) {
    bytes.append(code)
    withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// A length below `limit` in the code itself, others in two bytes after the code `wide` or in four after the
  /// next.
  private mutating func writeLength(_ length: Int, fix: UInt8, limit: Int, wide: UInt8) {
    if length < limit { bytes.append(fix | UInt8(length)) } else { writeWideLength(length, wide) }
  }

  private mutating func writeWideLength(_ length: Int, _ code: UInt8) {
    if let length = UInt16(exactly: length) {
      write(code, length)
    } else {
      write(code + 1, UInt32(length))
    }
  }
}

extension String {
  /// As many whole characters as fit into so many bytes.
  fileprivate func prefixOfLength(_ length: Int) -> String {
    if utf8.count <= length { return self }
    var result = ""
    for character in self {
      if result.utf8.count + character.utf8.count > length { break }
      result.append(character)
    }
    return result
  }
}
