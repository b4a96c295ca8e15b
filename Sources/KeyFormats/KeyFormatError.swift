/// Why a text is no key, certificate or request that can be used.
public struct KeyFormatError: Error, Hashable, Sendable {
  /// A clause: `it is protected by a passphrase`.
  public let message: String

  public init(_ message: String) {
    self.message = message
  }

  public static let damaged = KeyFormatError("it is damaged")
  public static let otherKind = KeyFormatError("it is a key of another kind than RSA")
  public static let protected = KeyFormatError("it is protected by a passphrase")
}
