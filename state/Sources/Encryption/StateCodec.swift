import Values

/// How states, and the lines of journals, become bytes and come back from them.
public struct StateCodec: Sendable {
  /// nil when nothing is encrypted.
  public var cipher: (any ContentCipher)?

  public init(cipher: (any ContentCipher)? = nil) { self.cipher = cipher }

  var writesClearText: Bool { cipher?.writesClearText ?? true }

  /// The bytes of a state document.
  public func encode(_ snapshot: StateSnapshot) async throws -> [UInt8] {
    let clear = StateFile.encode(snapshot)
    guard let sealed = try await cipher?.seal(clear) else { return StateFile.addingChecksum(to: clear) }
    let members: [JSON.Member] = [
      .init("serial", .number(Number(snapshot.serial))), .init("lineage", .string(snapshot.lineage)),
    ]
    return JSON.object(members + sealed.members).bytes()
  }

  public func decode(_ content: [UInt8]) async throws -> StateSnapshot {
    try await decode(content, allowingClearText: false).snapshot
  }

  /// A state document that has been read.
  struct Decoded {
    var snapshot: StateSnapshot
    var isClearText: Bool
    /// Whether it would be written so today, by the same key.
    var isCurrent: Bool
  }

  /// - Parameter allowingClearText: whether to read what is not encrypted though it should be.
  func decode(_ content: [UInt8], allowingClearText: Bool) async throws -> Decoded {
    let json = try StateFile.parse(content)
    guard let sealed = SealedContent(json) else {
      if let cipher, !cipher.acceptsClearText, !allowingClearText { throw Self.notEncrypted }
      try StateFile.verifyChecksum(of: content, json)
      return Decoded(
        snapshot: try StateFile.decode(json), isClearText: true, isCurrent: writesClearText)
    }
    let (clear, isCurrent) = try await open(sealed)
    let snapshot = try StateFile.decode(clear)
    // The two stand outside the encrypted part too, and must not be believed without it.
    guard json["serial"]?.asInt == snapshot.serial, json["lineage"]?.asString == snapshot.lineage else {
      throw StateError(
        .malformed, "The state is damaged: its serial or lineage is not the one that was encrypted.")
    }
    return Decoded(snapshot: snapshot, isClearText: false, isCurrent: isCurrent)
  }

  /// The content of any document that may be encrypted, such as a saved plan.
  public func seal(_ content: [UInt8]) async throws -> [UInt8] {
    guard let sealed = try await cipher?.seal(content) else { return content }
    return JSON.object(sealed.members).bytes()
  }

  /// The reverse of ``seal(_:)``.
  public func open(_ content: [UInt8]) async throws -> [UInt8] {
    guard content.first == UInt8(ascii: "{"), let json = try? JSON.parse(content),
      let sealed = SealedContent(json)
    else {
      if let cipher, !cipher.acceptsClearText { throw Self.notEncrypted }
      return content
    }
    return try await open(sealed).content
  }

  private func open(_ sealed: SealedContent) async throws -> (content: [UInt8], isCurrent: Bool) {
    guard let cipher else {
      throw StateError(
        .undecipherable,
        "It is encrypted, and the configuration has no encryption block that says how to read it. Nothing was "
          + "changed.")
    }
    return try await cipher.open(sealed)
  }

  // MARK: Journals

  /// A record as a line of a journal.
  func line(_ record: JournalRecord) async throws -> [UInt8] {
    let clear = record.json.bytes()
    guard let sealed = try await cipher?.seal(clear) else { return JournalRecord.line(clear) }
    return JournalRecord.line(JSON.object(sealed.members).bytes())
  }

  /// nil when the line is not whole.
  func record(_ line: ArraySlice<UInt8>) async throws -> JournalRecord? {
    guard let json = JournalRecord.content(of: line) else { return nil }
    guard let sealed = SealedContent(json) else { return JournalRecord(json) }
    // Its checksum says that the line is as it was written: what does not open was sealed with another key.
    let content = try await open(sealed).content
    return (try? JSON.parse(content)).flatMap(JournalRecord.init)
  }

  private static let notEncrypted = StateError(
    .undecipherable,
    """
    It is not encrypted, though the configuration says that it should be. To encrypt what is there, let clear text \
    be read until the next change:
        method "unencrypted" "before" {}
        state {
          method = …
          fallback { method = method.unencrypted.before }
        }
    """)
}
