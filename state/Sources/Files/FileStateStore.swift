import Encodings
import Values

/// A state in a file, with its journal and its lock beside it.
///
///     terraform.tfstate                   the last snapshot
///     terraform.tfstate.backup            the snapshot before it
///     .rcw/history/terraform.tfstate/     those before, by serial
///     terraform.tfstate.journal           what happened since, while a command runs or after a crash
///     .terraform.tfstate.lock.info        who holds the lock
public struct FileStateStore: StateStore {
  public let path: String

  public init(path: String) { self.path = path }

  var journalPath: String { path + ".journal" }

  private var lockPath: String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[...$0] } ?? ""
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return "\(folder).\(name).lock.info"
  }

  public func load() async throws -> LoadedState { try read() }

  public func withLock<Result: Sendable>(
    _ holder: LockHolder, wait: Duration, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result {
    let lock = try await FileLock.acquire(lockPath, holder, wait: wait)
    let result: Swift.Result<Result, any Error>
    do {
      let session = try await FileStateSession(store: self, initial: read())
      result = await Self.run(body, session)
    } catch { result = .failure(error) }
    lock.release()
    return try result.get()
  }

  /// Runs `body` and folds the journal however it ends. What `body` throws goes before what folding throws.
  private static func run<Result: Sendable>(
    _ body: (any StateSession) async throws -> Result, _ session: FileStateSession
  ) async -> Swift.Result<Result, any Error> {
    do {
      let result = try await body(session)
      try await session.fold()
      return .success(result)
    } catch {
      try? await session.fold()
      return .failure(error)
    }
  }

  private func read() throws(StateError) -> LoadedState {
    var snapshot: StateSnapshot?
    if let content = try FileAccess.read(path), !content.isEmpty {
      do throws(StateError) { snapshot = try StateFile.decode(content) } catch {
        throw StateError(error.code, "\(path): \(error.message)")
      }
    }
    guard let content = try FileAccess.read(journalPath) else { return LoadedState(snapshot: snapshot) }
    return try replay(JournalReplay(content, path: journalPath), onto: snapshot)
  }

  private func replay(
    _ journal: JournalReplay, onto snapshot: StateSnapshot?
  ) throws(StateError) -> LoadedState {
    // Without its first line the journal says nothing yet.
    guard let base = journal.base else { return LoadedState(snapshot: snapshot) }
    let found = snapshot ?? StateSnapshot(lineage: base.lineage)
    guard found.lineage == base.lineage || snapshot == nil else {
      throw StateError(
        .conflicting,
        "The journal \(journalPath) belongs to another state than \(path): their lineages differ. Nothing was "
          + "changed. Put back the state that the journal belongs to, or move the journal away.")
    }
    // A snapshot newer than the journal's base holds its changes already.
    var replayed = found
    if found.serial <= base.serial { for change in journal.changes { replayed.apply(change) } }
    return LoadedState(snapshot: replayed, openIntents: journal.open, hasLeftOverJournal: true)
  }

  public var history: StateHistory { StateHistory(path: path) }

  func write(_ snapshot: StateSnapshot) throws(StateError) {
    if let old = try FileAccess.read(path), !old.isEmpty {
      try FileAccess.replace(path + ".backup", with: old)
      if let serial = try? StateFile.decode(old).serial { try history.keep(serial: serial) }
    }
    try FileAccess.replace(path, with: StateFile.encode(snapshot))
  }
}

/// The session of a ``FileStateStore``: changes go to the journal at once and into one snapshot at the end.
actor FileStateSession: StateSession {
  nonisolated let initial: LoadedState
  private let store: FileStateStore
  private let journal: Journal
  private var snapshot: StateSnapshot
  private var openIntents: [Intent]
  private var isJournalBegun = false
  private var isChanged = false

  init(store: FileStateStore, initial: LoadedState) async throws {
    self.store = store
    self.initial = initial
    journal = Journal(store.journalPath)
    snapshot = initial.snapshot ?? StateSnapshot(lineage: "\(UUID.random())")
    openIntents = initial.openIntents
    // New records must not follow a torn one, so a journal that was found is folded first.
    if initial.hasLeftOverJournal {
      isChanged = true
      try await fold()
    }
  }

  func begin(_ intent: Intent) async throws {
    openIntents.append(intent)
    try await append(.begin(intent))
  }

  func record(_ changes: [StateChange], closing intent: String?) async throws {
    var differs = false
    for change in changes where snapshot.apply(change) { differs = true }
    openIntents.removeAll { $0.id == intent }
    guard differs || intent != nil else { return }
    isChanged = isChanged || differs
    try await append(.changes(changes, closing: intent))
  }

  func write(_ snapshot: StateSnapshot) async throws {
    self.snapshot = snapshot
    try store.write(snapshot)
    isChanged = false
  }

  /// Puts the snapshot in the place of the journal, of which only the intents stay that nothing has settled.
  func fold() async throws {
    if isChanged {
      snapshot.serial += 1
      try store.write(snapshot)
      isChanged = false
    }
    let kept =
      [.base(lineage: snapshot.lineage, serial: snapshot.serial)] + openIntents.map(JournalRecord.begin)
    isJournalBegun = !openIntents.isEmpty
    try await journal.restart(with: openIntents.isEmpty ? [] : kept)
  }

  private func append(_ record: JournalRecord) async throws {
    if !isJournalBegun {
      isJournalBegun = true
      try await journal.append(.base(lineage: snapshot.lineage, serial: snapshot.serial))
    }
    try await journal.append(record)
  }
}
