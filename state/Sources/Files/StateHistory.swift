import Glibc
public import Values

/// The states that a document has held before: one file each, named by serial. The oldest go when there are many.
public struct StateHistory: Sendable {
  /// How many versions are kept.
  public static let capacity = 100

  /// A state that was replaced.
  public struct Version: Hashable, Sendable {
    public var serial: Int
    /// When it was written.
    public var written: Timestamp
    /// In bytes.
    public var size: Int
  }

  private let folder: String

  public init(folder: String) { self.folder = folder }

  /// - Parameter path: of the state file.
  public init(path: String) {
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    folder = "\(parent).rcw/history/\(name)"
  }

  private func file(_ serial: Int) -> String { "\(folder)/\(serial).tfstate" }

  /// Keeps the present state file under its serial, at the cost of a directory entry: the file itself is about
  /// to be replaced by another, never written to.
  func keep(file path: String, serial: Int) throws(StateError) {
    try FileAccess.makeFolder(of: file(serial))
    guard link(path, file(serial)) != 0, errno != ENOENT else { return try prune() }
    // A state of that serial is there: a restored or forced one. The later one counts.
    guard errno == EEXIST, unlink(file(serial)) == 0, link(path, file(serial)) == 0 else {
      throw FileAccess.failure(.unwritable, "keep the previous state as", file(serial))
    }
  }

  /// Keeps a document under its serial.
  func keep(_ content: [UInt8], serial: Int) throws(StateError) {
    try FileAccess.makeFolder(of: file(serial))
    try FileAccess.replace(file(serial), with: content)
    try prune()
  }

  /// The versions that are kept, latest first.
  public func versions() -> [Version] {
    var versions: [Version] = []
    for name in FileAccess.names(in: folder) {
      var status = stat()
      guard name.hasSuffix(".tfstate"), let serial = Int(name.dropLast(8)), stat(file(serial), &status) == 0
      else { continue }
      versions.append(
        Version(
          serial: serial, written: Timestamp(seconds: Int(status.st_mtim.tv_sec)), size: Int(status.st_size)))
    }
    return versions.sorted { $0.serial > $1.serial }
  }

  /// The document of a version that is kept; nil when there is none of that serial.
  public func content(_ serial: Int) throws(StateError) -> [UInt8]? { try FileAccess.read(file(serial)) }

  /// Removes all versions, and the folder they are in.
  func removeAll() throws(StateError) {
    for version in versions() { try FileAccess.remove(file(version.serial)) }
    // Other states may have their history in the folders above.
    var emptied = folder
    for _ in 0..<3 {
      guard rmdir(emptied) == 0, let slash = emptied.lastIndex(of: "/") else { return }
      emptied = String(emptied[..<slash])
    }
  }

  private func prune() throws(StateError) {
    for version in versions().dropFirst(Self.capacity) { try FileAccess.remove(file(version.serial)) }
  }
}
