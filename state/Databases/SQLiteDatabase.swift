import DatabaseShims
import Glibc
import Synchronization

/// A database in a file, through SQLite. Calls are short: they reach no further than the disk.
public final class SQLiteDatabase: Database {
  /// The file.
  public let path: String
  private let pointer: Mutex<UnsafeMutableRawPointer>

  public var name: String { path }

  /// Opens a database, which need not be there. Only its owner may read it: SQLite gives its files the rights that
  /// the umask leaves.
  public init(_ path: String) throws(DatabaseError) {
    if let problem = sqlite_load() { throw DatabaseError(.unavailable, String(cString: problem)) }
    var status: Int32 = 0
    guard let database = sqlite_open(path, &status) else {
      throw DatabaseError(.unavailable, "There is no memory for the database \(path).")
    }
    guard status == 0 else {
      defer { sqlite_close(database) }
      throw DatabaseError(.unavailable, "Cannot open \(path): \(String(cString: sqlite_problem(database))).")
    }
    chmod(path, 0o600)
    sqlite_set_patience(database, 30_000)
    self.path = path
    pointer = Mutex(database)
    // Written ahead to a log and synced at every commit: what was written survives a loss of power.
    try runPatiently("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
    // Reading goes through memory that the system shares among processes: 256 MiB of the file, as it is needed.
    try run("PRAGMA mmap_size = 268435456")
  }

  deinit { pointer.withLock { sqlite_close($0) } }

  /// Tries again while others are in the way: who makes a new database write ahead is refused at once where several open
  /// it (SQLite, "PRAGMA journal_mode": the busy handler is not asked).
  private func runPatiently(_ statement: String) throws(DatabaseError) {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      do { return try run(statement) } catch {
        guard error.code == .busy, ContinuousClock.now < deadline else { throw error }
      }
      usleep(20_000)
    }
  }

  public func run(_ statements: String) throws(DatabaseError) {
    try pointer.withLock { database throws(DatabaseError) in
      try SQLiteSession(database: database, path: path).run(statements)
    }
  }

  public enum Field: Sendable {
    case text(String)
    case bytes([UInt8])
  }

  /// The rows that one statement gives, as bytes, its `?` replaced by the parameters.
  @discardableResult
  public func query(
    _ statement: String, _ parameters: [Field] = [], columns: Int = 0
  ) throws(DatabaseError) -> [[[UInt8]]] {
    try pointer.withLock { database throws(DatabaseError) in
      let session = SQLiteSession(database: database, path: path)
      return try session.rows(statement, parameters) { row in
        (0..<columns).map { session.bytes(of: $0, in: row) }
      }
    }
  }

  public func read<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try transaction("BEGIN", body)
  }

  public func write<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try transaction("BEGIN IMMEDIATE", body)
  }

  private func transaction<Result: Sendable>(
    _ begin: String, _ body: (any DatabaseSession) throws -> Result
  ) throws -> Result {
    try pointer.withLock { database in
      let session = SQLiteSession(database: database, path: path)
      try session.run(begin)
      do {
        let result = try body(session)
        try session.run("COMMIT")
        return result
      } catch {
        // There is nothing to undo when the failure has ended the transaction.
        try? session.run("ROLLBACK")
        throw error
      }
    }
  }
}

/// The open database while it is one caller's.
private struct SQLiteSession: DatabaseSession {
  let database: UnsafeMutableRawPointer
  let path: String

  func run(_ statements: String) throws(DatabaseError) {
    guard sqlite_run(database, statements) == 0 else { throw failure() }
  }

  func query(_ statement: String, _ parameters: [String?]) throws(DatabaseError) -> [DatabaseRow] {
    try rows(Self.numbered(statement), Self.fields(parameters), row)
  }

