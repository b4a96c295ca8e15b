import Databases
import StateStorage

extension PostgresConnection {
  /// The rows that a statement gives, its `$1`, `$2`, … replaced by the parameters.
  ///
  /// - Throws: ``StateError`` with `failing` as its code.
  @discardableResult
  func run(
    _ statement: String, _ parameters: [String] = [], failing: StateError.Code = .unreadable
  ) async throws -> [[String?]] {
    do { return try await query(statement, parameters).map(\.texts) } catch let error as DatabaseError {
      throw StateError(failing, error.message)
    }
  }
}
