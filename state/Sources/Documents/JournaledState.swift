import Encodings
import Tasks
import Values

/// A state in a document, with a journal, and with earlier versions in files of this machine.
public struct JournaledState: StateStore {
  public let document: any StateDocument
  public let history: StateHistory
  let journal: any JournalPlace
  public let codec: StateCodec
  /// Where a state goes that can be written neither to its document nor to its journal: folders, the best first.
  private let rescueFolders: [String]

  public init(
    _ document: any StateDocument, journal: any JournalPlace, history: StateHistory,
    codec: StateCodec = StateCodec(),
    rescueFolders: [String] = []
  ) {
    self.document = document
    self.history = history
    self.codec = codec
    self.rescueFolders = rescueFolders
    self.journal = journal
  }

  /// A state in a file, with everything beside it.
  ///
  ///     terraform.tfstate                   the last snapshot
  ///     terraform.tfstate.backup            the snapshot before it
  ///     .rcw/history/terraform.tfstate/     those before, by serial
  ///     terraform.tfstate.journal           what happened since, while a command runs or after a crash
  ///     .terraform.tfstate.lock.info        who holds the lock
  public init(path: String, codec: StateCodec = StateCodec(), rescueFolders: [String] = []) {
    self.init(
      FileDocument(path: path), journal: FileJournal(path: path + ".journal"),
      history: StateHistory(path: path), codec: codec,
      rescueFolders: rescueFolders)
  }

  /// A state that is kept elsewhere, whose earlier versions are in `folder`.
  ///
  /// - Parameter journal: nil for a file in the folder.
  public init(
    _ document: any StateDocument, folder: String, journal: (any JournalPlace)? = nil, codec: StateCodec,
    rescueFolders: [String]
  ) {
    self.init(
      document, journal: journal ?? FileJournal(path: "\(folder)/journal"),
      history: StateHistory(folder: "\(folder)/history"), codec: codec, rescueFolders: rescueFolders)
  }

  public func load() async throws -> LoadedState { try await read().state }

  /// Removes the state with everything that belongs to it, whatever is recorded there.
  public func remove() async throws {
    try await document.remove()
    try await journal.remove()
    try history.removeAll()
  }

  public func withLock<Result: Sendable>(
    _ holder: LockHolder?, wait: Duration, _ body: (any StateSession) async throws -> Result
  ) async throws -> Result {
    let lock: (any StateLock)? = if let holder { try await acquire(holder, wait: wait) } else { nil }
    let result: Swift.Result<Result, any Error>
    do {
      let found = try await read()
      let session = try await JournaledSession(store: self, found: found, lock: lock)
      result = await run(body, session)
    } catch { result = .failure(error) }
    return try await release(lock, holder, after: result)
  }

  /// Runs `body` and folds the journal however it ends. That the state cannot be kept goes before all else.
  private func run<Result: Sendable>(
    _ body: (any StateSession) async throws -> Result, _ session: JournaledSession
  ) async -> Swift.Result<Result, any Error> {
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(session)) } catch { result = .failure(error) }
    do {
      try await shielded { try await session.fold() }
    } catch {
      return .failure(await session.rescue(after: error))
    }
    return result
  }

  /// Writes a state to the first folder that takes it.
  ///
  /// - Returns: where it is; nil when it is nowhere.
  func rescue(_ snapshot: StateSnapshot) async -> String? {
    guard let content = try? await codec.encode(snapshot) else { return nil }
    let paths = rescueFolders.map {
      $0 == "." ? "errored.tfstate" : "\($0)/errored.\(snapshot.lineage).tfstate"
    }
    return paths.first { (try? FileAccess.replace($0, with: content)) != nil }
  }

  // MARK: Locking

  private func acquire(_ holder: LockHolder, wait: Duration) async throws -> any StateLock {
    let clock = ContinuousClock()
    let deadline = clock.now + wait
    while true {
      do {
        return try await document.lock(holder)
      } catch let error as StateError {
        guard case .locked(let present) = error.code else { throw error }
        guard clock.now < deadline else { throw StateError.lockedOut(by: present, document) }
      }
      try await clock.sleep(for: min(document.lockPause, max(deadline - clock.now, .milliseconds(1))))
    }
  }

  private func release<Result: Sendable>(
    _ lock: (any StateLock)?, _ holder: LockHolder?, after result: Swift.Result<Result, any Error>
  ) async throws -> Result {
    do {
      try await shielded { try await lock?.release() }
    } catch let error as StateError {
      let value = try result.get()
      _ = value
      throw error.explained(
        by: """
          Everything is recorded, but the lock could not be given back. To free it:
              rcw force-unlock \(holder?.id ?? "ID")
          """)
    }
    return try result.get()
  }
}

/// A state as it was read, with the document that it came from.
struct FoundState: Sendable {
  var state: LoadedState
  /// What an earlier run left behind, which the state has in it.
  var journal: LeftOverJournal?
  /// The serial of the document; nil when there is none.
  var serial: Int?
  /// Kept for documents that others could change while the lock is lost; nil for files.
  var content: [UInt8]?
  var isClearText: Bool
}

extension StateError {
  fileprivate static func lockedOut(by holder: LockHolder?, _ document: any StateDocument) -> StateError {
    let who = holder.map { holder in
      let process = holder.processID > 0 ? ", process \(holder.processID)" : ""
      return "\(holder.who)\(process), for \"\(holder.operation)\" since \(holder.created)"
    }
    // The lock on a file ends with the process that holds it.
    let remedy = holder.flatMap { holder in
      document.file == nil && !holder.id.isEmpty
        ? "\nIf nobody is at work any more, because that one was cut off, free the lock:\n    rcw force-unlock \(holder.id)"
        : nil
    }
    return StateError(
      .locked(holder),
      """
      The state is locked by \(who ?? "another process"). Wait until that has ended, or have this command wait \
      for it:
          -lock-timeout=5m\(remedy ?? "")
      """)
  }
}
