/// What happened since the last snapshot: lines that are only ever appended and are on the disk before the
/// append returns. Appends that come while another is being synced share the next sync.
actor Journal {
  private let path: String
  /// The first line: which snapshot the others build on.
  private var base: JournalRecord
  private var file: JournalFile?
  /// The batch that is being gathered, and its number.
  private var pending: [UInt8] = []
  private var gathering = 1
  /// The number of the last batch that is on the disk.
  private var written = 0
  private var isWriting = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var failure: StateError?

  init(_ path: String, base: JournalRecord) {
    self.path = path
    self.base = base
  }

  /// Whether what was appended last may not be there.
  var isBroken: Bool { failure != nil }

  /// Makes a record durable.
  ///
  /// - Parameter room: how many bytes are to remain set aside for what is appended later. When they cannot be
  ///   had, nothing is written and the journal is as before.
  /// - Throws: ``StateError`` with `.unwritable`; when a write failed, from then on at every call, since what
  ///   comes after a gap could not be trusted.
  func append(_ record: JournalRecord, leaving room: Int = 0) async throws {
    if let failure { throw failure }
    let line = record.line
    if room > 0 { try opened().reserve(pending.count + line.count + room) }
    pending += line
    let batch = gathering
    while written < batch, failure == nil {
      if isWriting { await withCheckedContinuation { waiting.append($0) } } else { await writePending() }
    }
    if let failure { throw failure }
  }

  /// Drops what the journal holds, since a snapshot has it, but for `records`. Without any there is no file.
  func restart(base: JournalRecord, keeping records: [JournalRecord]) throws(StateError) {
    if records.isEmpty {
      try FileAccess.remove(path)
    } else {
      try FileAccess.replace(path, with: base.line + records.flatMap(\.line))
    }
    self.base = base
    file = nil
    failure = nil
  }

  private func writePending() async {
    isWriting = true
    let batch = pending
    pending = []
    gathering += 1
    do throws(StateError) {
      let file = try opened()
      file.claim(batch.count)
      try await file.append(batch)
    } catch {
      failure = error
    }
    written = gathering - 1
    isWriting = false
    let served = waiting
    waiting = []
    for continuation in served { continuation.resume() }
  }

  private func opened() throws(StateError) -> JournalFile {
    if let file { return file }
    let opened = try JournalFile(path, firstLine: base.line)
    file = opened
    return opened
  }
}

/// What a journal that an earlier run left behind says.
struct JournalReplay {
  var base: (lineage: String, serial: Int)?
  var changes: [StateChange] = []
  /// Remote calls whose outcome was not recorded, in the order they were begun.
  var open: [Intent] = []

  /// Reads as far as the lines are whole: a crash can tear only the last one.
  ///
  /// - Throws: ``StateError`` with `.malformed` when a broken line is followed by whole ones.
  init(_ content: [UInt8], path: String) throws(StateError) {
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
    while let line = lines.popFirst() {
      guard let record = JournalRecord(line: line) else {
        guard lines.allSatisfy({ JournalRecord(line: $0) == nil }) else {
          throw StateError(
            .malformed,
            "The journal \(path) is damaged: a record in its middle does not match its checksum. Nothing was "
              + "changed. Restore the file from a backup, or move it away to go on with the last snapshot.")
        }
        return
      }
      note(record)
    }
  }

  private mutating func note(_ record: JournalRecord) {
    switch record {
    case .base(let lineage, let serial): base = (lineage, serial)
    case .begin(let intent): open.append(intent)
    case .changes(let new, let closing):
      changes += new
      if let closing { open.removeAll { $0.id == closing } }
    }
  }
}
