import Compression

/// Why an archive cannot be unpacked.
package struct ArchiveError: Error, Hashable {
  /// A clause: `it ends too early`.
  package let message: String

  init(_ message: String) {
    self.message = message
  }

  init(_ error: CompressionError) {
    message = error.message
  }

  static let truncated = ArchiveError("it ends too early")
  static let tooLarge = ArchiveError("its content is larger than a module may be")
}
