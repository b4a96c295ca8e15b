import DatabaseShims
import StateStorage
import Synchronization

/// A database in a file, through SQLite. Calls are short: they reach no further than the disk.
final class SQLiteDatabase: Sendable {
  private let pointer: Mutex<UnsafeMutableRawPointer>
  private let path: String

  /// Opens a database, which need not be there.
  init(_ path: String) throws(StateError) {
    if let problem = sqlite_load() { throw StateError(.unreadable, String(cString: problem)) }
    var status: Int32 = 0
    guard let database = sqlite_open(path, &status) else {
      throw StateError(.unreadable, "There is no memory for the database \(path).")
    }
    guard status == 0 else {
      defer { sqlite_close(database) }
      throw StateError(.unreadable, "Cannot open \(path): \(String(cString: sqlite_problem(database))).")
    }
    sqlite_set_patience(database, 30_000)
    self.path = path
    pointer = Mutex(database)
    // Written ahead to a log and synced at every commit: what was written survives a loss of power.
    try run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
  }

  deinit { pointer.withLock { sqlite_close($0) } }

  func run(_ statements: String) throws(StateError) {
    try pointer.withLock { database throws(StateError) in
      guard sqlite_run(database, statements) == 0 else { throw failure(.unwritable, database) }
    }
  }

  enum Field {
    case text(String)
    case bytes([UInt8])

    fileprivate var content: [UInt8] {
      switch self {
      case .text(let text): Array(text.utf8)
      case .bytes(let bytes): bytes
      }
    }

    fileprivate var isText: Bool { if case .text = self { true } else { false } }
  }

  /// The rows that a statement gives, as bytes, its `?` replaced by the parameters.
  @discardableResult
  func query(
    _ statement: String, _ parameters: [Field] = [], columns: Int = 0
  ) throws(StateError) -> [[[UInt8]]] {
    try pointer.withLock { database throws(StateError) in
      guard let prepared = sqlite_prepare(database, statement) else { throw failure(.unreadable, database) }
      defer { sqlite_finish(prepared) }
      for (index, parameter) in parameters.enumerated() {
        let content = parameter.content
        guard sqlite_bind(prepared, Int32(index + 1), content, content.count, parameter.isText ? 1 : 0) == 0
        else { throw failure(.unwritable, database) }
      }
      return try rows(of: prepared, columns, database)
    }
  }

  private func rows(
    of statement: UnsafeMutableRawPointer, _ columns: Int, _ database: UnsafeMutableRawPointer
  ) throws(StateError) -> [[[UInt8]]] {
    var rows: [[[UInt8]]] = []
    while true {
      switch sqlite_step(statement) {
      case 1: rows.append((0..<columns).map { Self.column($0, of: statement) })
      case 0: return rows
      default: throw failure(.unwritable, database)
      }
    }
  }

  private static func column(_ index: Int, of statement: UnsafeMutableRawPointer) -> [UInt8] {
    var count = 0
    guard let bytes = sqlite_column(statement, Int32(index), &count) else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private func failure(_ code: StateError.Code, _ database: UnsafeMutableRawPointer) -> StateError {
    StateError(code, "The database \(path): \(String(cString: sqlite_problem(database))).")
  }
}
