import Databases
import StateStorage

/// A state in a row. Its lock is an advisory one under the row's id, as Terraform takes it: it ends with the
/// connection that has it.
struct PostgresDocument: StateDocument {
  let table: PostgresTable
  let workspace: String

  var name: String { "the workspace \"\(workspace)\" in the table \(table.qualified)" }

  func read() async throws -> [UInt8]? {
    let rows = try await table.connect().run(
      "SELECT data FROM \(table.qualified) WHERE name = $1", [workspace])
    return (rows.first?.first ?? nil).map { Array($0.utf8) }
  }

  func write(_ content: [UInt8]) async throws {
    try await table.connect().run(
      "INSERT INTO \(table.qualified) (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = $2",
      [workspace, String(decoding: content, as: UTF8.self)], failing: .unwritable)
  }

  func remove() async throws {
    try await table.connect().run(
      "DELETE FROM \(table.qualified) WHERE name = $1", [workspace], failing: .unwritable)
  }

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    let lock = PostgresLock(document: self, holder: holder)
    try await lock.take()
    return lock
  }

  /// Ends the connection that has the lock; nothing else takes an advisory lock away.
  func breakLock(_ id: String) async throws {
    let connection = try await table.connect()
    let rows = try await connection.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE $1 AND pid <> "
        + "pg_backend_pid()", ["rcw \(id) %"], failing: .unwritable)
    guard rows.isEmpty else { return }
    guard let key = try await key(connection), let present = try await Self.holder(of: key, connection) else {
      throw StateError(
        .notLocked, "The state is not locked: no connection holds it. There is nothing to free.")
    }
    throw StateError(
      .locked(present), "The lock has another id: \(present.id.isEmpty ? "none" : present.id).")
  }

  /// The id of the row, which is the key of its lock; nil when there is no row yet.
  fileprivate func key(_ connection: PostgresConnection) async throws -> String? {
    try await connection.run("SELECT id FROM \(table.qualified) WHERE name = $1", [workspace])
      .first?.first ?? nil
  }

  /// Who has the lock, as far as the server can tell.
  fileprivate static func holder(
    of key: String, _ connection: PostgresConnection
  ) async throws -> LockHolder? {
    let rows = try await connection.run(
      """
      SELECT a.application_name, a.usename, coalesce(host(a.client_addr), 'localhost'),
        to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """, [key])
    guard let row = rows.first else { return nil }
    let words = (row[0] ?? "").split(separator: " ")
    let isOurs = words.count == 3 && words[0] == "rcw"
    return LockHolder(
      id: isOurs ? String(words[1]) : "", operation: isOurs ? String(words[2]) : "\(row[0] ?? "")",
      who: "\(row[1] ?? "")@\(row[2] ?? "")", processID: 0, created: row[3] ?? "")
  }
}

/// An advisory lock, and the connection that it lives with.
actor PostgresLock: StateLock {
  private let document: PostgresDocument
  private let holder: LockHolder
  private var connection: PostgresConnection?

  init(document: PostgresDocument, holder: LockHolder) {
    self.document = document
    self.holder = holder
  }

  /// Takes the lock of the row. Where there is no row yet, takes the one that Terraform takes for making rows, and
  /// keeps it until the end.
  func take() async throws {
    let word = holder.operation.split(separator: " ").first ?? "work"
    let connection = try await document.table.connect(as: "rcw \(holder.id) \(word)")
    let key = try await document.key(connection)
    guard try await Self.try(key ?? Self.creationKey, connection) else {
      throw StateError(
        .locked(try await PostgresDocument.holder(of: key ?? Self.creationKey, connection)), "")
    }
    // Somebody may be about to make or remove the row.
    if key != nil {
      guard try await Self.try(Self.creationKey, connection) else {
        throw StateError(.locked(try await PostgresDocument.holder(of: Self.creationKey, connection)), "")
      }
      try await connection.run("SELECT pg_advisory_unlock(\(Self.creationKey))")
    } else if try await document.key(connection) != nil {
      // It was made between the question and the lock.
      throw StateError(.locked(nil), "")
    }
    self.connection = connection
  }

  private static let creationKey = "-1"

  private static func `try`(_ key: String, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.run("SELECT pg_try_advisory_lock($1::bigint)", [key]).first?.first == "t"
  }

  func isIntact() async throws -> Bool {
    if let connection, (try? await connection.run("SELECT 1")) != nil { return true }
    try await take()
    return false
  }

  func release() async throws {
    // The lock ends with the connection, be it a broken one.
    _ = try? await connection?.run("SELECT pg_advisory_unlock_all()")
    connection = nil
  }
}
