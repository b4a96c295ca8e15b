import Crypto
import CryptoExtras
import FoundationEssentials
public import KeyFormats

extension PrivateKey {
  /// Reads a key without a passphrase, in any of the formats that ``pem``, ``pkcs8PEM`` and ``openSSH`` are in.
  public init(pem text: String) throws(KeyFormatError) {
    guard let pem = PEM(text) else { throw KeyFormatError("it is no text in PEM format") }
    guard !pem.headers.contains(where: { $0.contains("ENCRYPTED") }) else { throw .protected }
    switch pem.label {
    case "RSA PRIVATE KEY": try self.init(pkcs1: pem.content)
    case "EC PRIVATE KEY": try self.init(sec1: pem.content, curve: nil)
    case "PRIVATE KEY": try self.init(pkcs8: pem.content)
    case "OPENSSH PRIVATE KEY": try self.init(openSSH: try OpenSSHKey(pem.content))
    case "ENCRYPTED PRIVATE KEY": throw .protected
    default: throw KeyFormatError("it is no private key, but a \(pem.label)")
    }
  }

  private init(pkcs1 bytes: [UInt8]) throws(KeyFormatError) {
    guard let key = try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: bytes) else { throw .damaged }
    self.init(.rsa(key))
  }

  /// - Parameter curve: what a structure around the key says.
  private init(sec1 bytes: some Collection<UInt8>, curve: OID?) throws(KeyFormatError) {
    var outer = DERReader(bytes)
    var key = try outer.enter(.sequence)
    _ = try key.read(.integer)
    let number = Array(try key.read(.octetString))
    var name = curve
    if let named = try key.readIfPresent(.explicit(0)) {
      var named = DERReader(named)
      name = try named.readIdentifier()
    }
    guard let curve = Curve.allCases.first(where: { $0.identifier == name }) else {
      throw KeyFormatError("it is on another curve than P224, P256, P384 and P521")
    }
    self.init(.elliptic(try EllipticKey(curve, number: number)))
  }

  private init(pkcs8 bytes: [UInt8]) throws(KeyFormatError) {
    var outer = DERReader(bytes)
    var info = try outer.enter(.sequence)
    _ = try info.read(.integer)
    var algorithm = try info.enter(.sequence)
    let name = try algorithm.readIdentifier()
    let content = Array(try info.read(.octetString))
    switch name {
    case Algorithm.rsaKey: try self.init(pkcs1: content)
    case Algorithm.ellipticKey: try self.init(sec1: content, curve: try algorithm.readIdentifier())
    case Algorithm.ed25519:
      var inner = DERReader(content)
      try self.init(ed25519: try inner.read(.octetString))
    default: throw KeyFormatError("it is a key of another kind than RSA, ECDSA and Ed25519")
    }
  }

  private init(ed25519 seed: some Collection<UInt8>) throws(KeyFormatError) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(seed)) else { throw .damaged }
    self.init(.edwards(key))
  }

  private init(openSSH key: OpenSSHKey) throws(KeyFormatError) {
    let fields = key.fields
    switch key.kind {
    case "ssh-rsa":
      guard fields.count >= 6 else { throw .damaged }
      try self.init(pkcs1: RSAParts(openSSH: fields).pkcs1)
    case "ssh-ed25519":
      guard fields.count >= 2 else { throw .damaged }
      try self.init(ed25519: fields[1].prefix(32))
    default:
      guard let curve = Curve.allCases.first(where: { $0.sshName.map { "ecdsa-sha2-\($0)" } == key.kind })
      else { throw KeyFormatError("it is a key of another kind than RSA, ECDSA and Ed25519") }
      guard fields.count >= 3 else { throw .damaged }
      self.init(.elliptic(try EllipticKey(curve, number: fields[2])))
    }
  }
}
