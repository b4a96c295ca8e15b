import KeyFormats

/// The elliptic curves of NIST that ECDSA keys are on.
public enum Curve: String, CaseIterable, Sendable {
  case p224 = "P224"
  case p256 = "P256"
  case p384 = "P384"
  case p521 = "P521"

  /// RFC 5480, section 2.1.1.1.
  var identifier: OID {
    switch self {
    case .p224: OID(1, 3, 132, 0, 33)
    case .p256: OID(1, 2, 840, 10045, 3, 1, 7)
    case .p384: OID(1, 3, 132, 0, 34)
    case .p521: OID(1, 3, 132, 0, 35)
    }
  }

  /// Of a coordinate and of a private number.
  var byteCount: Int {
    switch self {
    case .p224: 28
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// What SSH calls it; nil where SSH has no such keys (RFC 5656, section 10.1).
  var sshName: String? {
    switch self {
    case .p224: nil
    case .p256: "nistp256"
    case .p384: "nistp384"
    case .p521: "nistp521"
    }
  }
}
