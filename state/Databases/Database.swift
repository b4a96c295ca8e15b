/// A relational database, behind which SQLite and PostgreSQL look alike.
///
/// Statements are in the SQL that both speak, with `$1`, `$2`, … for parameters, which are text or null: columns of type
/// `BIGINT` take decimal digits.
public protocol Database: Sendable {
  /// How messages name it; holds no secret.
  var name: String { get }

  /// Runs `body` on a state of the database that nobody changes meanwhile.
  func read<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result

  /// Runs `body` in a transaction, which counts as a whole or, when `body` throws, not at all. One runs at a time,
  /// in all processes together, so what `body` reads holds until it ends.
  ///
  /// - Throws: what `body` throws; ``DatabaseError``.
  func write<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result
}

/// A transaction that is under way.
public protocol DatabaseSession {
  /// The rows that a statement gives.
  @discardableResult
  func query(_ statement: String, _ parameters: [String?]) throws(DatabaseError) -> [DatabaseRow]

  /// What `body` makes of each row that a statement gives: where there are many, they need not all be there at once.
  func query<Result>(
    _ statement: String, _ parameters: [String?], _ body: (DatabaseRow) throws -> Result
  ) throws -> [Result]

  func hasTable(_ name: String) throws(DatabaseError) -> Bool
}

extension DatabaseSession {
  public func query<Result>(
    _ statement: String, _ parameters: [String?], _ body: (DatabaseRow) throws -> Result
  ) throws -> [Result] {
    try query(statement, parameters).map(body)
  }

  @discardableResult
  public func query(_ statement: String) throws(DatabaseError) -> [DatabaseRow] { try query(statement, []) }
}

/// The fields of one row, in the order of the statement's columns.
public struct DatabaseRow: Hashable, Sendable {
  public enum Field: Hashable, Sendable {
    case null
    /// What a database gives as a number; PostgreSQL gives all as text.
    case integer(Int)
    case text(String)
  }

  public var fields: [Field]

  public init(_ fields: [Field]) { self.fields = fields }

  /// The text of a field, of a number its digits; nil for null.
  public subscript(index: Int) -> String? {
    guard fields.indices.contains(index) else { return nil }
    return switch fields[index] {
    case .null: nil
    case .integer(let number): "\(number)"
    case .text(let text): text
    }
  }

  /// nil for null, and for what is no number.
  public func integer(at index: Int) -> Int? {
    guard fields.indices.contains(index) else { return nil }
    return switch fields[index] {
    case .null: nil
    case .integer(let number): number
    case .text(let text): Int(text)
    }
  }

  /// All fields, as the subscript gives them.
  public var texts: [String?] { fields.indices.map { self[$0] } }
}

/// Why a database did not do as it was told. Equality is on ``code`` alone.
public struct DatabaseError: Error, Sendable, Equatable {
  public enum Code: Hashable, Sendable {
    /// The library is not there, the server does not answer, the file cannot be opened.
    case unavailable
    /// Others have been at work for too long.
    case busy
    /// The file is no database, or part of it is destroyed.
    case damaged
    /// No room, or no right to write.
    case unwritable
    /// There is a row of that key already.
    case duplicate
    /// Anything else.
    case failed
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public static func == (a: DatabaseError, b: DatabaseError) -> Bool { a.code == b.code }
}
