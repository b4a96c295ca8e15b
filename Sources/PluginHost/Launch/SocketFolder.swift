import Glibc
import ProviderKit

/// A folder for the sockets and temporary files of plugins, which only its owner may enter. It is removed with
/// this object, or, when the program was killed, by the next program that makes one.
final class SocketFolder: Sendable {
  private static let prefix = "rcw-plugins-"
  private static let lockName = "lock"
  /// A socket's path has at most 107 bytes (unix(7)), and plugins add `/plugin` and ten digits.
  private static let maxLength = 80

  let path: String
  /// Holds the lock that says that the owner lives.
  private let lock: Int32

  /// - Parameter parent: where temporary files go; `/tmp` when that is too long for a socket.
  init(in parent: String) throws(SystemError) {
    let place = parent.utf8.count + Self.prefix.utf8.count + 6 <= Self.maxLength ? parent : "/tmp"
    Self.sweep(place)
    var template = Array("\(place)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp \(place)", errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    lock = open("\(path)/\(Self.lockName)", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw SystemError("flock", errno) }
  }

  deinit {
    Self.remove(path)
    close(lock)
  }

  /// Removes what programs that were killed have left behind: folders of ours whose lock nobody holds.
  private static func sweep(_ place: String) {
    for name in names(in: place) where name.hasPrefix(prefix) {
      let path = "\(place)/\(name)"
      let lock = open("\(path)/\(lockName)", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      if isOurs(lock), flock(lock, LOCK_EX | LOCK_NB) == 0 { remove(path) }
    }
  }

  private static func isOurs(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_uid == geteuid()
  }

  /// Removes a folder and all in it, without following links.
  private static func remove(_ path: String) {
    for name in names(in: path) {
      let inside = "\(path)/\(name)"
      if unlink(inside) != 0 { remove(inside) }
    }
    rmdir(path)
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
