import Encodings
import Values

/// The session of a ``FileStateStore``: changes go to the journal at once and into one snapshot at the end.
actor FileStateSession: StateSession {
  nonisolated let initial: LoadedState
  private let store: FileStateStore
  private let journal: Journal
  private var snapshot: StateSnapshot
  private var openIntents: [Intent]
  /// What the outcome of each running call may need in the journal, in bytes.
  private var rooms: [String: Int] = [:]
  private var isChanged = false

  init(store: FileStateStore, initial: LoadedState) async throws {
    self.store = store
    self.initial = initial
    snapshot = initial.snapshot ?? StateSnapshot(lineage: "\(UUID.random())")
    openIntents = initial.openIntents
    journal = Journal(store.journalPath, base: .base(of: snapshot))
    // New records must not follow a torn one, so a journal that was found is folded first.
    if initial.hasLeftOverJournal {
      isChanged = true
      do { try await fold() } catch let error as StateError { throw error.explained(by: keptInJournal) }
    }
  }

  /// The call is not begun unless its outcome will have a place: room for that is set aside first.
  func begin(_ intent: Intent) async throws {
    rooms[intent.id] = JournalRecord.outcomeSize(of: intent)
    do {
      try await journal.append(.begin(intent), leaving: rooms.values.reduce(0, +))
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
    try await journal.append(.changes(changes, closing: intent))
  }

  func write(_ snapshot: StateSnapshot) async throws {
    self.snapshot = snapshot
    try store.write(snapshot)
    isChanged = false
  }

  /// Puts the snapshot in the place of the journal, of which only the intents stay that nothing has settled.
  func fold() async throws {
    if isChanged {
      var next = snapshot
      next.serial += 1
      try store.write(next)
      snapshot = next
      isChanged = false
    }
    try await journal.restart(base: .base(of: snapshot), keeping: openIntents.map(JournalRecord.begin))
  }

  /// What to tell when the snapshot could not be written: everything is in the journal, or else in a file
  /// that is written now.
  func rescue(after error: any Error) async -> any Error {
    guard let error = error as? StateError else { return error }
    // Somebody may have removed the journal with its folder.
    let isInJournal = await !journal.isBroken && FileAccess.size(store.journalPath) > 0
    if isInJournal || snapshot == initial.snapshot { return error.explained(by: keptInJournal) }
    var next = snapshot
    next.serial += 1
    guard let path = store.rescue(next) else { return error.explained(by: lost) }
    return error.explained(by: kept(at: path))
  }

  private var keptInJournal: String {
    """
    Nothing is lost: what was done is recorded in \(store.journalPath). Make room, or make the folder writable \
    again, and run the command again; it continues from there.
    """
  }

  private func kept(at path: String) -> String {
    """
    The journal beside it cannot be written either. So that nothing is lost, the state is in another file. Once \
    the reason is out of the way, and before anything else is done, put it in its place:
        rcw state push \(path) -state=\(store.path)
    """
  }

  private var lost: String {
    let changed = snapshot.addresses(changedSince: initial.snapshot ?? StateSnapshot())
    return """
      The journal beside it cannot be written either, nor any other place. What became of these objects is \
      recorded nowhere: \(changed.joined(separator: ", ")).
      """
  }
}

extension JournalRecord {
  fileprivate static func base(of snapshot: StateSnapshot) -> JournalRecord {
    .base(lineage: snapshot.lineage, serial: snapshot.serial)
  }

  /// How many bytes the record of an outcome may take: the object as planned, with what is filled in. Scripts
  /// and certificates are what providers add most.
  fileprivate static func outcomeSize(of intent: Intent) -> Int {
    2 * JournalRecord.begin(intent).line.count + 16 << 10
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
