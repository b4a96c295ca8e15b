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
  /// Where a state goes that can be written neither to its file nor to its journal: folders, the best first.
  private let rescueFolders: [String]

  public init(path: String, rescueFolders: [String] = []) {
    self.path = path
    self.rescueFolders = rescueFolders
  }

  var journalPath: String { path + ".journal" }

  private var lockPath: String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[...$0] } ?? ""
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return "\(folder).\(name).lock.info"
  }

  public func load() async throws -> LoadedState { try read() }

  /// Removes the state with everything beside it, whatever is recorded there.
  public func remove() throws(StateError) {
    for file in [path, path + ".backup", journalPath, lockPath] { try FileAccess.remove(file) }
    try history.removeAll()
  }

  public func withLock<Result: Sendable>(
    _ holder: LockHolder?, wait: Duration, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result {
    let lock: FileLock? =
      if let holder { try await FileLock.acquire(lockPath, holder, wait: wait) } else { nil }
    let result: Swift.Result<Result, any Error>
    do {
      let session = try await FileStateSession(store: self, initial: read())
      result = await Self.run(body, session)
    } catch { result = .failure(error) }
    lock?.release()
    return try result.get()
  }

  /// Runs `body` and folds the journal however it ends. That the state cannot be kept goes before all else.
  private static func run<Result: Sendable>(
    _ body: (any StateSession) async throws -> Result, _ session: FileStateSession
  ) async -> Swift.Result<Result, any Error> {
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(session)) } catch { result = .failure(error) }
    do {
      try await session.fold()
    } catch {
      return .failure(await session.rescue(after: error))
    }
    return result
  }

  /// Writes a state to the first folder that takes it.
  ///
  /// - Returns: where it is; nil when it is nowhere.
  func rescue(_ snapshot: StateSnapshot) -> String? {
    let content = StateFile.encode(snapshot)
    let paths = rescueFolders.map {
      $0 == "." ? "errored.tfstate" : "\($0)/errored.\(snapshot.lineage).tfstate"
    }
    return paths.first { (try? FileAccess.replace($0, with: content)) != nil }
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
    return LoadedState(
      snapshot: replayed, openIntents: journal.open, hasLeftOverJournal: true,
      idle: FileAccess.age(of: journalPath))
  }

  public var history: StateHistory { StateHistory(path: path) }

  func write(_ snapshot: StateSnapshot) throws(StateError) {
    let content = StateFile.encode(snapshot)
    keepPrevious()
    try FileAccess.replace(path, with: content)
  }

  /// As well as the disk allows: without those before it a state is still one.
  private func keepPrevious() {
    guard FileAccess.size(path) > 0 else { return }
    try? FileAccess.backUp(path, as: path + ".backup")
    guard let old = try? FileAccess.read(path), let serial = try? StateFile.decode(old).serial else { return }
    try? history.keep(serial: serial)
  }
}
