import DatabaseShims
import ProviderKit
import Synchronization

/// A connection to a PostgreSQL server, through libpq. What it does runs on threads of its own, one call at a time.
public final class PostgresConnection: Sendable {
  private let pointer: Mutex<UnsafeMutableRawPointer?>

  private init(_ pointer: sending UnsafeMutableRawPointer?) { self.pointer = Mutex(pointer) }

  deinit { pointer.withLock { if let pointer = $0 { pq_close(pointer) } } }

  /// - Parameters:
  ///   - address: a connection string or URL of libpq; what it leaves out is in the environment or has libpq's
  ///     defaults.
  ///   - application: how the server lists the connection; at most 63 bytes of it count.
  public static func open(_ address: String, application: String) async throws -> PostgresConnection {
    try await onOwnThread { try openBlocking(address, application: application) }
  }

  static func openBlocking(
    _ address: String, application: String
  ) throws(DatabaseError) -> PostgresConnection {
    if let problem = pq_load() { throw DatabaseError(.unavailable, String(cString: problem)) }
    let settings = [
      ("dbname", address), ("application_name", application), ("connect_timeout", "15"),
      ("tcp_user_timeout", "30000"), ("client_encoding", "UTF8"),
    ]
    let connection = withCStrings(settings.map(\.0)) { names in
      withCStrings(settings.map(\.1)) { values in pq_connect(names, values) }
    }
    guard let connection else { throw DatabaseError(.unavailable, "There is no memory for a connection.") }
    guard pq_is_connected(connection) != 0 else {
      defer { pq_close(connection) }
      let reason = PostgresSession.text(pq_problem(connection))
      throw DatabaseError(.unavailable, "Cannot connect to PostgreSQL: \(reason)")
    }
    return PostgresConnection(connection)
  }

  /// The rows that a statement gives, its `$1`, `$2`, … replaced by the parameters.
  @discardableResult
  public func query(_ statement: String, _ parameters: [String?] = []) async throws -> [DatabaseRow] {
    try await onOwnThread { try self.use { try $0.query(statement, parameters) } }
  }

  /// Whether there is still a connection, as far as it was used.
  var isOpen: Bool { pointer.withLock { $0 != nil } }

  /// Blocks while the server works.
  func use<Result: Sendable>(_ body: (any DatabaseSession) throws -> Result) throws -> Result {
    try pointer.withLock { pointer in
      guard let connection = pointer else {
        throw DatabaseError(.unavailable, "The connection to PostgreSQL is closed.")
      }
      do {
        return try body(PostgresSession(connection: connection))
      } catch let error as DatabaseError where error.code == .unavailable {
        // What else comes over this connection could belong to anything.
        pq_close(connection)
        pointer = nil
        throw error
      }
    }
  }
}

/// The connection while it is one caller's.
private struct PostgresSession: DatabaseSession {
  let connection: UnsafeMutableRawPointer
  /// How long the server may be silent, in milliseconds.
  private static let patience: Int32 = 60_000

  func query(_ statement: String, _ parameters: [String?]) throws(DatabaseError) -> [DatabaseRow] {
    let result = withCStrings(parameters) {
      pq_run(connection, statement, Int32(parameters.count), $0, Self.patience)
    }
    guard let result else {
      let reason = Self.text(pq_problem(connection))
      throw DatabaseError(
        .unavailable, "PostgreSQL: \(reason.isEmpty ? "the server does not answer in time." : reason)")
    }
    defer { pq_free(result) }
    guard pq_is_success(result) != 0 else { throw Self.failure(result) }
    return Self.rows(of: result)
  }

  func hasTable(_ name: String) throws(DatabaseError) -> Bool {
    // `to_regclass` may answer from a cache that does not know yet what others have just made.
    try !query(
      "SELECT 1 FROM pg_tables WHERE tablename = $1 AND schemaname = ANY (current_schemas(false))", [name]
    ).isEmpty
  }

  private static func rows(of result: UnsafeMutableRawPointer) -> [DatabaseRow] {
    (0..<pq_rows(result)).map { row in
      DatabaseRow(
        (0..<pq_columns(result)).map { column in
          pq_field(result, row, column).map { .text(String(cString: $0)) } ?? .null
        })
    }
  }

  /// What a failed statement means, by its SQLSTATE (PostgreSQL's documentation, appendix A).
  private static func failure(_ result: UnsafeMutableRawPointer) -> DatabaseError {
    let message = "PostgreSQL: \(text(pq_result_problem(result)))"
    let state = String(cString: pq_result_state(result))
    return switch state {
    case "23505": DatabaseError(.duplicate, message)
    case "55P03", "40001", "40P01": DatabaseError(.busy, message)
    case "25006", "42501": DatabaseError(.unwritable, message)
    case "XX001", "XX002": DatabaseError(.damaged, message)
    case _ where state.hasPrefix("53"): DatabaseError(.unwritable, message)
    case _ where state.hasPrefix("08") || state.hasPrefix("57P"): DatabaseError(.unavailable, message)
    default: DatabaseError(.failed, message)
    }
  }

  /// The server's words in one line.
  static func text(_ words: UnsafePointer<CChar>?) -> String {
    let text = words.map { String(cString: $0) } ?? ""
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// Hands strings to C as an array that ends with a null pointer.
private func withCStrings<Result>(
  _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
  let storage = strings.map { $0.map { Array($0.utf8CString) } }
  let flat = storage.flatMap { $0 ?? [] }
  return flat.withUnsafeBufferPointer { characters in
    var offset = 0
    var pointers: [UnsafePointer<CChar>?] = storage.map { string in
      guard let string else { return nil }
      defer { offset += string.count }
      return characters.baseAddress.map { $0 + offset }
    }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
