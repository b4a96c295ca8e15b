/// A lock of a PostgreSQL server under a number, which lives as long as the connection that took it.
public actor AdvisoryLock {
  private let address: String
  private let key: Int64
  private var connection: PostgresConnection?

  private init(_ address: String, _ key: Int64, _ connection: PostgresConnection) {
    self.address = address
    self.key = key
    self.connection = connection
  }

  /// - Returns: nil when somebody else has the lock.
  public static func take(_ address: String, key: Int64) async throws -> AdvisoryLock? {
    let connection = try await PostgresConnection.open(address, application: "rcw")
    guard try await take(key, connection) else { return nil }
    return AdvisoryLock(address, key, connection)
  }

  private static func take(_ key: Int64, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query("SELECT pg_try_advisory_lock($1::bigint)", ["\(key)"]).first?[0] == "t"
  }

  /// Whether the lock was held all the time. If it was not, it is taken anew.
  ///
  /// - Throws: ``DatabaseError`` with `.busy` when somebody else has it now.
  public func isIntact() async throws -> Bool {
    if let connection, (try? await connection.query("SELECT 1")) != nil { return true }
    let new = try await PostgresConnection.open(address, application: "rcw")
    guard try await Self.take(key, new) else {
      throw DatabaseError(.busy, "The lock was lost while the server could not be reached, and is taken.")
    }
    connection = new
    return false
  }

  /// Gives the lock back, with the connection.
  public func release() async {
    _ = try? await connection?.query("SELECT pg_advisory_unlock_all()")
    connection = nil
  }

  /// Ends the connection that holds the lock.
  ///
  /// - Returns: false when there is none.
  public static func breakOpen(_ address: String, key: Int64) async throws -> Bool {
    let connection = try await PostgresConnection.open(address, application: "rcw")
    let rows = try await connection.query(
      """
      SELECT pg_terminate_backend(pid) FROM pg_locks
      WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND (classid::bigint << 32 | objid::bigint) = $1::bigint
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """, ["\(key)"])
    return !rows.isEmpty
  }
}
