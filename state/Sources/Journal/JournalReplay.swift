/// What a journal that an earlier run left behind says.
struct JournalReplay {
  var base: (lineage: String, serial: Int)?
  var changes: [StateChange] = []
  /// Remote calls whose outcome was not recorded, in the order they were begun.
  var open: [Intent] = []
  /// The snapshots that were about to be written to a document elsewhere, each with the number of changes in it.
  var sent: [(serial: Int, digest: UInt32, changes: Int)] = []
  /// The bytes of the lines that are whole.
  var whole: [UInt8] = []

  /// Reads as far as the lines are whole: a crash can tear only the last one, and never so that it ends like a
  /// line.
  ///
  /// - Throws: ``StateError`` with `.malformed` when a broken line is followed by whole ones, `.undecipherable`
  ///   when there is no key to the lines.
  init(_ content: [UInt8], of name: String, codec: StateCodec) async throws {
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
    while let line = lines.popFirst() {
      if let record = try await codec.record(line) {
        note(record)
        whole += line + [UInt8(ascii: "\n")]
      } else if lines.isEmpty, line.endIndex == content.endIndex || line.contains(0) {
        // Only the end of the line itself may be what is damaged.
        if let record = try await codec.record(line.dropLast()) { note(record) }
        return
      } else {
        throw StateError(
          .malformed,
          "The journal in \(name) is damaged: a record in it does not match its checksum. Nothing was changed. "
            + "Restore it from a backup, or move it away to go on with the last snapshot.")
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
