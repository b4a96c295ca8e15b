/// Why compressed content cannot be had back.
public struct CompressionError: Error, Hashable, Sendable {
  /// A clause: `it ends too early`.
  public let message: String

  init(_ message: String) {
    self.message = message
  }

  public static let truncated = CompressionError("it ends too early")
  public static let tooLarge = CompressionError("its content is larger than the limit")
}
