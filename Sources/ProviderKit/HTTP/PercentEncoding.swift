/// Percent-encoding (RFC 3986, section 2.1).
public enum PercentEncoding {
  /// Where in a URL the text goes, which decides what may stand there unescaped.
  public enum Place: Sendable {
    /// One segment of a path: a slash in it is escaped.
    case pathSegment
    /// Several segments of a path: slashes stay.
    case path
    /// A name or a value in a query: only unreserved characters stay.
    case queryValue
  }

  public static func encode(_ text: String, _ place: Place) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isAllowed(byte, place) { encoded.append(byte) } else { encoded += escape(byte) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The text with its escapes undone; an escape that is none stays as it is. Bytes that are no UTF-8 are
  /// repaired.
  static func decode(_ text: some StringProtocol) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Escapes what may not stand in a URL at all, and leaves what is escaped or reserved alone: makes a path
  /// or a query that a person wrote one that can be sent.
  static func repair(_ text: some StringProtocol) -> String {
    var repaired: [UInt8] = []
    for byte in text.utf8 {
      if byte > 32, byte < 127, !"\"<>\\^`{|}".utf8.contains(byte) {
        repaired.append(byte)
      } else {
        repaired += escape(byte)
      }
    }
    return String(decoding: repaired, as: UTF8.self)
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  private static func isAllowed(_ byte: UInt8, _ place: Place) -> Bool {
    if byte.isASCIIAlphanumeric || "-._~".utf8.contains(byte) { return true }
    switch place {
    case .pathSegment: return "!$&'()*+,;=:@".utf8.contains(byte)
    case .path: return "!$&'()*+,;=:@/".utf8.contains(byte)
    case .queryValue: return false
    }
  }
}
