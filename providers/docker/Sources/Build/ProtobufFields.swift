/// The length-delimited fields of one Protocol Buffers message (protobuf "Encoding"): texts, bytes and nested
/// messages. Fields of other kinds are passed over; what is malformed ends the message.
struct ProtobufFields: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  init(_ message: ArraySlice<UInt8>) { rest = message }

  mutating func next() -> (number: UInt64, content: ArraySlice<UInt8>)? {
    while let tag = varint() {
      switch tag & 7 {
      case 0: if varint() == nil { return nil }
      case 1: rest = rest.dropFirst(8)
      case 2:
        guard let length = varint(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(length)) }
        return (tag >> 3, rest.prefix(Int(length)))
      case 5: rest = rest.dropFirst(4)
      default: return nil
      }
    }
    return nil
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
    }
    return nil
  }
}
