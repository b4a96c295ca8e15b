import Crypto

/// A digest of bytes.
public enum DigestAlgorithm: Hashable, Sendable {
  /// Broken for anything that has to be safe; for comparing with what others computed only.
  case md5
  /// Broken like ``md5``.
  case sha1
  case sha256
  case sha512

  public func digest(of bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .md5: Array(Insecure.MD5.hash(data: bytes))
    case .sha1: Array(Insecure.SHA1.hash(data: bytes))
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha512: Array(SHA512.hash(data: bytes))
    }
  }
}
