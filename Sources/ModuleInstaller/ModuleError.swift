import Language

/// Why a module in a registry cannot be had.
struct ModuleError: Error {
  /// Full sentences.
  let message: String
  /// The words of the program that failed; empty where there was none.
  var detail = ""

  init(_ message: String, detail: String = "") {
    self.message = message
    self.detail = detail
  }

  init(_ error: FileError) {
    message = "\"\(error.path)\": \(error.reason)."
  }

  init(_ error: ArchiveError, in place: String) {
    message = "The module at \(place) cannot be unpacked: \(error.message)."
  }
}
