import CSystemShims
import Glibc
import Synchronization

/// The file under a journal. One task at a time writes to it.
final class JournalFile: Sendable {
  private let path: String
  private let descriptor: Int32
  private let extent: Mutex<Extent>

  /// In bytes from the beginning of the file.
  private struct Extent {
    /// What is written, or about to be.
    var end: Int
    /// What the file system has set aside.
    var reserved: Int
    /// Whether the file system can do that.
    var isReservable = true
  }

  /// Opens the file; a new one begins with `firstLine`.
  init(_ path: String, firstLine: [UInt8]) throws(StateError) {
    self.path = path
    descriptor = try FileAccess.openForWriting(path, O_CREAT | O_APPEND | O_WRONLY)
    let size = FileAccess.size(path)
    extent = Mutex(Extent(end: size, reserved: size))
    if size > 0 { return }
    try reserve(firstLine.count)
    try FileAccess.write(firstLine, to: descriptor, path)
    extent.withLock { $0.end = firstLine.count }
    try FileAccess.syncFolder(of: path)
  }

  deinit { close(descriptor) }

  /// Has the file system set `count` bytes aside after what is written, so that a disk that others fill up
  /// does not matter.
  func reserve(_ count: Int) throws(StateError) {
    try extent.withLock { extent throws(StateError) in
      let wanted = extent.end + count
      guard extent.isReservable, wanted > extent.reserved else { return }
      let end = (wanted / Self.step + 1) * Self.step
      while system_reserve(descriptor, off_t(extent.reserved), off_t(end - extent.reserved)) != 0 {
        if errno == EINTR { continue }
        guard errno == EOPNOTSUPP || errno == ENOSYS else {
          throw FileAccess.failure(.unwritable, "make room for what is about to be recorded in", path)
        }
        extent.isReservable = false
        return
      }
      extent.reserved = end
    }
  }

  /// Counts bytes as written that are about to be.
  func claim(_ count: Int) { extent.withLock { $0.end += count } }

  /// Returns when the bytes, which have been claimed, are on the disk.
  @concurrent func append(_ bytes: [UInt8]) async throws(StateError) {
    try FileAccess.write(bytes, to: descriptor, path)
    guard fdatasync(descriptor) == 0 else { throw FileAccess.failure(.unwritable, "sync", path) }
  }

  /// In bytes: how much is set aside at a time.
  private static let step = 64 << 10
}
