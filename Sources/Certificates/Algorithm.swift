import KeyFormats

/// The names of algorithms in keys and certificates.
enum Algorithm {
  /// rsaEncryption (RFC 8017).
  static let rsaKey = OID(1, 2, 840, 113_549, 1, 1, 1)
  /// id-ecPublicKey (RFC 5480).
  static let ellipticKey = OID(1, 2, 840, 10045, 2, 1)
  /// id-Ed25519 (RFC 8410).
  static let ed25519 = OID(1, 3, 101, 112)

  static let rsaSHA256 = OID(1, 2, 840, 113_549, 1, 1, 11)
  static let ecdsaSHA256 = OID(1, 2, 840, 10045, 4, 3, 2)
  static let ecdsaSHA384 = OID(1, 2, 840, 10045, 4, 3, 3)
  static let ecdsaSHA512 = OID(1, 2, 840, 10045, 4, 3, 4)

  /// What Go's tools call algorithms that sign (RFC 8017, RFC 5758, RFC 8410).
  static let signatureNames: [OID: String] = [
    OID(1, 2, 840, 113_549, 1, 1, 4): "MD5-RSA", OID(1, 2, 840, 113_549, 1, 1, 5): "SHA1-RSA",
    rsaSHA256: "SHA256-RSA", OID(1, 2, 840, 113_549, 1, 1, 12): "SHA384-RSA",
    OID(1, 2, 840, 113_549, 1, 1, 13): "SHA512-RSA", OID(1, 2, 840, 10045, 4, 1): "ECDSA-SHA1",
    ecdsaSHA256: "ECDSA-SHA256", ecdsaSHA384: "ECDSA-SHA384", ecdsaSHA512: "ECDSA-SHA512", ed25519: "Ed25519",
  ]
}

/// How to make a key's signature.
struct SignatureAlgorithm {
  var identifier: DER

  /// What Go's tools choose for a key.
  init(for key: PrivateKey) {
    switch key.kind {
    case .rsa: identifier = .sequence(.identifier(Algorithm.rsaSHA256), .null)
    case .elliptic(let key):
      switch key.curve {
      case .p224, .p256: identifier = .sequence(.identifier(Algorithm.ecdsaSHA256))
      case .p384: identifier = .sequence(.identifier(Algorithm.ecdsaSHA384))
      case .p521: identifier = .sequence(.identifier(Algorithm.ecdsaSHA512))
      }
    case .edwards: identifier = .sequence(.identifier(Algorithm.ed25519))
    }
  }
}
