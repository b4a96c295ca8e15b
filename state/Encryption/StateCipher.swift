import Crypto
import Encodings
public import StateStorage
import Values

/// How content is encrypted: OpenTofu's `method`.
public enum EncryptionMethod: Hashable, Sendable {
  /// AES in Galois/Counter Mode (NIST SP 800-38D) under a key of 16, 24 or 32 bytes.
  case aesGCM(KeyProvider, additionalData: [UInt8] = [])
  case unencrypted
}

/// Encrypts with one method; reads what any of several has encrypted, so that keys can be changed.
public actor StateCipher: ContentCipher {
  private let methods: [EncryptionMethod]
  private let environment: [String: String]
  private var writingKey: ProvidedKey?
  /// Found keys: a passphrase takes its time.
  private var readingKeys: [Label: [UInt8]] = [:]

  private struct Label: Hashable {
    var provider: KeyProvider
    var notes: [String: JSON]
  }

  /// - Parameters:
  ///   - methods: the first is the one to write with.
  ///   - environment: for programs that give keys.
  public init(_ methods: [EncryptionMethod], environment: [String: String]) {
    self.methods = methods
    self.environment = environment
  }

  public nonisolated var acceptsClearText: Bool { methods.contains(.unencrypted) }
  public nonisolated var writesClearText: Bool { methods.first == .unencrypted }

  public func seal(_ content: [UInt8]) async throws -> SealedContent? {
    guard case .aesGCM(let provider, let additional)? = methods.first else { return nil }
    let key = try await currentKey(provider)
    try Self.check(key.bytes)
    let box: AES.GCM.SealedBox
    do {
      box = try AES.GCM.seal(content, using: SymmetricKey(data: key.bytes), authenticating: additional)
    } catch { throw StateError(.undecipherable, "The content cannot be encrypted: \(error).") }
    guard let bytes = box.combined else {
      throw StateError(.undecipherable, "The content cannot be encrypted.")
    }
    let meta = key.notes.sorted { $0.key < $1.key }.map {
      JSON.Member($0.key, .string(Base64.standard.encode($0.value.bytes())))
    }
    return SealedContent(meta: .object(meta), data: Base64.standard.encode(Array(bytes)))
  }

  public func open(_ sealed: SealedContent) async throws -> (content: [UInt8], isCurrent: Bool) {
    guard let bytes = Base64.standard.decode(sealed.data) else {
      throw StateError(.malformed, "Its encrypted part is damaged: it is no Base64.")
    }
    let notes = Self.notes(sealed)
    for case (let index, .aesGCM(let provider, let additional)) in methods.enumerated() {
      guard let key = try await key(of: provider, notes) else { continue }
      try Self.check(key)
      if let box = try? AES.GCM.SealedBox(combined: bytes),
        let clear = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: additional)
      {
        return (Array(clear), index == 0)
      }
    }
    throw StateError(
      .undecipherable,
      "It cannot be decrypted: the key or passphrase is not the one that it was encrypted with, or it has been "
        + "damaged. Nothing was changed.")
  }

  private func currentKey(_ provider: KeyProvider) async throws -> ProvidedKey {
    if let writingKey { return writingKey }
    let key = try await provider.key(environment)
    writingKey = key
    return key
  }

  private func key(of provider: KeyProvider, _ notes: [String: JSON]) async throws -> [UInt8]? {
    let isCurrent = provider == currentProvider
    if isCurrent, let writingKey, !notes.isEmpty, writingKey.notes == notes { return writingKey.bytes }
    let label = Label(provider: provider, notes: notes)
    if let key = readingKeys[label] { return key }
    let key = try await provider.key(noted: notes, environment)
    readingKeys[label] = key
    // To go on with a passphrase's key saves making another, now and for who reads what is written now.
    if let key, writingKey == nil, isCurrent, provider.wouldNote(notes) {
      writingKey = ProvidedKey(bytes: key, notes: notes)
    }
    return key
  }

  private static func notes(_ sealed: SealedContent) -> [String: JSON] {
    var notes: [String: JSON] = [:]
    for member in sealed.meta.members ?? [] {
      guard let bytes = member.value.asString.flatMap({ Base64.standard.decode($0) }) else { continue }
      notes[member.key] = try? JSON.parse(bytes)
    }
    return notes
  }

  private var currentProvider: KeyProvider? {
    if case .aesGCM(let provider, _)? = methods.first { provider } else { nil }
  }

  private static func check(_ key: [UInt8]) throws {
    guard [16, 24, 32].contains(key.count) else {
      throw StateError(
        .misconfigured,
        "AES takes a key of 16, 24 or 32 bytes, and the one that is provided has \(key.count).")
    }
  }
}
