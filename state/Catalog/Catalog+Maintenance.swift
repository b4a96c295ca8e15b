import Databases

extension Catalog {
  /// What is wrong with the database itself; nothing when all is well.
  public func databaseProblems() async throws -> [String] {
    guard let database = database as? SQLiteDatabase else { return [] }
    return try await Self.reporting {
      try database.query("PRAGMA integrity_check", columns: 1)
        .map { String(decoding: $0[0], as: UTF8.self) }.filter { $0 != "ok" }
        + database.query("PRAGMA foreign_key_check", columns: 1)
        .map { "a row of \(String(decoding: $0[0], as: UTF8.self)) refers to one that is not there" }
    }
  }

  /// Writes the database as it is now to a new file, whoever works with it.
  ///
  /// - Throws: ``CatalogError`` with `.unavailable` when it is not in a file.
  public func copyDatabase(to path: String) async throws {
    guard let database = database as? SQLiteDatabase else {
      throw CatalogError(
        .unavailable,
        "The catalog is in PostgreSQL, which has tools of its own for this:\n    pg_dump \"$RCW_DATABASE_URL\""
      )
    }
    try await Self.reporting {
      try database.run("VACUUM INTO '\(path.replacing("'", with: "''"))'")
    }
  }

  /// Sees to it that the key is there and fits, unless nothing is encrypted yet.
  public func verifyKey() async throws {
    guard try await KeySeal(database: database).isSet else { return }
    _ = try await sealed([:])
  }

  /// Every template, those that are deleted included.
  public func allTemplates() async throws -> [Template] {
    try await read { try $0.records("ORDER BY created") }
  }
}
