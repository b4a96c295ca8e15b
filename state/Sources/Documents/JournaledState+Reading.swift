import Addresses
import Values

extension JournaledState {
  func read() async throws -> FoundState {
    let content = try await document.read()
    var leftOver = try await self.journal.read()
    var journal: JournalReplay?
    if let content = leftOver?.content {
      let replay = try await JournalReplay(content, of: self.journal.name, codec: codec)
      leftOver?.content = replay.whole
      journal = replay
    }
    let decoded = try await decode(
      content, isHalfWritten: document.file == nil && journal?.sent.isEmpty == false)
    var found = FoundState(
      state: LoadedState(snapshot: decoded?.snapshot), journal: leftOver, serial: decoded?.snapshot.serial,
      content: document.file == nil ? content : nil, isClearText: decoded?.isClearText ?? false)
    if let journal {
      found.state = try replay(journal, onto: try await base(of: journal, decoded?.snapshot), content)
      found.state.idle = leftOver?.idle
      // Others may have seen what was sent, though it is gone: its serials are not given again.
      if decoded == nil, let seen = journal.sent.map(\.serial).max(), var snapshot = found.state.snapshot {
        snapshot.serial = max(snapshot.serial, seen)
        found.state.snapshot = snapshot
      }
    }
    found.state.isSealedOtherwise = decoded?.isCurrent == false
    return found
  }

  /// - Parameter isHalfWritten: whether what cannot be read may be what a server has kept of an interrupted write.
  private func decode(
    _ content: [UInt8]?, isHalfWritten: Bool
  ) async throws -> StateCodec.Decoded? {
    guard let content, !content.isEmpty else { return nil }
    do {
      return try await codec.decode(content, allowingClearText: false)
    } catch let error as StateError {
      if isHalfWritten, error.code == .malformed { return nil }
      throw StateError(error.code, "\(document.name): \(error.message)")
    }
  }

  /// The state that a journal builds on: the one that was read, or the version of it that was kept when the document
  /// is gone.
  private func base(of journal: JournalReplay, _ snapshot: StateSnapshot?) async throws -> StateSnapshot? {
    guard snapshot == nil, let base = journal.base, base.serial > 0 else { return snapshot }
    if let kept = try await earlier(base.serial), kept.lineage == base.lineage { return kept }
    throw StateError(
      .conflicting,
      "\(document.name) is empty or gone, and the journal in \(self.journal.name) builds on its serial \(base.serial). Nothing "
        + "was changed. Put the state back, or move the journal away to begin anew.")
  }

  private func replay(
    _ journal: JournalReplay, onto snapshot: StateSnapshot?, _ content: [UInt8]?
  ) throws(StateError) -> LoadedState {
    // Without its first line the journal says nothing yet.
    guard let base = journal.base else { return LoadedState(snapshot: snapshot) }
    let found = snapshot ?? StateSnapshot(lineage: base.lineage)
    guard found.lineage == base.lineage || snapshot == nil else {
      throw StateError(
        .conflicting,
        "The journal in \(self.journal.name) belongs to another state than \(document.name): their lineages differ. "
          + "Nothing was changed. Put back the state that the journal belongs to, or move the journal away.")
    }
    return LoadedState(
      snapshot: replayed(journal, base.serial, onto: found, content), openIntents: journal.open,
      hasLeftOverJournal: true)
  }

  private func replayed(
    _ journal: JournalReplay, _ base: Int, onto found: StateSnapshot, _ content: [UInt8]?
  ) -> StateSnapshot {
    var replayed = found
    if found.serial <= base {
      for change in journal.changes { replayed.apply(change) }
    } else if document.file == nil {
      let digest = content.map { Checksum.of($0) }
      // What was written by the run that left the journal has the changes from before that.
      if let sent = journal.sent.last(where: { $0.serial == found.serial && $0.digest == digest }) {
        for change in journal.changes.dropFirst(sent.changes) { replayed.apply(change) }
      } else {
        for change in journal.changes { replayed.merge(change) }
      }
    }
    // A file that is newer than its journal's base was written from that journal.
    return replayed
  }
}

extension StateSnapshot {
  /// Takes over a change that was made in ignorance of what this state says: an object that is not recorded here
  /// is recorded, beside the one that took its place if there is one, and nothing is forgotten.
  fileprivate mutating func merge(_ change: StateChange) {
    guard case .object(let address, let deposedKey, let object?, let provider) = change else { return }
    let known = instance(at: address)
    let id = object.attributes["id"]
    let all = [known?.current].compactMap { $0 } + (known?.deposed.values.map { $0 } ?? [])
    if deposedKey == nil, known?.current == nil {
      apply(change)
    } else if id == nil || !all.contains(where: { $0.attributes["id"] == id }) {
      let key = deposedKey ?? "\(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)"
      apply(.object(address, deposedKey: key, object: object, provider: provider))
    }
  }
}

extension String.StringInterpolation {
  fileprivate mutating func appendInterpolation(_ number: UInt32, radix: Int) {
    appendLiteral(String(number, radix: radix))
  }
}
