/// A message as it stands on the wire (protobuf.dev, "Encoding"), taken apart one level deep; what is in its parts
/// is looked at when it is needed.
package struct WireMessage: Sendable {
  private enum Payload {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private let fields: [(number: Int, payload: Payload)]

  package init(_ bytes: [UInt8]) throws(WireError) { try self.init(bytes[...]) }

  package init(_ bytes: ArraySlice<UInt8>) throws(WireError) {
    var reader = WireReader(bytes)
    var fields: [(Int, Payload)] = []
    while let key = try reader.key() {
      switch key.kind {
      case .varint: fields.append((key.field, .number(try reader.varint())))
      case .bytes: fields.append((key.field, .bytes(try reader.bytes())))
      case .fixed64: try reader.skip(8)
      case .fixed32: try reader.skip(4)
      }
    }
    self.fields = fields
  }

  package func integer(_ field: Int) -> Int { Int(truncatingIfNeeded: number(field)) }

  /// A number whose being there says something; nil when it is not there.
  package func choice(_ field: Int) -> Int? {
    fields.contains { $0.number == field } ? integer(field) : nil
  }

  package func bool(_ field: Int) -> Bool { number(field) != 0 }

  package func text(_ field: Int) -> String { String(decoding: bytes(field) ?? [], as: UTF8.self) }

  /// nil when the field is not there. Of a field that is there several times, the last one counts.
  package func bytes(_ field: Int) -> ArraySlice<UInt8>? {
    let found = fields.last { $0.number == field }
    if case .bytes(let bytes) = found?.payload { return bytes }
    return nil
  }

  package func message(_ field: Int) throws(WireError) -> WireMessage? {
    guard let bytes = bytes(field) else { return nil }
    return try WireMessage(bytes)
  }

  /// All of a repeated field.
  package func messages(_ field: Int) throws(WireError) -> [WireMessage] {
    var messages: [WireMessage] = []
    for bytes in allBytes(field) { messages.append(try WireMessage(bytes)) }
    return messages
  }

  package func allBytes(_ field: Int) -> [ArraySlice<UInt8>] {
    fields.compactMap {
      if $0.number == field, case .bytes(let bytes) = $0.payload { bytes } else { nil }
    }
  }

  /// The bytes of each value of a map, by key: a map is a repeated message of key (1) and value (2).
  package func map(_ field: Int) throws(WireError) -> [String: ArraySlice<UInt8>] {
    var entries: [String: ArraySlice<UInt8>] = [:]
    for entry in try messages(field) { entries[entry.text(1)] = entry.bytes(2) ?? [] }
    return entries
  }

  private func number(_ field: Int) -> UInt64 {
    let found = fields.last { $0.number == field }
    if case .number(let number) = found?.payload { return number }
    return 0
  }
}

/// What came is no message.
package struct WireError: Error, CustomStringConvertible {
  package var description: String

  package init(description: String) { self.description = description }
}

/// Reads the parts of a message one after another; the bytes may be anything.
private struct WireReader {
  enum Kind: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  private let content: ArraySlice<UInt8>
  private var offset: Int

  init(_ content: ArraySlice<UInt8>) {
    self.content = content
    offset = content.startIndex
  }

  /// nil at the end.
  mutating func key() throws(WireError) -> (field: Int, kind: Kind)? {
    guard offset < content.endIndex else { return nil }
    let key = try varint()
    guard let kind = Kind(rawValue: key & 7), key >> 3 > 0, key >> 3 < 1 << 29 else {
      throw WireError(description: "byte \(offset - content.startIndex) begins no field")
    }
    return (Int(key >> 3), kind)
  }

  mutating func varint() throws(WireError) -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard offset < content.endIndex else { throw .truncated }
      let byte = content[offset]
      offset += 1
      if shift < 64 { number |= UInt64(byte & 127) << shift }
      if byte < 128 { return number }
    }
    throw WireError(description: "a number is longer than ten bytes")
  }

  mutating func bytes() throws(WireError) -> ArraySlice<UInt8> {
    let count = try varint()
    guard count <= UInt64(content.endIndex - offset) else { throw .truncated }
    defer { offset += Int(count) }
    return content[offset..<offset + Int(count)]
  }

  mutating func skip(_ count: Int) throws(WireError) {
    guard count <= content.endIndex - offset else { throw .truncated }
    offset += count
  }
}

extension WireError {
  fileprivate static let truncated = WireError(description: "it ends too early")
}
