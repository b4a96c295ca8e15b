/// The Distinguished Encoding Rules of ASN.1 (X.690), as far as a certificate needs them.
enum DERWriter {
  static func sequence(_ parts: [UInt8]...) -> [UInt8] { tagged(0x30, parts) }
  static func set(_ parts: [UInt8]...) -> [UInt8] { tagged(0x31, parts) }
  /// An explicit tag of a structure: `[number]`.
  static func explicit(_ number: UInt8, _ part: [UInt8]) -> [UInt8] { tagged(0xA0 | number, [part]) }
  static func objectIdentifier(_ encoded: [UInt8]) -> [UInt8] { tagged(0x06, [encoded]) }
  static func text(_ text: String) -> [UInt8] { tagged(0x0C, [Array(text.utf8)]) }
  /// A time before 2050: `260131235959Z`.
  static func time(_ text: String) -> [UInt8] { tagged(0x17, [Array(text.utf8)]) }
  static func bits(_ bytes: [UInt8]) -> [UInt8] { tagged(0x03, [[0], bytes]) }

  /// An integer that is not negative, from its big-endian bytes.
  static func integer(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(bytes.drop { $0 == 0 })
    return tagged(0x02, [digits.first.map { $0 < 128 } == true ? [] : [0], digits])
  }

  private static func tagged(_ tag: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
    let content = parts.flatMap(\.self)
    guard content.count > 127 else { return [tag, UInt8(content.count)] + content }
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 {
      length.insert(UInt8(rest & 255), at: 0)
      rest >>= 8
    }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }
}
