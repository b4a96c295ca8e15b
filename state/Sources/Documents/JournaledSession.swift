import Encodings
import Tasks
import Values

/// The session of a ``JournaledState``: changes go to the journal at once and into one snapshot at the end. Where
/// the document is on another machine, snapshots go there from time to time as well.
actor JournaledSession: StateSession {
  nonisolated let initial: LoadedState
  private let store: JournaledState
  private let lock: (any StateLock)?
  private let journal: Journal
  private var snapshot: StateSnapshot
  private var openIntents: [Intent]
  /// The document in its present state.
  private var kept: FoundState
  /// What the outcome of each running call may need in the journal, in bytes.
  private var rooms: [String: Int] = [:]
  private var isChanged = false
  private var lastWrite = ContinuousClock.now

  init(store: JournaledState, found: FoundState, lock: (any StateLock)?) async throws {
    self.store = store
    self.lock = lock
    initial = found.state
    kept = found
    snapshot = initial.snapshot ?? StateSnapshot(lineage: "\(UUID.random())")
    openIntents = initial.openIntents
    journal = Journal(
      store.journal.makeWriter(after: found.journal),
      firstLine: try await store.codec.line(.base(of: snapshot)))
    if initial.hasLeftOverJournal, let leftOver = found.journal {
      isChanged = true
      do {
        try await journal.takeOver(leftOver.content)
        try await fold()
      } catch let error as StateError { throw error.explained(by: keptInJournal) }
    }
  }

  /// The call is not begun unless its outcome will have a place: room for that is set aside first.
  func begin(_ intent: Intent) async throws {
    let line = try await store.codec.line(.begin(intent))
    rooms[intent.id] = outcomeSize(line)
    do {
      try await journal.append(line, leaving: rooms.values.reduce(0, +))
      openIntents.append(intent)
    } catch {
      rooms[intent.id] = nil
      throw error
    }
  }

  func record(_ changes: [StateChange], closing intent: String?) async throws {
    var differs = false
    for change in changes where snapshot.apply(change) { differs = true }
    openIntents.removeAll { $0.id == intent }
    if let intent { rooms[intent] = nil }
    guard differs || intent != nil else { return }
    isChanged = isChanged || differs
    try await journal.append(store.codec.line(.changes(changes, closing: intent)))
    await checkpoint()
  }

  func write(_ snapshot: StateSnapshot) async throws {
    self.snapshot = snapshot
    try await shielded { try await self.put(snapshot) }
    isChanged = false
  }

  /// Puts the snapshot in the place of the journal, of which only the intents stay that nothing has settled.
  func fold() async throws {
    if isChanged {
      var next = snapshot
      next.serial += 1
      try await put(next)
      snapshot = next
      isChanged = false
    }
    var lines: [[UInt8]] = []
    for intent in openIntents { lines.append(try await store.codec.line(.begin(intent))) }
    try await journal.restart(firstLine: store.codec.line(.base(of: snapshot)), keeping: lines)
  }

  // MARK: The document

  /// In a long run, what is recorded on this machine alone must not become much. That it cannot be sent now is no
  /// reason to stop: the journal has it.
  private func checkpoint() async {
    let now = ContinuousClock.now
    guard store.document.file == nil, isChanged, now - lastWrite > Self.checkpointPause else { return }
    lastWrite = now
    var next = snapshot
    next.serial += 1
    guard (try? await put(next)) != nil else { return }
    snapshot.serial = next.serial
    isChanged = snapshot != next
  }

  private static let checkpointPause = Duration.seconds(20)

  private func put(_ next: StateSnapshot) async throws {
    let content = try await store.codec.encode(next)
    if store.document.file == nil {
      try await requireUntouched()
      try await journal.append(store.codec.line(.sent(serial: next.serial, digest: Checksum.of(content))))
    }
    try await store.keepPrevious(kept)
    try await store.document.write(content)
    kept.serial = next.serial
    kept.isClearText = store.codec.writesClearText
    kept.content = store.document.file == nil ? content : nil
    lastWrite = .now
  }

  /// Refuses to write over what somebody else wrote while the lock was lost.
  private func requireUntouched() async throws {
    guard let lock, try await !lock.isIntact() else { return }
    guard try await store.document.read() == kept.content else {
      throw StateError(
        .conflicting,
        "The lock on \(store.document.name) was lost while this command ran, and somebody has changed the state."
      )
    }
  }

  // MARK: When it cannot be written

  /// What to tell when the snapshot could not be written: everything is in the journal, or else in a file
  /// that is written now.
  func rescue(after error: any Error) async -> any Error {
    guard let error = error as? StateError else { return error }
    let before = initial.snapshot ?? StateSnapshot(lineage: snapshot.lineage)
    if await journal.isWhole() || snapshot == before { return error.explained(by: keptInJournal) }
    var next = snapshot
    next.serial += 1
    guard let path = await store.rescue(next) else { return error.explained(by: lost) }
    return error.explained(by: keptElsewhere(path))
  }

  private var keptInJournal: String {
    let remedy =
      store.document.file == nil
      ? "Once the place can be reached" : "Make room, or make the folder writable again, and"
    return """
      Nothing is lost: what was done is recorded in \(store.journal.name). \(remedy) run the command again; it \
      continues from there.
      """
  }

  private func keptElsewhere(_ path: String) -> String {
    """
    The journal beside it cannot be written either. So that nothing is lost, the state is in another file. Once \
    the reason is out of the way, and before anything else is done, put it in its place:
        rcw state push \(path)\(store.document.file.map { " -state=\($0)" } ?? "")
    """
  }

  private var lost: String {
    let changed = snapshot.addresses(changedSince: initial.snapshot ?? StateSnapshot())
    return """
      The journal beside it cannot be written either, nor any other place. What became of these objects is \
      recorded nowhere: \(changed.joined(separator: ", ")).
      """
  }

  /// How many bytes the record of an outcome may take: the object as planned, with what is filled in. Scripts
  /// and certificates are what providers add most.
  private func outcomeSize(_ begin: [UInt8]) -> Int { 2 * begin.count + 16 << 10 }
}

extension JournalRecord {
  fileprivate static func base(of snapshot: StateSnapshot) -> JournalRecord {
    .base(lineage: snapshot.lineage, serial: snapshot.serial)
  }
}

extension StateSnapshot {
  fileprivate func addresses(changedSince old: StateSnapshot) -> [String] {
    Set(resources.keys).union(old.resources.keys)
      .filter { resources[$0] != old.resources[$0] }
      .flatMap { key in
        let instances = Set(resources[key]?.instances.keys.map { $0 } ?? [])
          .union(old.resources[key]?.instances.keys.map { $0 } ?? [])
        return instances.map(key.instance)
          .filter { instance(at: $0) != old.instance(at: $0) }
      }
      .sorted().map { "\($0)" }
  }
}
