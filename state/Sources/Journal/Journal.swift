/// What happened since the last snapshot: lines that are only ever appended and are on the disk before the
/// append returns. Appends that come while another is being synced share the next sync.
actor Journal {
  private let path: String
  /// Which snapshot the other lines build on.
  private var firstLine: [UInt8]
  private var file: JournalFile?
  /// The batch that is being gathered, and its number.
  private var pending: [UInt8] = []
  private var gathering = 1
  /// The number of the last batch that is on the disk.
  private var written = 0
  private var isWriting = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var failure: StateError?

  init(_ path: String, firstLine: [UInt8]) {
    self.path = path
    self.firstLine = firstLine
  }

  /// Whether what was appended last may not be there.
  var isBroken: Bool { failure != nil }

  /// Makes a line durable.
  ///
  /// - Parameter room: how many bytes are to remain set aside for what is appended later. When they cannot be
  ///   had, nothing is written and the journal is as before.
  /// - Throws: ``StateError`` with `.unwritable`; when a write failed, from then on at every call, since what
  ///   comes after a gap could not be trusted.
  func append(_ line: [UInt8], leaving room: Int = 0) async throws {
    if let failure { throw failure }
    if room > 0 { try opened().reserve(pending.count + line.count + room) }
    pending += line
    let batch = gathering
    while written < batch, failure == nil {
      if isWriting { await withCheckedContinuation { waiting.append($0) } } else { await writePending() }
    }
    if let failure { throw failure }
  }

  /// Drops what the journal holds, since a snapshot has it, but for `lines`. Without any there is no file.
  func restart(firstLine: [UInt8], keeping lines: [[UInt8]]) throws(StateError) {
    if lines.isEmpty {
      FileAccess.removeLeftovers(of: path)
      try FileAccess.remove(path)
    } else {
      try FileAccess.replace(path, with: firstLine + lines.joined())
    }
    self.firstLine = firstLine
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
    let opened = try JournalFile(path, firstLine: firstLine)
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
  /// The snapshots that were about to be written to a document elsewhere, each with the number of changes in it.
  var sent: [(serial: Int, digest: UInt32, changes: Int)] = []

  /// Reads as far as the lines are whole: a crash can tear only the last one, and never so that it ends like a
  /// line.
  ///
  /// - Throws: ``StateError`` with `.malformed` when a broken line is followed by whole ones, `.undecipherable`
  ///   when there is no key to the lines.
  init(_ content: [UInt8], path: String, codec: StateCodec) async throws {
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
    while let line = lines.popFirst() {
      if let record = try await codec.record(line) {
        note(record)
      } else if lines.isEmpty, line.endIndex == content.endIndex || line.contains(0) {
        // Only the end of the line itself may be what is damaged.
        if let record = try await codec.record(line.dropLast()) { note(record) }
        return
      } else {
        throw StateError(
          .malformed,
          "The journal \(path) is damaged: a record in it does not match its checksum. Nothing was changed. "
            + "Restore the file from a backup, or move it away to go on with the last snapshot.")
      }
    }
  }

  private mutating func note(_ record: JournalRecord) {
    switch record {
    case .base(let lineage, let serial): base = (lineage, serial)
    case .begin(let intent): open.append(intent)
    case .changes(let new, let closing):
      changes += new
      if let closing { open.removeAll { $0.id == closing } }
    case .sent(let serial, let digest): sent.append((serial, digest, changes.count))
    }
  }
}
