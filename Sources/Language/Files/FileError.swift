import Glibc

/// Why a file or directory could not be read or written.
package struct FileError: Error, Hashable, Sendable {
  package let path: String
  /// The system's number for the reason.
  package let code: Int32

  package init(path: String, errno code: Int32) {
    self.path = path
    self.code = code
  }

  /// Whether there is nothing at the path.
  package var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

  /// In the words of the system: `No such file or directory`.
  package var reason: String { String(cString: strerror(code)) }
}
