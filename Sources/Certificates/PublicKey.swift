import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
import Hashing
public import KeyFormats

/// The public half of a key.
public struct PublicKey: Sendable {
  /// SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
  public let der: DER
  /// As it stands in `authorized_keys`, decoded; nil where SSH has no such keys.
  public let ssh: [UInt8]?

  /// In PEM.
  public var pem: String { PEM(label: "PUBLIC KEY", content: der.bytes).text }

  /// A line of `authorized_keys`; nil where SSH has no such keys.
  public var authorizedKey: String? {
    ssh.flatMap { bytes in
      let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let kind = String(decoding: bytes.dropFirst(4).prefix(length), as: UTF8.self)
      return "\(kind) \(Base64.standard.encode(bytes))\n"
    }
  }

  /// `aa:bb:cc:…`
  public var md5Fingerprint: String? {
    ssh.map { DigestAlgorithm.md5.digest(of: $0).map { Hexadecimal.encode([$0]) }.joined(separator: ":") }
  }

  /// `SHA256:…`, as `ssh-keygen -l` shows it.
  public var sha256Fingerprint: String? {
    ssh.map { bytes in
      let digest = Base64.standard.encode(DigestAlgorithm.sha256.digest(of: bytes))
      return "SHA256:" + String(digest.prefix { $0 != "=" })
    }
  }

  /// The SHA-1 digest of ``der``, in hexadecimal digits.
  public var id: String { Hexadecimal.encode(DigestAlgorithm.sha1.digest(of: der.bytes)) }

  /// The SHA-1 digest of the key's bits (RFC 5280, section 4.2.1.2).
  var identifier: [UInt8] {
    var outer = DERReader(der.bytes)
    guard var info = try? outer.enter(.sequence), (try? info.read(.sequence)) != nil,
      let bits = try? info.readBits()
    else { return [] }
    return DigestAlgorithm.sha1.digest(of: Array(bits))
  }

  /// `RSA`, `ECDSA` or `Ed25519`, as Go's tools say; the object identifier of any other algorithm.
  public var algorithmName: String {
    var outer = DERReader(der.bytes)
    guard var info = try? outer.enter(.sequence), var algorithm = try? info.enter(.sequence),
      let name = try? algorithm.readIdentifier()
    else { return "" }
    switch name {
    case Algorithm.rsaKey: return "RSA"
    case Algorithm.ellipticKey: return "ECDSA"
    case Algorithm.ed25519: return "Ed25519"
    default: return "\(name)"
    }
  }
}

extension PrivateKey {
  public var publicKey: PublicKey {
    switch kind {
    case .rsa(let key):
      let parts = RSAParts(pkcs1: Array(key.derRepresentation))
      let ssh = parts.map { parts in
        SSHWriter.string("ssh-rsa") + SSHWriter.string(SSHWriter.number(parts.publicExponent))
          + SSHWriter.string(SSHWriter.number(parts.modulus))
      }
      let content = Array(key.publicKey.pkcs1DERRepresentation)
      return PublicKey(
        der: .sequence(.sequence(.identifier(Algorithm.rsaKey), .null), .bits(content)), ssh: ssh)
    case .elliptic(let key):
      let ssh = key.curve.sshName.map { name in
        SSHWriter.string("ecdsa-sha2-\(name)") + SSHWriter.string(name) + SSHWriter.string(key.point)
      }
      return PublicKey(der: .sequence(key.algorithm, .bits(key.point)), ssh: ssh)
    case .edwards(let key):
      let point = Array(key.publicKey.rawRepresentation)
      return PublicKey(
        der: .sequence(.sequence(.identifier(Algorithm.ed25519)), .bits(point)),
        ssh: SSHWriter.string("ssh-ed25519") + SSHWriter.string(point))
    }
  }
}
