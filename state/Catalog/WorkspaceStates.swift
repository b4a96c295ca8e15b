import Databases
import Encodings
public import StateStorage
import Values

extension Catalog {
  /// The state of a workspace, whether or not there is one: encrypted, in the catalog's database. Its journal is there
  /// too when machines share the database, and otherwise in a file, which is faster.
  ///
  /// - Parameter workspace: the id.
  public func state(of workspace: String) -> JournaledState {
    let journal: WorkspaceJournal? =
      switch locks {
      case .files: nil
      case .server: WorkspaceJournal(database: database, workspace: workspace)
      }
    return JournaledState(
      WorkspaceStateDocument(database: database, locks: locks, workspace: workspace),
      folder: home.stateFolder(of: workspace), journal: journal, codec: codec,
      rescueFolders: [home.stateFolder(of: workspace), "."])
  }
}

/// A state in a row.
struct WorkspaceStateDocument: StateDocument {
  let database: any Database
  let locks: WorkspaceLocks
  let workspace: String

  var name: String { "workspace \(workspace) in \(database.name)" }
  var lockPause: Duration { .milliseconds(100) }

  func read() async throws -> [UInt8]? {
    try await reporting(.unreadable) {
      try await database.read { session in
        try session.query("SELECT content FROM workspace_states WHERE workspace_id = $1", [workspace])
      }.first?[0]
    }.map { Array($0.utf8) }
  }

  func write(_ content: [UInt8]) async throws {
    let text = String(decoding: content, as: UTF8.self)
    try await reporting(.unwritable) {
      try await database.write { session in
        try session.query(
          """
          INSERT INTO workspace_states (workspace_id, content, written) VALUES ($1, $2, $3)
          ON CONFLICT (workspace_id) DO UPDATE SET content = excluded.content, written = excluded.written
          """, [workspace, text, "\(Timestamp.now().seconds)"])
        return
      }
    }
  }

  func remove() async throws {
    try await reporting(.unwritable) {
      try await database.write { session in
        for table in ["workspace_states", "workspace_locks"] {
          try session.query("DELETE FROM \(table) WHERE workspace_id = $1", [workspace])
        }
      }
    }
  }

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    switch locks {
    case .files(let home):
      let path = Self.lockPath(home, workspace)
      try FileAccess.makeFolder(of: path)
      return try FileLock.acquire(path, holder)
    case .server(let url):
      return try await reporting(.unreadable) { try await lock(on: url, holder) }
    }
  }

  func breakLock(_ id: String) async throws {
    switch locks {
    case .files(let home): try FileLock.explainBreaking(Self.lockPath(home, workspace), id)
    case .server(let url):
      let present = try await reporting(.unreadable) { try await holder() }
      if let present, present.id != id {
        throw StateError(.locked(present), "The lock has another id: \(present.id).")
      }
      let isBroken = try await reporting(.unwritable) {
        try await AdvisoryLock.breakOpen(url, key: WorkspaceLocks.key(of: workspace))
      }
      guard isBroken else {
        throw StateError(.notLocked, "The state is not locked: no connection holds it.")
      }
    }
  }

  private static func lockPath(_ home: CatalogHome, _ workspace: String) -> String {
    "\(home.stateFolder(of: workspace))/lock"
  }

  private func lock(on url: String, _ holder: LockHolder) async throws -> any StateLock {
    guard let lock = try await AdvisoryLock.take(url, key: WorkspaceLocks.key(of: workspace)) else {
      throw StateError(.locked(try await self.holder()), "")
    }
    let note = String(decoding: holder.document(path: workspace), as: UTF8.self)
    try await database.write { session in
      try session.query(
        """
        INSERT INTO workspace_locks (workspace_id, holder) VALUES ($1, $2)
        ON CONFLICT (workspace_id) DO UPDATE SET holder = excluded.holder
        """, [workspace, note])
      return
    }
    return ServerLock(lock: lock)
  }

  /// Who took the lock last.
  private func holder() async throws -> LockHolder? {
    try await database.read { session in
      try session.query("SELECT holder FROM workspace_locks WHERE workspace_id = $1", [workspace])
    }.first?[0].flatMap { LockHolder(Array($0.utf8)) }
  }

  private func reporting<Result>(
    _ code: StateError.Code, _ body: () async throws -> Result
  ) async throws -> Result {
    do { return try await body() } catch let error as DatabaseError {
      throw StateError(code, error.message)
    }
  }
}

/// What keeps two processes from changing one workspace at once.
enum WorkspaceLocks: Hashable, Sendable {
  /// Locks of the kernel, for a database that only this machine uses.
  case files(CatalogHome)
  /// Locks of the database's server, at this address.
  case server(String)

  /// A number for a workspace: what is random of its id.
  static func key(of workspace: String) -> Int64 {
    let bytes = UUID(workspace)?.bytes ?? Array(workspace.utf8)
    return bytes.reduce(0) { $0 &* 257 &+ Int64($1) }
  }
}

/// A lock of the server, which ends with its connection.
private struct ServerLock: StateLock {
  let lock: AdvisoryLock

  func isIntact() async throws -> Bool {
    do { return try await lock.isIntact() } catch let error as DatabaseError {
      throw StateError(error.code == .busy ? .locked(nil) : .unreadable, error.message)
    }
  }

  func release() async throws { await lock.release() }
}
