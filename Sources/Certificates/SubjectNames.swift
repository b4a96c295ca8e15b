public import KeyFormats

/// What a certificate is for besides the subject: its extension *subject alternative name* (RFC 5280, section
/// 4.2.1.6).
public struct SubjectNames: Hashable, Sendable {
  /// GeneralNames.
  let der: DER

  init(der: DER) { self.der = der }

  /// - Throws: when one is no IP address, or has other characters than ASCII.
  public init(dns: [String], addresses: [String], uris: [String]) throws(KeyFormatError) {
    var names: [DER] = []
    for name in dns { names.append(try Self.text(name, 2)) }
    for address in addresses {
      guard let bytes = Self.bytes(ofAddress: address) else {
        throw KeyFormatError("\"\(address)\" is no IP address")
      }
      names.append(DER(.implicit(7), bytes))
    }
    for uri in uris { names.append(try Self.text(uri, 6)) }
    der = DER(.sequence, names)
  }

  var isEmpty: Bool { der == .sequence() }

  private static func text(_ text: String, _ number: UInt8) throws(KeyFormatError) -> DER {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw KeyFormatError("\"\(text)\" has characters that no such name can have")
    }
    return DER(.implicit(number), Array(text.utf8))
  }

  static func bytes(ofAddress text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, !text.contains(":") {
      let bytes = parts.compactMap { UInt8($0) }
      return bytes.count == 4 ? bytes : nil
    }
    return bytes(ofVersion6: text)
  }

  /// RFC 4291, section 2.2.
  private static func bytes(ofVersion6 text: String) -> [UInt8]? {
    guard text.contains(":") else { return nil }
    guard let gap = text.firstRange(of: "::") else {
      return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil }
    }
    guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
      head.count + tail.count < 16
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains("."), let last = self.bytes(ofAddress: String(part)) {
        return bytes + last
      }
      guard (1...4).contains(part.count), let group = UInt16(part, radix: 16) else { return nil }
      bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
    }
    return bytes
  }
}
