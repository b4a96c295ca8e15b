import Glibc
package import Language

extension FileSystem {
  /// Creates the directories that a file at `path` needs.
  package static func createDirectories(above path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/").dropLast() {
      prefix += part + "/"
      guard mkdir(prefix, 0o755) != 0, errno != EEXIST else { continue }
      throw FileError(path: prefix, errno: errno)
    }
  }

  /// Writes a file and waits until it is on disk.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw FileError(path: path, errno: errno) }
  }

  /// Writes a file in place of another, so that there is always a whole one.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    try createDirectories(above: path)
    try write(bytes, to: temporary, mode: 0o644)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(path: path, errno: code)
    }
  }

  /// Removes a directory and all in it; what cannot be removed stays. Links are not followed.
  package static func removeTree(_ path: String) {
    for name in (try? names(in: path)) ?? [] {
      let inside = "\(path)/\(name)"
      if unlink(inside) != 0 { removeTree(inside) }
    }
    rmdir(path)
  }
}
