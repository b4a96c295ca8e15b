/// Base 64 (RFC 4648).
public struct Base64: Sendable {
  /// Section 4, with padding.
  public static let standard = Base64("+/", isPadded: true)
  /// Section 5, for URLs and file names, with padding.
  public static let urlSafe = Base64("-_", isPadded: true)
  /// Section 5 without padding.
  public static let rawURLSafe = Base64("-_", isPadded: false)

  private let digits: [UInt8]
  /// What each byte stands for; 255 for those outside of the alphabet.
  private let values: [UInt8]
  private let isPadded: Bool

  private init(_ lastDigits: String, isPadded: Bool) {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    digits = Array((letters + lastDigits).utf8)
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    self.values = values
    self.isPadded = isPadded
  }

  public func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = UInt32(bytes[start]) << 16
      if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
      if count > 2 { group |= UInt32(bytes[start + 2]) }
      for digit in 0...count { text.append(digits[Int(group >> UInt32(18 - 6 * digit) & 63)]) }
      if isPadded { for _ in count..<3 { text.append(UInt8(ascii: "=")) } }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes; nil when the text is no such encoding. Line ends are skipped, as many tools break lines.
  public func decode(_ text: String) -> [UInt8]? {
    var digits = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if isPadded {
      guard digits.count % 4 == 0 else { return nil }
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 2)
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for digit in digits {
      let value = values[Int(digit)]
      guard value != 255 else { return nil }
      (bits, count) = (bits << 6 | UInt32(value), count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    return bytes
  }
}
