import Addresses
import Values

extension JournaledState {
  func read() async throws -> FoundState {
    var snapshot: StateSnapshot?
    var isClearText = false
    let content = try await document.read()
    if let content, !content.isEmpty {
      do {
        (snapshot, isClearText) = try await codec.decode(content)
      } catch let error as StateError {
        throw StateError(error.code, "\(document.name): \(error.message)")
      }
    }
    var found = FoundState(
      state: LoadedState(snapshot: snapshot), serial: snapshot?.serial,
      content: document.file == nil ? content : nil, isClearText: isClearText)
    if let journal = try FileAccess.read(journalPath) {
      let replay = try await JournalReplay(journal, path: journalPath, codec: codec)
      found.state = try self.replay(replay, onto: snapshot, content)
    }
    return found
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
        "The journal \(journalPath) belongs to another state than \(document.name): their lineages differ. "
          + "Nothing was changed. Put back the state that the journal belongs to, or move the journal away.")
    }
    return LoadedState(
      snapshot: replayed(journal, base.serial, onto: found, content), openIntents: journal.open,
      hasLeftOverJournal: true, idle: FileAccess.age(of: journalPath))
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
