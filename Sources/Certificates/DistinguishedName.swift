public import KeyFormats

/// Who a certificate is for, or from (RFC 5280, section 4.1.2.4).
public struct DistinguishedName: Hashable, Sendable {
  /// The parts that a name may have, in the order in which they are written.
  public enum Part: CaseIterable, Sendable {
    case country, organization, organizationalUnit, locality, province, streetAddress, postalCode, commonName
    case serialNumber, emailAddress

    var identifier: OID {
      switch self {
      case .country: OID(2, 5, 4, 6)
      case .organization: OID(2, 5, 4, 10)
      case .organizationalUnit: OID(2, 5, 4, 11)
      case .locality: OID(2, 5, 4, 7)
      case .province: OID(2, 5, 4, 8)
      case .streetAddress: OID(2, 5, 4, 9)
      case .postalCode: OID(2, 5, 4, 17)
      case .commonName: OID(2, 5, 4, 3)
      case .serialNumber: OID(2, 5, 4, 5)
      case .emailAddress: OID(1, 2, 840, 113_549, 1, 9, 1)
      }
    }

    /// RFC 2253, section 2.3, and what Go's tools add to it.
    var shortName: String? {
      switch self {
      case .country: "C"
      case .organization: "O"
      case .organizationalUnit: "OU"
      case .locality: "L"
      case .province: "ST"
      case .streetAddress: "STREET"
      case .postalCode: "POSTALCODE"
      case .commonName: "CN"
      case .serialNumber: "SERIALNUMBER"
      case .emailAddress: nil
      }
    }
  }

  public let der: DER

  public init(der: DER) { self.der = der }

  /// - Parameter parts: the values of each part, as many as there are.
  public init(_ parts: [Part: [String]]) {
    der = DER(
      .sequence,
      Part.allCases.compactMap { part in
        guard let values = parts[part], !values.isEmpty else { return nil }
        return DER(.set, values.map { .sequence(.identifier(part.identifier), Self.text($0, part)) })
      })
  }

  public var isEmpty: Bool { der == .sequence() }

  private static func text(_ text: String, _ part: Part) -> DER {
    if part == .emailAddress { return DER(.ia5String, Array(text.utf8)) }
    return DER(text.utf8.allSatisfy(isPrintable) ? .printableString : .utf8String, Array(text.utf8))
  }

  /// ITU-T X.680, section 41.4.
  private static func isPrintable(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: " '()+,-./:=?".utf8.contains(byte)
    }
  }
}

extension DistinguishedName: CustomStringConvertible {
  /// Roughly as RFC 2253 writes it, the last part first: `CN=example.com,O=Example`.
  public var description: String {
    var reader = DERReader(der.bytes)
    guard var parts = try? reader.enter(.sequence) else { return "" }
    var texts: [String] = []
    while var set = try? parts.enter(.set) {
      var values: [String] = []
      while var pair = try? set.enter(.sequence) {
        guard let name = try? pair.readIdentifier(), let value = try? pair.next() else { break }
        values.append(Self.described(name, value))
      }
      texts.append(values.joined(separator: "+"))
    }
    return texts.reversed().joined(separator: ",")
  }

  private static func described(_ name: OID, _ value: DERReader.Element) -> String {
    guard let short = Part.allCases.first(where: { $0.identifier == name })?.shortName else {
      return "\(name)=#" + value.whole.map { hexadecimal($0) }.joined()
    }
    return "\(short)=\(escaped(String(decoding: value.content, as: UTF8.self)))"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// RFC 2253, section 2.4.
  private static func escaped(_ text: String) -> String {
    let last = text.count - 1
    return text.enumerated().map { index, character in
      let isSpecial =
        ",+\"\\<>;".contains(character) || (index == 0 && "# ".contains(character))
        || (index == last && character == " ")
      return isSpecial ? "\\\(character)" : String(character)
    }.joined()
  }
}
