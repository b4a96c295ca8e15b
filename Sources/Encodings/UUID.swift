/// A universally unique identifier (RFC 9562).
public struct UUID: Hashable, Sendable {
  /// 16 of them.
  public let bytes: [UInt8]

  /// Reads 32 hexadecimal digits, with hyphens in the usual places or without.
  public init?(_ text: String) {
    let hyphens = text.utf8.enumerated().filter { $0.element == UInt8(ascii: "-") }.map(\.offset)
    guard hyphens.isEmpty || hyphens == [8, 13, 18, 23],
      let bytes = Hexadecimal.decode(text.filter { $0 != "-" }), bytes.count == 16
    else { return nil }
    self.bytes = bytes
  }

  /// - Parameter bytes: The first 16 count; those that are missing are zero. Version and variant are then set.
  public init(bytes: some Sequence<UInt8>, version: UInt8) {
    var bytes = Array(bytes.prefix(16))
    bytes += Array(repeating: 0, count: 16 - bytes.count)
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  /// Version 4: random but for the version.
  public static func random(using generator: inout some RandomNumberGenerator) -> UUID {
    UUID(bytes: (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }, version: 4)
  }

  /// Version 4, from the system's generator.
  public static func random() -> UUID {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }
}

extension UUID: CustomStringConvertible {
  /// `f81d4fae-7dec-41d0-a765-00a0c91e6bf6`
  public var description: String {
    [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { Hexadecimal.encode(bytes[$0]) }.joined(separator: "-")
  }
}
