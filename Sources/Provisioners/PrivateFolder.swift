import Glibc
import ProviderAPI
import Synchronization

/// A folder that only its owner can look into, for keys that programs want as files.
enum PrivateFolder {
  static func make(in parent: String) throws(ProviderError) -> String {
    var template = Array("\(parent)/rcw-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ProviderError(.denied, "No folder can be made in \(parent): \(String(cString: strerror(errno))).")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Writes a file; nothing when there is no content.
  static func write(_ content: String?, to path: String, isProgram: Bool = false) throws(ProviderError) {
    guard let content else { return }
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, isProgram ? 0o700 : 0o600)
    guard descriptor >= 0 else {
      throw ProviderError(.denied, "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    let bytes = Array(content.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else {
        throw ProviderError(.denied, "\(path) cannot be written: \(String(cString: strerror(errno))).")
      }
      written += max(count, 0)
    }
  }

  /// The folder holds files only.
  static func remove(_ folder: String) {
    guard let directory = opendir(folder) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      unlink("\(folder)/\(name)")
    }
    closedir(directory)
    rmdir(folder)
  }
}

/// Remembers the last line that was told.
final class LineCollector: Sendable {
  private let line = Mutex<String?>(nil)

  var last: String? { line.withLock { $0 } }

  func take(_ text: String) {
    if !text.isEmpty { line.withLock { $0 = text } }
  }
}
