import KeyFormats

/// The extensions that certificates and requests of ours have (RFC 5280, section 4.2.1).
enum CertificateExtension {
  static let keyUsage = OID(2, 5, 29, 15)
  static let extendedKeyUsage = OID(2, 5, 29, 37)
  static let basicConstraints = OID(2, 5, 29, 19)
  static let subjectKeyIdentifier = OID(2, 5, 29, 14)
  static let authorityKeyIdentifier = OID(2, 5, 29, 35)
  static let subjectNames = OID(2, 5, 29, 17)

  static func make(_ name: OID, isCritical: Bool = false, _ value: DER) -> DER {
    DER(.sequence, [.identifier(name)] + (isCritical ? [.yes] : []) + [.octets(value.bytes)])
  }

  static func names(_ names: SubjectNames, isCritical: Bool) -> DER {
    make(subjectNames, isCritical: isCritical, names.der)
  }

  /// The value of an extension in a list of them; nil where it is not there.
  static func find(_ name: OID, in list: ArraySlice<UInt8>) -> [UInt8]? {
    var extensions = DERReader(list)
    while var entry = try? extensions.enter(.sequence) {
      guard let found = try? entry.readIdentifier() else { return nil }
      _ = try? entry.readIfPresent(.boolean)
      if found == name { return (try? entry.read(.octetString)).map(Array.init) }
    }
    return nil
  }
}

/// What a key may be used for.
public enum KeyUse {
  /// The bit of the extension *key usage* (RFC 5280, section 4.2.1.3), by the names that templates use.
  static let bits: [String: Int] = [
    "digital_signature": 0, "content_commitment": 1, "key_encipherment": 2, "data_encipherment": 3,
    "key_agreement": 4, "cert_signing": 5, "crl_signing": 6, "encipher_only": 7, "decipher_only": 8,
  ]

  /// The extended key usages (section 4.2.1.12, and those of vendors).
  static let purposes: [String: OID] = [
    "any_extended": OID(2, 5, 29, 37, 0), "server_auth": purpose(1), "client_auth": purpose(2),
    "code_signing": purpose(3), "email_protection": purpose(4), "ipsec_end_system": purpose(5),
    "ipsec_tunnel": purpose(6), "ipsec_user": purpose(7), "timestamping": purpose(8),
    "ocsp_signing": purpose(9), "microsoft_server_gated_crypto": OID(1, 3, 6, 1, 4, 1, 311, 10, 3, 3),
    "netscape_server_gated_crypto": OID(2, 16, 840, 1, 113_730, 4, 1),
    "microsoft_commercial_code_signing": OID(1, 3, 6, 1, 4, 1, 311, 2, 1, 22),
    "microsoft_kernel_code_signing": OID(1, 3, 6, 1, 4, 1, 311, 61, 1, 1),
  ]

  private static func purpose(_ number: UInt) -> OID { OID(1, 3, 6, 1, 5, 5, 7, 3, number) }

  /// All that ``CertificateContent/uses`` may hold.
  public static let names = (Array(bits.keys) + Array(purposes.keys)).sorted()

  /// The extensions that say so; empty without any.
  static func extensions(_ uses: [String]) -> [DER] {
    let bits = Set(uses.compactMap { self.bits[$0] })
    var extensions: [DER] = []
    if let last = bits.max() {
      var bytes = [UInt8](repeating: 0, count: last / 8 + 1)
      for bit in bits { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
      extensions.append(
        CertificateExtension.make(
          CertificateExtension.keyUsage, isCritical: true, .bits(bytes, spare: UInt8(7 - last % 8))))
    }
    let purposes = uses.compactMap { self.purposes[$0] }
    if !purposes.isEmpty {
      extensions.append(
        CertificateExtension.make(
          CertificateExtension.extendedKeyUsage, DER(.sequence, purposes.map(DER.identifier))))
    }
    return extensions
  }
}
