import Databases
import Encodings
import StateStorage
import Synchronization

/// The journal of a workspace in the database that machines share: what one of them has left unfinished when it died,
/// the next one finds.
struct WorkspaceJournal: JournalPlace {
  let database: any Database
  let workspace: String

  var name: String { "the table workspace_journals of \(database.name), for workspace \(workspace)" }

  func read() async throws -> LeftOverJournal? {
    let rows = try await JournalRows.reporting(.unreadable) {
      try await database.read { session in
        try session.query(
          """
          SELECT writer, content, EXTRACT(EPOCH FROM now())::bigint - written FROM workspace_journals
          WHERE workspace_id = $1 ORDER BY number
          """, [workspace])
      }
    }
    guard let last = rows.last else { return nil }
    return LeftOverJournal(
      rows.flatMap { Array(($0[1] ?? "").utf8) },
      idle: last.integer(at: 2).map { .seconds(max($0, 0)) },
      writer: last[0])
  }

  func makeWriter(after leftOver: LeftOverJournal?) -> any JournalWriter {
    JournalRows(database, workspace, after: leftOver?.writer)
  }

  func remove() async throws {
    try await JournalRows.reporting(.unwritable) {
      try await database.write { session in
        try session.query("DELETE FROM workspace_journals WHERE workspace_id = $1", [workspace])
        return
      }
    }
  }
}

/// The rows of a journal, each with what was appended at once. They belong to their writer: one that has lost its lock,
/// so that another goes on in its place, cannot add to them any more.
private final class JournalRows: JournalWriter {
  private let database: any Database
  private let workspace: String
  private let id = "\(UUID.random())"
  /// Whose rows this writer may do away with, besides its own.
  private let predecessor: String?
  /// How many rows it has written since the journal began; nil before.
  private let count = Mutex<Int?>(nil)

  init(_ database: any Database, _ workspace: String, after predecessor: String?) {
    self.database = database
    self.workspace = workspace
    self.predecessor = predecessor
  }

  /// Servers see to their room themselves; what cannot be appended is not begun.
  func reserve(_: Int) {}

  func append(_ lines: [UInt8], isFirst: Bool) async throws(StateError) {
    guard !isFirst else { return try await replace(with: lines) }
    let (text, number) = (String(decoding: lines, as: UTF8.self), nextNumber())
    try await Self.reporting(.unwritable) { [workspace, id] in
      try await database.write { session in
        let added = try session.query(
          """
          INSERT INTO workspace_journals (workspace_id, writer, number, content, written)
          SELECT $1, $2, $3::bigint, $4, EXTRACT(EPOCH FROM now())::bigint
          WHERE EXISTS (SELECT 1 FROM workspace_journals WHERE workspace_id = $1 AND writer = $2)
          RETURNING number
          """, [workspace, id, "\(number)", text])
        if added.isEmpty { throw Self.overtaken(workspace) }
      }
    }
  }

  func replace(with lines: [UInt8]) async throws(StateError) {
    let text = String(decoding: lines, as: UTF8.self)
    let isBegun = count.withLock { $0 != nil }
    try await Self.reporting(.unwritable) { [workspace, id, predecessor] in
      try await database.write { session in
        let removed = try session.query(
          "DELETE FROM workspace_journals WHERE workspace_id = $1 AND writer IN ($2, $3) RETURNING writer",
          [workspace, id, isBegun ? id : predecessor ?? id])
        if isBegun, removed.isEmpty { throw Self.overtaken(workspace) }
        guard !text.isEmpty else { return }
        do {
          try session.query(
            """
            INSERT INTO workspace_journals (workspace_id, writer, number, content, written)
            VALUES ($1, $2, 0, $3, EXTRACT(EPOCH FROM now())::bigint)
            """, [workspace, id, text])
        } catch let error as DatabaseError where error.code == .duplicate {
          throw Self.overtaken(workspace)
        }
      }
    }
    count.withLock { $0 = text.isEmpty ? nil : 1 }
  }

  func isKept() async -> Bool {
    let rows = try? await database.read { [workspace, id] session in
      try session.query(
        "SELECT 1 FROM workspace_journals WHERE workspace_id = $1 AND writer = $2 LIMIT 1", [workspace, id])
    }
    return rows?.isEmpty == false
  }

  private func nextNumber() -> Int {
    count.withLock { count in
      defer { count = (count ?? 0) + 1 }
      return count ?? 0
    }
  }

  private static func overtaken(_ workspace: String) -> StateError {
    StateError(
      .conflicting,
      "The lock on workspace \(workspace) was lost while this command ran, and somebody else has gone on in its place."
    )
  }

  static func reporting<Result>(
    _ code: StateError.Code, _ body: () async throws -> Result
  ) async throws(StateError) -> Result {
    do {
      return try await body()
    } catch let error as StateError {
      throw error
    } catch {
      throw StateError(code, (error as? DatabaseError)?.message ?? "\(error)")
    }
  }
}
