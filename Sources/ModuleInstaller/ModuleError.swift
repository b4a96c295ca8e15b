import Language

/// Why a module in a registry cannot be had.
struct ModuleError: Error {
  /// Full sentences.
  let message: String

  init(_ message: String) {
    self.message = message
  }

  init(_ error: FileError) {
    message = "\"\(error.path)\": \(error.reason)."
  }

  init(_ error: ArchiveError, in place: String) {
    message = "The module at \(place) cannot be unpacked: \(error.message)."
  }
}
