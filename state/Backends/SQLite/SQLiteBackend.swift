import Databases
import StateStorage
import Values

extension BackendKind {
  /// A database of this machine, which many configurations can share: by default `rcw.db` in `RCW_HOME`.
  static let sqlite = BackendKind("sqlite", .backend(["path": .text, "name": .text])) { config in
    let path =
      config.string("path") ?? StandardFolders.home(config.context.environment).map { "\($0)/rcw.db" }
    guard let path else { throw config.problem("neither RCW_HOME nor HOME says where the database is") }
    try FileAccess.makeFolder(of: path)
    return SQLiteBackend(path: path, configuration: try config.required("name"))
  }
}

/// States of several configurations in one database, each under its name and workspace.
struct SQLiteBackend: StateBackend {
  let path: String
  /// Under which the configuration's states are kept.
  let configuration: String

  func document(for workspace: String) async throws -> any StateDocument {
    SQLiteDocument(
      database: try database(), path: path, configuration: configuration, workspace: workspace,
      lockPath: "\(lockFolder)/\(workspace).lock")
  }

  func workspaces() async throws -> [String]? {
    let database = try database()
    return try reporting(.unreadable) { () throws(DatabaseError) in
      try database.query(
        "SELECT workspace FROM states WHERE configuration = ? AND workspace <> 'default' ORDER BY workspace",
        [.text(configuration)], columns: 1)
    }.map { String(decoding: $0[0], as: UTF8.self) }
  }

  /// Beside the database, which all working directories of the configuration share.
  var folder: String? { "\(path).d/\(PathName.of(configuration))" }

  private var lockFolder: String { "\(path).d/\(PathName.of(configuration))/locks" }

  private func database() throws -> SQLiteDatabase {
    try FileAccess.makeFolder(of: "\(lockFolder)/x")
    return try reporting(.unreadable) { () throws(DatabaseError) in
      let database = try SQLiteDatabase(path)
      try database.run(
        """
        CREATE TABLE IF NOT EXISTS states (
          configuration TEXT NOT NULL,
          workspace TEXT NOT NULL,
          content BLOB NOT NULL,
          written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
          PRIMARY KEY (configuration, workspace)
        )
        """)
      return database
    }
  }
}

/// A state in a row. Its lock is one of the kernel's, on a file beside the database: it ends with the process.
struct SQLiteDocument: StateDocument {
  let database: SQLiteDatabase
  let path: String
  let configuration: String
  let workspace: String
  let lockPath: String

  var name: String { "\(configuration), workspace \"\(workspace)\", in \(path)" }
  var lockPause: Duration { .milliseconds(100) }

  func read() async throws -> [UInt8]? {
    try reporting(.unreadable) { () throws(DatabaseError) in
      try database.query(
        "SELECT content FROM states WHERE configuration = ? AND workspace = ?",
        [.text(configuration), .text(workspace)], columns: 1)
    }.first?.first
  }

  func write(_ content: [UInt8]) async throws {
    try reporting(.unwritable) { () throws(DatabaseError) in
      try database.query(
        """
        INSERT INTO states (configuration, workspace, content) VALUES (?, ?, ?)
        ON CONFLICT (configuration, workspace) DO UPDATE SET content = excluded.content,
          written = strftime('%Y-%m-%dT%H:%M:%SZ')
        """, [.text(configuration), .text(workspace), .bytes(content)])
    }
  }

  func remove() async throws {
    try reporting(.unwritable) { () throws(DatabaseError) in
      try database.query(
        "DELETE FROM states WHERE configuration = ? AND workspace = ?",
        [.text(configuration), .text(workspace)])
    }
    try FileAccess.remove(lockPath)
  }

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    try FileLock.acquire(lockPath, holder)
  }

  func breakLock(_ id: String) async throws { try FileLock.explainBreaking(lockPath, id) }
}

/// Names that become parts of paths.
enum PathName {
  /// One path component that stands for any text, and for no other.
  static func of(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      ("a"..."z").contains(UnicodeScalar($0)) || ("A"..."Z").contains(UnicodeScalar($0))
        || ("0"..."9").contains(UnicodeScalar($0)) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    if plain, !text.isEmpty { return text }
    return text.utf8.map { byte in
      let scalar = UnicodeScalar(byte)
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
      return isPlain ? String(scalar) : "%" + String(byte, radix: 16)
    }.joined()
  }
}
