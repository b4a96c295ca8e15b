/// What happened since the last snapshot: lines that are only ever appended and are durable before the append returns.
/// Appends that come while another is being written share the next write.
actor Journal {
  private let writer: any JournalWriter
  /// Which snapshot the other lines build on.
  private var firstLine: [UInt8]
  private var isBegun = false
  /// The batch that is being gathered, and its number.
  private var pending: [UInt8] = []
  private var gathering = 1
  /// How many bytes are being written.
  private var underWay = 0
  /// The number of the last batch that is durable.
  private var written = 0
  private var isWriting = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var failure: StateError?

  init(_ writer: any JournalWriter, firstLine: [UInt8]) {
    self.writer = writer
    self.firstLine = firstLine
  }

  /// Whether what was appended last is there.
  func isWhole() async -> Bool { failure == nil ? await writer.isKept() : false }

  /// Makes a line durable.
  ///
  /// - Parameter room: how many bytes are to remain set aside for what is appended later. When they cannot be
  ///   had, nothing is written and the journal is as before.
  /// - Throws: ``StateError`` with `.unwritable`; when a write failed, from then on at every call, since what
  ///   comes after a gap could not be trusted.
  func append(_ line: [UInt8], leaving room: Int = 0) async throws {
    if let failure { throw failure }
    if room > 0 { try writer.reserve(underWay + firstLine.count + pending.count + line.count + room) }
    pending += line
    let batch = gathering
    while written < batch, failure == nil {
      if isWriting { await withCheckedContinuation { waiting.append($0) } } else { await writePending() }
    }
    if let failure { throw failure }
  }

  /// Makes what an earlier run has left behind its own, without what that has torn: from then on that run, should it be
  /// alive after all, cannot write any more where writers are told apart.
  func takeOver(_ lines: [UInt8]) async throws {
    try await writer.replace(with: lines)
    isBegun = true
  }

  /// Drops what the journal holds, since a snapshot has it, but for `lines`. Without any there is no journal.
  func restart(firstLine: [UInt8], keeping lines: [[UInt8]]) async throws {
    try await writer.replace(with: lines.isEmpty ? [] : firstLine + lines.joined())
    self.firstLine = firstLine
    isBegun = !lines.isEmpty
    failure = nil
  }

  private func writePending() async {
    isWriting = true
    let batch = isBegun ? pending : firstLine + pending
    pending = []
    gathering += 1
    underWay = batch.count
    do throws(StateError) {
      try await writer.append(batch, isFirst: !isBegun)
      isBegun = true
    } catch {
      failure = error
    }
    underWay = 0
    written = gathering - 1
    isWriting = false
    let served = waiting
    waiting = []
    for continuation in served { continuation.resume() }
  }
}
