import Language

/// Why a provider cannot be had.
public struct InstallError: Error, CustomStringConvertible, Sendable {
  /// Full sentences.
  public let message: String

  init(_ message: String) { self.message = message }

  init(_ error: FileError, _ deed: String) {
    message = "\(deed) failed: \(error.path): \(error.reason)."
  }

  public var description: String { message }
}
