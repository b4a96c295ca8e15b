import Glibc

/// Why a file or directory could not be read.
package struct FileError: Error, Hashable, Sendable {
  package let path: String
  /// In the words of the system: `No such file or directory`.
  package let reason: String
  /// Whether there is nothing at the path.
  package let isAbsence: Bool

  package init(path: String, errno code: Int32) {
    self.path = path
    reason = String(cString: strerror(code))
    isAbsence = code == ENOENT || code == ENOTDIR
  }

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
    isAbsence = false
  }
}