  func query<Result>(
    _ statement: String, _ parameters: [String?], _ body: (DatabaseRow) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    var failure: (any Error)?
    try forEachRow(Self.numbered(statement), Self.fields(parameters)) { pointer in
      do {
        results.append(try body(row(pointer)))
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return results
  }

  /// A name in the place of a number is counted by where it stands; "?1" is counted by its number.
  private static func numbered(_ statement: String) -> String { statement.replacing("$", with: "?") }

  private static func fields(_ parameters: [String?]) -> [SQLiteDatabase.Field?] {
    parameters.map { $0.map(SQLiteDatabase.Field.text) }
  }

  private func row(_ pointer: UnsafeMutableRawPointer) -> DatabaseRow {
    DatabaseRow((0..<sqlite_columns(pointer)).map { field($0, of: pointer) })
  }

  func hasTable(_ name: String) throws(DatabaseError) -> Bool {
    try !query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [name]).isEmpty
  }

  func rows<Row>(
    _ statement: String, _ parameters: [SQLiteDatabase.Field?], _ row: (UnsafeMutableRawPointer) -> Row
  ) throws(DatabaseError) -> [Row] {
    var rows: [Row] = []
    try forEachRow(statement, parameters) { pointer in
      rows.append(row(pointer))
      return true
    }
    return rows
  }

  /// - Parameter body: says whether to go on.
  private func forEachRow(
    _ statement: String, _ parameters: [SQLiteDatabase.Field?], _ body: (UnsafeMutableRawPointer) -> Bool
  ) throws(DatabaseError) {
    guard let prepared = sqlite_prepare(database, statement) else { throw failure() }
    defer { sqlite_finish(prepared) }
    for (index, parameter) in parameters.enumerated() {
      guard let parameter else { continue }
      guard bind(parameter, at: Int32(index + 1), in: prepared) == 0 else { throw failure() }
    }
    while true {
      switch sqlite_step(prepared) {
      case 1: if !body(prepared) { return }
      case 0: return
      default: throw failure()
      }
    }
  }

  private func bind(
    _ field: SQLiteDatabase.Field, at index: Int32, in statement: UnsafeMutableRawPointer
  ) -> Int32 {
    switch field {
    case .text(var text):
      text.withUTF8 { sqlite_bind(statement, index, $0.baseAddress, $0.count, 1) }
    case .bytes(let bytes): sqlite_bind(statement, index, bytes, bytes.count, 0)
    }
  }

  func bytes(of column: Int, in statement: UnsafeMutableRawPointer) -> [UInt8] {
    var count = 0
    guard let bytes = sqlite_column(statement, Int32(column), &count) else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private func field(_ column: Int32, of statement: UnsafeMutableRawPointer) -> DatabaseRow.Field {
    switch sqlite_kind(statement, column) {
    case Int32(SQLITE_KIND_NULL): return .null
    case Int32(SQLITE_KIND_INTEGER): return .integer(Int(sqlite_integer(statement, column)))
    default:
      var count = 0
      guard let bytes = sqlite_column(statement, column, &count) else { return .text("") }
      return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
    }
  }

  private func failure() -> DatabaseError {
    let reason = String(cString: sqlite_problem(database))
    let code = sqlite_code(database)
    // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
    if code == 1555 || code == 2067 { return DatabaseError(.duplicate, "The database \(path): \(reason).") }
    return switch code & 0xFF {
    // SQLITE_BUSY, SQLITE_LOCKED
    case 5, 6:
      DatabaseError(.busy, "Another process has been writing to \(path) for half a minute and has not ended.")
    // SQLITE_CORRUPT, SQLITE_NOTADB
    case 11, 26: DatabaseError(.damaged, "The database \(path) is damaged: \(reason).")
    // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL
    case 8, 10, 13: DatabaseError(.unwritable, "Cannot write the database \(path): \(reason).")
    // SQLITE_CANTOPEN
    case 14: DatabaseError(.unavailable, "Cannot open the database \(path): \(reason).")
    default: DatabaseError(.failed, "The database \(path): \(reason).")
    }
  }
}
