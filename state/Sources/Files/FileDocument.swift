/// A state in a file.
public struct FileDocument: StateDocument {
  public let path: String

  public init(path: String) { self.path = path }

  public var name: String { path }
  public var file: String? { path }
  public var lockPause: Duration { .milliseconds(100) }

  private var lockPath: String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[...$0] } ?? ""
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return "\(folder).\(name).lock.info"
  }

  public func read() async throws -> [UInt8]? { try FileAccess.read(path) }

  public func write(_ content: [UInt8]) async throws { try FileAccess.replace(path, with: content) }

  public func remove() async throws {
    for file in [path, path + ".backup", lockPath] { try FileAccess.remove(file) }
  }

  public func lock(_ holder: LockHolder) async throws -> any StateLock {
    try FileLock.acquire(lockPath, holder)
  }

  public func breakLock(_ id: String) async throws { try FileLock.explainBreaking(lockPath, id) }
}
