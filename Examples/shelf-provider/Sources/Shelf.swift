import Glibc
import ProviderAPI

/// The remote side of this provider: one file for each note.
struct Shelf: Sendable {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  /// The text of a note; nil when there is no such note.
  func note(_ name: String) throws -> String? {
    guard let file = fopen("\(folder)/\(name)", "r") else {
      guard errno == ENOENT else { throw failure("read", name) }
      return nil
    }
    defer { fclose(file) }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&part, 1, part.count, file), count > 0 { text += part[..<count] }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Parameter isNew: whether there must not be a note of this name.
  func put(_ name: String, _ text: String, isNew: Bool) throws {
    guard let file = fopen("\(folder)/\(name)", isNew ? "wx" : "w") else { throw failure("write", name) }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw failure("write", name) }
  }

  func remove(_ name: String) throws {
    guard unlink("\(folder)/\(name)") == 0 || errno == ENOENT else { throw failure("remove", name) }
  }

  /// What the system says, in the few words that all providers share.
  private func failure(_ verb: String, _ name: String) -> ProviderError {
    let code: ProviderError.Code =
      switch errno {
      case EEXIST: .conflict
      case EACCES, EPERM, EROFS: .denied
      case ENOENT, ENOTDIR: .notFound
      default: .unavailable
      }
    let reason = String(cString: strerror(errno))
    return ProviderError(code, "Cannot \(verb) the note \"\(name)\" in \(folder): \(reason).")
  }
}
