import Glibc
import ProviderAPI

/// Whole files, by system calls. Paths are relative to the working directory.
enum LocalFile {
  /// The content; nil when there is no such file.
  static func read(_ path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      guard count > 0 else { return content }
      content += piece[..<count]
    }
  }

  /// Writes over what is there. Files that exist keep their mode; the umask holds for new ones.
  static func write(_ content: [UInt8], to path: String, mode: mode_t, folderMode: mode_t) throws {
    try makeFolder(ofFile: path, mode: folderMode)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("write", path) }
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = failure("write", path)
        close(descriptor)
        throw failure
      }
      rest = rest.dropFirst(count)
    }
    guard close(descriptor) == 0 else { throw failure("write", path) }
  }

  /// Success when the file is gone already.
  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw failure("delete", path) }
  }

  /// Makes every folder on the way to a file that does not exist yet.
  private static func makeFolder(ofFile path: String, mode: mode_t) throws {
    for slash in path.indices.dropFirst() where path[slash] == "/" {
      let folder = String(path[..<slash])
      guard mkdir(folder, mode) == 0 || errno == EEXIST else { throw failure("make the folder", folder) }
    }
  }

  private static func failure(_ what: String, _ path: String) -> ProviderError {
    let (number, reason) = (errno, String(cString: strerror(errno)))
    let isDenied = number == EACCES || number == EPERM || number == EROFS
    return ProviderError(isDenied ? .denied : .invalid, "Could not \(what) \(path): \(reason).")
  }
}
