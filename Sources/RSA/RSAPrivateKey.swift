internal import BigInt
public import KeyFormats

/// An RSA private key, for decrypting what somebody has encrypted for its owner.
///
/// The time that a decryption takes depends on the key. That is harmless for a program which its owner runs on
/// texts of their own; it must not answer strangers.
public struct RSAPrivateKey: Sendable {
  private let modulus: BigUInt
  private let exponent: BigUInt

  /// Reads a key without a passphrase: PKCS #1 (RFC 8017), PKCS #8 (RFC 5958) or OpenSSH's own format.
  public init(pem text: String) throws(KeyFormatError) {
    guard let pem = PEM(text) else { throw KeyFormatError("it is no text in PEM format") }
    guard !pem.headers.contains(where: { $0.contains("ENCRYPTED") }) else { throw .protected }
    switch pem.label {
    case "RSA PRIVATE KEY": try self.init(pkcs1: pem.content)
    case "PRIVATE KEY": try self.init(pkcs8: pem.content)
    case "OPENSSH PRIVATE KEY":
      let key = try OpenSSHKey(pem.content)
      guard key.kind == "ssh-rsa" else { throw .otherKind }
      guard key.fields.count >= 3 else { throw .damaged }
      try self.init(modulus: key.fields[0], exponent: key.fields[2])
    case "ENCRYPTED PRIVATE KEY": throw .protected
    case "EC PRIVATE KEY", "DSA PRIVATE KEY": throw .otherKind
    default: throw KeyFormatError("it is no private key, but a \(pem.label)")
    }
  }

  private init(pkcs1 bytes: some Collection<UInt8>) throws(KeyFormatError) {
    var outer = DERReader(bytes)
    var key = DERReader(try outer.read(.sequence))
    _ = try key.read(.integer)
    let modulus = try key.read(.integer)
    _ = try key.read(.integer)
    try self.init(modulus: Array(modulus), exponent: Array(try key.read(.integer)))
  }

  private init(pkcs8 bytes: [UInt8]) throws(KeyFormatError) {
    var outer = DERReader(bytes)
    var info = DERReader(try outer.read(.sequence))
    _ = try info.read(.integer)
    var algorithm = DERReader(try info.read(.sequence))
    // rsaEncryption
    guard try algorithm.readIdentifier() == OID(1, 2, 840, 113_549, 1, 1, 1) else { throw .otherKind }
    try self.init(pkcs1: try info.read(.octetString))
  }

  private init(modulus: [UInt8], exponent: [UInt8]) throws(KeyFormatError) {
    self.modulus = BigUInt(bytes: modulus)
    self.exponent = BigUInt(bytes: exponent)
    // 16384 bits: longer ones would only keep the machine busy.
    guard self.modulus.bitWidth >= 128, modulus.count <= 2049, exponent.count <= 2049 else { throw .damaged }
  }

  /// The plain text of a message (RFC 8017, section 7.2.2: RSAES-PKCS1-v1_5); nil when it was not encrypted for
  /// this key in that way.
  public func decrypt(_ message: [UInt8]) -> [UInt8]? {
    let size = (modulus.bitWidth + 7) / 8
    let number = BigUInt(bytes: message)
    guard message.count <= size, number < modulus else { return nil }
    let block = number.power(exponent, modulus: modulus).bytes(count: size)
    guard block.starts(with: [0, 2]), let end = block[2...].firstIndex(of: 0), end >= 10 else { return nil }
    return Array(block[(end + 1)...])
  }
}

extension BigUInt {
  /// - Parameter bytes: the most significant first.
  fileprivate init(bytes: [UInt8]) {
    self = bytes.reduce(0) { $0 << 8 | BigUInt($1) }
  }

  fileprivate func bytes(count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: UInt((self >> (8 * $0)) & 0xFF)) }
  }
}
