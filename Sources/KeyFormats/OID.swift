/// An object identifier: the name of an algorithm, an attribute or an extension.
public struct OID: Hashable, Sendable {
  /// As DER encodes it, without tag and length (ITU-T X.690, section 8.19).
  public let content: [UInt8]

  public init(content: [UInt8]) { self.content = content }

  /// - Parameter arcs: its numbers, of which the first two share a byte.
  public init(_ arcs: UInt...) {
    content = arcs[1...].enumerated().flatMap { index, arc in
      Self.base128(index == 0 ? arcs[0] * 40 + arc : arc)
    }
  }

  private static func base128(_ number: UInt) -> [UInt8] {
    var digits = [UInt8(number & 0x7F)]
    var rest = number >> 7
    while rest > 0 {
      digits.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return digits.reversed()
  }
}

extension OID: CustomStringConvertible {
  /// `1.2.840.113549`; numbers beyond 64 bits are cut off.
  public var description: String {
    var arcs: [UInt] = []
    var number: UInt = 0
    for byte in content {
      number = number << 7 | UInt(byte & 0x7F)
      guard byte & 0x80 == 0 else { continue }
      arcs += arcs.isEmpty ? [min(number / 40, 2), number - min(number / 40, 2) * 40] : [number]
      number = 0
    }
    return arcs.map(String.init).joined(separator: ".")
  }
}
