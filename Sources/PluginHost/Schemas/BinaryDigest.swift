import Crypto
import Encodings
import Glibc

/// The SHA-256 of a program, computed once for as long as the file stays as it is: one of 180 MB takes a good part
/// of a second.
///
/// A file is taken to be the one that was read when its device, number, size and times of change are the same, the
/// last of which only the kernel sets.
package struct BinaryDigest: Sendable {
  /// Where digests are kept; nil for nowhere.
  package let folder: String?

  package init(folder: String?) { self.folder = folder }

  /// In hexadecimal; nil when the file cannot be read.
  package func digest(of path: String) -> String? {
    guard let stamp = Self.stamp(of: path) else { return nil }
    let name = Hexadecimal.encode(SHA256.hash(data: Array(path.utf8)))
    let record = folder.map { "\($0)/\(name)" }
    if let known = record.flatMap(CacheFile.read) {
      let lines = String(decoding: known, as: UTF8.self).split(separator: "\n").map(String.init)
      if lines.count == 2, lines[0] == stamp { return lines[1] }
    }
    guard let digest = Self.compute(path) else { return nil }
    if let record { CacheFile.replace(record, with: Array("\(stamp)\n\(digest)\n".utf8)) }
    return digest
  }

  private static func stamp(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(times[0]) \(times[1])"
  }

  private static func compute(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var hash = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return Hexadecimal.encode(hash.finalize()) }
      chunk.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
