import ProviderKit
import Synchronization

/// A database of a PostgreSQL server, over one connection that is made when it is first needed and made anew after it
/// was lost.
public final class PostgresDatabase: Database {
  private let address: String
  private let connection = Mutex<PostgresConnection?>(nil)

  /// - Parameter address: a connection string or URL of libpq.
  public init(_ address: String) { self.address = address }

  public var name: String { "PostgreSQL" }

  public func read<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try await transaction(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"], body)
  }

  public func write<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try await transaction(["BEGIN", "SELECT pg_advisory_xact_lock(\(Self.writersKey))"], body)
  }

  /// Of the advisory lock by which one transaction waits for the other; any number will do.
  private static let writersKey = -7_263_002

  private func transaction<Result: Sendable>(
    _ begin: [String], _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try await onOwnThread {
      try self.currentConnection().use { session in
        for statement in begin { try session.query(statement) }
        do {
          let result = try body(session)
          try session.query("COMMIT")
          return result
        } catch {
          if (error as? DatabaseError)?.code != .unavailable { _ = try? session.query("ROLLBACK") }
          throw error
        }
      }
    }
  }

  private func currentConnection() throws -> PostgresConnection {
    try connection.withLock { connection in
      if let connection, connection.isOpen { return connection }
      let new = try PostgresConnection.openBlocking(address, application: "rcw")
      connection = new
      return new
    }
  }
}
