import DatabaseShims
import ProviderKit
import StateStorage
import Synchronization

/// A connection to a PostgreSQL server, through libpq. What it does runs on threads of its own, one call at a time.
final class PostgresConnection: Sendable {
  private let pointer: Mutex<UnsafeMutableRawPointer?>
  /// How long the server may be silent, in milliseconds.
  private static let patience: Int32 = 60_000

  private init(_ pointer: sending UnsafeMutableRawPointer?) { self.pointer = Mutex(pointer) }

  deinit { pointer.withLock { if let pointer = $0 { pq_close(pointer) } } }

  /// - Parameters:
  ///   - address: a connection string or URL of libpq; what it leaves out is in the environment or has libpq's
  ///     defaults.
  ///   - application: how the server lists the connection; at most 63 bytes of it count.
  static func open(_ address: String, application: String) async throws -> PostgresConnection {
    try await onOwnThread {
      if let problem = pq_load() { throw StateError(.unreadable, String(cString: problem)) }
      let settings = [
        ("dbname", address), ("application_name", application), ("connect_timeout", "15"),
        ("tcp_user_timeout", "30000"), ("client_encoding", "UTF8"),
      ]
      let connection = withCStrings(settings.map(\.0)) { names in
        withCStrings(settings.map(\.1)) { values in pq_connect(names, values) }
      }
      guard let connection else { throw StateError(.unreadable, "There is no memory for a connection.") }
      guard pq_is_connected(connection) != 0 else {
        defer { pq_close(connection) }
        throw StateError(.unreadable, "Cannot connect to PostgreSQL: \(text(pq_problem(connection)))")
      }
      return PostgresConnection(connection)
    }
  }

  /// The rows that a statement gives, its `$1`, `$2`, … replaced by the parameters.
  ///
  /// - Throws: ``StateError`` with `failing` as its code.
  @discardableResult
  func run(
    _ statement: String, _ parameters: [String] = [], failing: StateError.Code = .unreadable
  ) async throws -> [[String?]] {
    try await onOwnThread {
      try self.pointer.withLock { pointer in
        guard let connection = pointer else { throw StateError(failing, "The connection is closed.") }
        let result = withCStrings(parameters) {
          pq_run(connection, statement, Int32(parameters.count), $0, Self.patience)
        }
        guard let result else {
          let reason = Self.text(pq_problem(connection))
          // What else comes over this connection could belong to anything.
          pq_close(connection)
          pointer = nil
          throw StateError(
            failing, "PostgreSQL: \(reason.isEmpty ? "the server does not answer in time." : reason)")
        }
        defer { pq_free(result) }
        guard pq_is_success(result) != 0 else {
          throw StateError(failing, "PostgreSQL: \(Self.text(pq_result_problem(result)))")
        }
        return Self.rows(of: result)
      }
    }
  }

  private static func rows(of result: UnsafeMutableRawPointer) -> [[String?]] {
    (0..<pq_rows(result)).map { row in
      (0..<pq_columns(result)).map { column in pq_field(result, row, column).map { String(cString: $0) } }
    }
  }

  /// The server's words in one line.
  private static func text(_ words: UnsafePointer<CChar>?) -> String {
    let text = words.map { String(cString: $0) } ?? ""
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// Hands strings to C as an array that ends with a null pointer.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
  let storage = strings.map { Array($0.utf8CString) }
  let flat = storage.flatMap { $0 }
  return flat.withUnsafeBufferPointer { characters in
    var offset = 0
    var pointers: [UnsafePointer<CChar>?] = storage.map { string in
      defer { offset += string.count }
      return characters.baseAddress.map { $0 + offset }
    }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
