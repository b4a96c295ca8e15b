import Glibc
package import Language

extension FileSystem {
  /// Creates the directories that a file at `path` needs.
  package static func createDirectories(above path: String) throws(FileError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    try createDirectory(String(path[..<slash]), mode: 0o755)
  }

  /// Creates a directory with those above it, where they are not there.
  package static func createDirectory(_ path: String, mode: UInt32) throws(FileError) {
    guard access(path, F_OK) != 0 else { return }
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part + "/"
      guard mkdir(prefix, mode) != 0, errno != EEXIST else { continue }
      throw FileError(path: prefix, errno: errno)
    }
  }

  /// Writes a file, not through a link that has its name.
  ///
  /// - Parameter waits: whether to wait until it is on disk.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32, waits: Bool = true
  ) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
    guard !waits || fsync(descriptor) == 0 else { throw FileError(path: path, errno: errno) }
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

  /// A new path for what this process makes and then moves or removes. What processes have left that were killed is
  /// removed.
  ///
  /// - Parameter kind: tells what is made from other things in the directory.
  package static func temporaryPath(_ kind: String, in directory: String) -> String {
    let prefix = ".\(kind)-"
    for name in (try? names(in: directory)) ?? [] where name.hasPrefix(prefix) {
      let process = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let number = pid_t(process), kill(number, 0) != 0, errno == ESRCH else { continue }
      removeTree("\(directory)/\(name)")
    }
    return "\(directory)/\(prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))"
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
