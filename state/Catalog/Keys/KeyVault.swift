import Encodings
public import StateEncryption
public import StateStorage

/// Encrypts what the catalog keeps. The key is found, or made, when it is first needed: many commands need none.
public actor KeyVault: ContentCipher {
  /// Where the key comes from.
  public enum Source: Hashable, Sendable {
    /// A file, which is made when there is none.
    case file(String)
    case key(KeyProvider)
  }

  private let source: Source
  private let environment: [String: String]
  private let seal: KeySeal
  private let notice: @Sendable (String) -> Void
  private var cipher: StateCipher?

  /// - Parameters:
  ///   - environment: for programs that give keys.
  ///   - seal: knows whether anything is encrypted already.
  ///   - notice: told of a key that was made.
  init(
    _ source: Source, environment: [String: String], seal: KeySeal,
    notice: @escaping @Sendable (String) -> Void
  ) {
    self.source = source
    self.environment = environment
    self.seal = seal
    self.notice = notice
  }

  public nonisolated var acceptsClearText: Bool { false }
  public nonisolated var writesClearText: Bool { false }

  public func seal(_ content: [UInt8]) async throws -> SealedContent? {
    try await currentCipher().seal(content)
  }

  public func open(_ sealed: SealedContent) async throws -> (content: [UInt8], isCurrent: Bool) {
    try await currentCipher().open(sealed)
  }

  private func currentCipher() async throws -> StateCipher {
    if let cipher { return cipher }
    let (provider, note) = try await provider()
    let new = StateCipher(
      [.aesGCM(provider)], environment: environment)
    try await seal.verify(new, describe: sourceText)
    cipher = new
    if let note { notice(note) }
    return new
  }

  private func provider() async throws -> (KeyProvider, note: String?) {
    switch source {
    case .key(let provider): return (provider, nil)
    case .file(let path):
      if try FileAccess.read(path) == nil { try await seal.requireAbsence(of: path) }
      let (provider, isNew) = try KeyFile(path: path).key()
      guard isNew else { return (provider, nil) }
      return (
        provider,
        "Made the key \(path), under which secrets are encrypted. Keep a copy of it in a safe place: without it they "
          + "cannot be read.\n"
      )
    }
  }

  private var sourceText: String {
    switch source {
    case .file(let path): path
    case .key: "the environment"
    }
  }
}

extension KeyVault.Source {
  /// `RCW_KEY` (64 hexadecimal digits), `RCW_KEY_COMMAND` (a program of OpenTofu's protocol for external keys),
  /// `RCW_KEY_FILE`, or the file of the catalog.
  ///
  /// - Throws: ``CatalogError`` with `.unavailable` when `RCW_KEY` is no key.
  public init(environment: [String: String], home: CatalogHome) throws(CatalogError) {
    if let text = environment["RCW_KEY"], !text.isEmpty {
      guard let bytes = Hexadecimal.decode(text), bytes.count == 32 else {
        throw CatalogError(.unavailable, "RCW_KEY is no key: it has to be 64 hexadecimal digits.")
      }
      self = .key(KeyProvider(.fixed(bytes), name: "key"))
    } else if let command = environment["RCW_KEY_COMMAND"], !command.isEmpty {
      let words = command.split(separator: " ").map(String.init)
      self = .key(KeyProvider(.program(words), name: "key"))
    } else {
      let path = environment["RCW_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
      self = .file(path ?? home.keyPath)
    }
  }
}
