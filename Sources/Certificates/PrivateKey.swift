import Crypto
import CryptoExtras
import FoundationEssentials
public import KeyFormats

/// A private key, to be written in the formats that tools exchange and to sign with.
public struct PrivateKey: Sendable {
  enum Kind: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case elliptic(EllipticKey)
    case edwards(Curve25519.Signing.PrivateKey)
  }

  /// What to make.
  public enum Recipe: Hashable, Sendable {
    /// - Parameter bits: from 1024 to 16 384; an even number of bytes.
    case rsa(bits: Int)
    case ecdsa(Curve)
    case ed25519
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// A new key. One of RSA may take a minute.
  ///
  /// - Throws: when there are no RSA keys of that size.
  public init(_ recipe: Recipe) throws(KeyFormatError) {
    switch recipe {
    case .ecdsa(let curve): kind = .elliptic(EllipticKey(generatedOn: curve))
    case .ed25519: kind = .edwards(Curve25519.Signing.PrivateKey())
    case .rsa(let bits):
      guard (1024...16_384).contains(bits),
        let key = try? _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
      else { throw KeyFormatError("RSA keys of \(bits) bits cannot be made") }
      kind = .rsa(key)
    }
  }

  /// `RSA`, `ECDSA` or `ED25519`.
  public var algorithm: String {
    switch kind {
    case .rsa: "RSA"
    case .elliptic: "ECDSA"
    case .edwards: "ED25519"
    }
  }

  /// The signature of a text: by RSA and ECDSA with SHA-256, or more where the curve is longer, or by Ed25519.
  public func signature(of text: [UInt8]) throws(KeyFormatError) -> [UInt8] {
    do {
      switch kind {
      case .rsa(let key):
        return Array(
          try key.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5).rawRepresentation)
      case .elliptic(let key): return try key.signature(of: text)
      case .edwards(let key): return Array(try key.signature(for: text))
      }
    } catch { throw KeyFormatError("the key cannot sign") }
  }
}
