import CryptoExtras
import FoundationEssentials
import KeyFormats

extension PrivateKey {
  /// In PEM as Go's tools write it: PKCS #1 for RSA (RFC 8017), SEC 1 for ECDSA (RFC 5915), PKCS #8 for Ed25519.
  public var pem: String {
    switch kind {
    case .rsa(let key): PEM(label: "RSA PRIVATE KEY", content: Array(key.derRepresentation)).text
    case .elliptic(let key): PEM(label: "EC PRIVATE KEY", content: key.sec1(namesCurve: true).bytes).text
    case .edwards: pkcs8PEM
    }
  }

  /// In PEM as PKCS #8 (RFC 5958).
  public var pkcs8PEM: String {
    let (algorithm, content): (DER, [UInt8]) =
      switch kind {
      case .rsa(let key): (.sequence(.identifier(Algorithm.rsaKey), .null), Array(key.derRepresentation))
      case .elliptic(let key): (key.algorithm, key.sec1(namesCurve: false).bytes)
      case .edwards(let key):
        (.sequence(.identifier(Algorithm.ed25519)), DER.octets(Array(key.rawRepresentation)).bytes)
      }
    return PEM(
      label: "PRIVATE KEY", content: DER.sequence(.integer(0), algorithm, .octets(content)).bytes
    ).text
  }

  /// In OpenSSH's own format, without a passphrase; nil where SSH has no such keys.
  public var openSSH: String? {
    guard let publicKey = publicKey.ssh, let (kind, fields) = sshFields else { return nil }
    let content = OpenSSHKey.encode(
      kind: kind, fields: fields, publicKey: publicKey, check: .random(in: 0 ... .max))
    return PEM(label: "OPENSSH PRIVATE KEY", content: content).text
  }

  private var sshFields: (kind: String, fields: [[UInt8]])? {
    switch kind {
    case .rsa(let key):
      guard let parts = RSAParts(pkcs1: Array(key.derRepresentation)) else { return nil }
      return (
        "ssh-rsa",
        [
          parts.modulus, parts.publicExponent, parts.privateExponent, parts.coefficient, parts.primes.0,
          parts.primes.1,
        ].map(SSHWriter.number)
      )
    case .elliptic(let key):
      guard let name = key.curve.sshName else { return nil }
      return ("ecdsa-sha2-\(name)", [Array(name.utf8), key.point, SSHWriter.number(key.number)])
    case .edwards(let key):
      let point = Array(key.publicKey.rawRepresentation)
      return ("ssh-ed25519", [point, Array(key.rawRepresentation) + point])
    }
  }
}
