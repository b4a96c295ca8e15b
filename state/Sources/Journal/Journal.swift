import Glibc

/// What happened since the last snapshot: lines that are only ever appended and are on the disk before the
/// append returns. Appends that come while another is being synced share the next sync.
actor Journal {
  private let path: String
  private var descriptor: Int32?
  /// The batch that is being gathered, and its number.
  private var pending: [UInt8] = []
  private var gathering = 1
  /// The number of the last batch that is on the disk.
  private var written = 0
  private var isWriting = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var failure: StateError?

  init(_ path: String) { self.path = path }

  /// Makes a record durable.
  ///
  /// - Throws: ``StateError`` with `.unwritable`; from then on at every call, since what comes after a
  ///   gap could not be trusted.
  func append(_ record: JournalRecord) async throws {
    if let failure { throw failure }
    pending += record.line
    let batch = gathering
    while written < batch, failure == nil {
      if isWriting { await withCheckedContinuation { waiting.append($0) } } else { await writePending() }
    }
    if let failure { throw failure }
  }

  /// Drops what the journal holds, since a snapshot has it, but for `records`. Without any there is no file.
  func restart(with records: [JournalRecord]) throws(StateError) {
    if let descriptor { close(descriptor) }
    descriptor = nil
    failure = nil
    if records.isEmpty {
      try FileAccess.remove(path)
    } else {
      try FileAccess.replace(path, with: records.flatMap(\.line))
    }
  }

  private func writePending() async {
    isWriting = true
    let batch = pending
    pending = []
    gathering += 1
    do { try await Self.write(batch, to: try open(), path) } catch {
      failure = error as? StateError ?? StateError(.unwritable, "\(error)")
    }
    written = gathering - 1
    isWriting = false
    let served = waiting
    waiting = []
    for continuation in served { continuation.resume() }
  }

  private func open() throws(StateError) -> Int32 {
    if let descriptor { return descriptor }
    let opened = try FileAccess.openForWriting(path, O_CREAT | O_APPEND | O_WRONLY)
    descriptor = opened
    try FileAccess.syncFolder(of: path)
    return opened
  }

  @concurrent private static func write(_ batch: [UInt8], to descriptor: Int32, _ path: String) async throws {
    try FileAccess.write(batch, to: descriptor, path)
    guard fdatasync(descriptor) == 0 else { throw FileAccess.failure(.unwritable, "sync", path) }
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
