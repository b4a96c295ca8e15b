import Crypto
import Encodings
public import StateStorage
import Values

/// How content is encrypted: OpenTofu's `method`.
public enum EncryptionMethod: Hashable, Sendable {
  /// AES in Galois/Counter Mode (NIST SP 800-38D) under a key of 16, 24 or 32 bytes.
  ///
  /// - Parameter name: of the key provider, under which it notes what it has to know.
  case aesGCM(KeyProvider, name: String, additionalData: [UInt8])
  case unencrypted
}

/// Encrypts with one method; reads what any of several has encrypted, so that keys can be changed.
public actor StateCipher: ContentCipher {
  private let methods: [EncryptionMethod]
  private let environment: [String: String]
  private var writingKey: ProvidedKey?
  /// Found keys by provider and note: a passphrase takes its time.
  private var readingKeys: [String: [UInt8]] = [:]

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
    guard case .aesGCM(let provider, let name, let additional)? = methods.first else { return nil }
    let key = try await currentKey(provider)
    try Self.check(key.bytes)
    let box: AES.GCM.SealedBox
    do {
      box = try AES.GCM.seal(content, using: SymmetricKey(data: key.bytes), authenticating: additional)
    } catch { throw StateError(.undecipherable, "The content cannot be encrypted: \(error).") }
    guard let bytes = box.combined else {
      throw StateError(.undecipherable, "The content cannot be encrypted.")
    }
    let meta = key.meta.map { [JSON.Member(name, .string(Base64.standard.encode($0.bytes())))] } ?? []
    return SealedContent(meta: .object(meta), data: Base64.standard.encode(Array(bytes)))
  }

  public func open(_ sealed: SealedContent) async throws -> [UInt8] {
    guard let bytes = Base64.standard.decode(sealed.data) else {
      throw StateError(.malformed, "Its encrypted part is damaged: it is no Base64.")
    }
    for case .aesGCM(let provider, let name, let additional) in methods {
      guard let key = try await key(of: provider, name, sealed) else { continue }
      try Self.check(key)
      if let box = try? AES.GCM.SealedBox(combined: bytes),
        let clear = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: additional)
      {
        return Array(clear)
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

  private func key(
    of provider: KeyProvider, _ name: String, _ sealed: SealedContent
  ) async throws -> [UInt8]? {
    let note = sealed.meta[name]?.asString
    if let writingKey, let meta = writingKey.meta, provider == currentProvider,
      note == Base64.standard.encode(meta.bytes())
    {
      return writingKey.bytes
    }
    let label = "\(name) \(note ?? "")"
    if let key = readingKeys[label] { return key }
    let meta = note.flatMap { Base64.standard.decode($0) }.flatMap { try? JSON.parse($0) }
    let key = try await provider.key(noted: meta, environment)
    readingKeys[label] = key
    // To go on with a passphrase's key saves making another, now and for who reads what is written now.
    if let key, let meta, writingKey == nil, provider == currentProvider, provider.wouldNote(meta) {
      writingKey = ProvidedKey(bytes: key, meta: meta)
    }
    return key
  }

  private var currentProvider: KeyProvider? {
    if case .aesGCM(let provider, _, _)? = methods.first { provider } else { nil }
  }

  private static func check(_ key: [UInt8]) throws {
    guard [16, 24, 32].contains(key.count) else {
      throw StateError(
        .misconfigured,
        "AES takes a key of 16, 24 or 32 bytes, and the one that is provided has \(key.count).")
    }
  }
}
