import CSystemShims
import Glibc
import Synchronization

/// A journal in a file of this machine.
struct FileJournal: JournalPlace {
  let path: String

  var name: String { path }

  func read() throws -> LeftOverJournal? {
    try FileAccess.read(path).map { LeftOverJournal($0, idle: FileAccess.age(of: path)) }
  }

  func makeWriter(after _: LeftOverJournal?) -> any JournalWriter { JournalFile(path) }

  func remove() throws {
    FileAccess.removeLeftovers(of: path)
    try FileAccess.remove(path)
  }
}

/// The file under a journal.
final class JournalFile: JournalWriter {
  private let path: String
  private let open = Mutex<OpenFile?>(nil)

  /// The file and how much of it there is, in bytes from its beginning.
  private struct OpenFile {
    var descriptor: Descriptor
    /// What is written.
    var end: Int
    /// What the file system has set aside.
    var reserved: Int
    /// Whether the file system can do that.
    var isReservable = true
  }

  private final class Descriptor: Sendable {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
  }

  init(_ path: String) { self.path = path }

  /// So that a disk that others fill up does not matter.
  func reserve(_ count: Int) throws(StateError) {
    try open.withLock { open throws(StateError) in
      var file = try present(&open)
      defer { open = file }
      try reserve(file.end + count, in: &file)
    }
  }

  private func reserve(_ wanted: Int, in file: inout OpenFile) throws(StateError) {
    guard file.isReservable, wanted > file.reserved else { return }
    let end = (wanted / Self.step + 1) * Self.step
    while system_reserve(file.descriptor.number, off_t(file.reserved), off_t(end - file.reserved)) != 0 {
      if errno == EINTR { continue }
      guard errno == EOPNOTSUPP || errno == ENOSYS else {
        throw FileAccess.failure(.unwritable, "make room for what is about to be recorded in", path)
      }
      file.isReservable = false
      return
    }
    file.reserved = end
  }

  @concurrent func append(_ lines: [UInt8], isFirst: Bool) async throws(StateError) {
    let file = try open.withLock { open throws(StateError) in try present(&open) }
    try FileAccess.write(lines, to: file.descriptor.number, path)
    open.withLock { $0?.end += lines.count }
    guard fdatasync(file.descriptor.number) == 0 else { throw FileAccess.failure(.unwritable, "sync", path) }
    if isFirst { try FileAccess.syncFolder(of: path) }
  }

  func replace(with lines: [UInt8]) throws(StateError) {
    open.withLock { $0 = nil }
    guard !lines.isEmpty else {
      FileAccess.removeLeftovers(of: path)
      return try FileAccess.remove(path)
    }
    try FileAccess.replace(path, with: lines)
    let descriptor = try FileAccess.openForWriting(path, O_APPEND | O_WRONLY)
    open.withLock {
      $0 = OpenFile(descriptor: Descriptor(descriptor), end: lines.count, reserved: lines.count)
    }
  }

  /// Somebody may have removed it with its folder.
  func isKept() -> Bool { FileAccess.size(path) > 0 }

  /// Makes the file when it is not open yet: what a crash has left of a journal that was about to begin says nothing.
  private func present(_ open: inout OpenFile?) throws(StateError) -> OpenFile {
    if let open { return open }
    try FileAccess.makeFolder(of: path)
    let descriptor = try FileAccess.openForWriting(path, O_CREAT | O_TRUNC | O_APPEND | O_WRONLY)
    let new = OpenFile(descriptor: Descriptor(descriptor), end: 0, reserved: 0)
    open = new
    return new
  }

  /// In bytes: how much is set aside at a time.
  private static let step = 64 << 10
}
