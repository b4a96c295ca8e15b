/// Why a text is no private key that can be used.
public struct RSAKeyError: Error, Hashable, Sendable {
  /// A clause: `it is protected by a passphrase`.
  public let message: String

  init(_ message: String) {
    self.message = message
  }

  static let damaged = RSAKeyError("it is damaged")
  static let otherKind = RSAKeyError("it is a key of another kind than RSA")
  static let protected = RSAKeyError("it is protected by a passphrase")
}
