/// Reads values in the Distinguished Encoding Rules (ITU-T X.690), one after another.
struct DERReader {
  enum Tag: UInt8 {
    case integer = 0x02
    case octetString = 0x04
    case objectIdentifier = 0x06
    case sequence = 0x30
  }

  private var bytes: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)[...]
  }

  /// The content of the next value, which must have the tag.
  mutating func read(_ tag: Tag) throws(RSAKeyError) -> ArraySlice<UInt8> {
    guard bytes.popFirst() == tag.rawValue else { throw .damaged }
    let length = try readLength()
    guard length <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(length) }
    return bytes.prefix(length)
  }

  private mutating func readLength() throws(RSAKeyError) -> Int {
    guard let first = bytes.popFirst() else { throw .damaged }
    guard first >= 0x80 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard (1...4).contains(count), count <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(count) }
    return bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
  }
}
