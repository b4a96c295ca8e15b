import Diagnostics
import Encodings
import HCL
import Language
import StateEncryption
import StateStorage
import Values

/// The `encryption` block, as OpenTofu knows it: key providers, methods that use their keys, and which method
/// encrypts what.
struct EncryptionSettings {
  private let body: Body
  private let evaluation: EarlyEvaluation

  init(_ body: Body, _ evaluation: EarlyEvaluation) throws {
    var problems: [Diagnostic] = []
    self.body = body.withBlocks(
      [
        "key_provider": 2, "method": 2, "state": 0, "plan": 0, "remote_state_data_sources": 0,
      ], &problems)
    self.evaluation = evaluation
    guard !problems.hasErrors else { throw DiagnosticsError(problems) }
  }

  /// What the block is for.
  enum Target: String {
    case state, plan
  }

  /// The methods to encrypt with and to read, the best first; nil when nothing is said of the target.
  func methods(for target: Target) throws -> [EncryptionMethod]? {
    guard let block = body.blocks(ofType: target.rawValue).first else { return nil }
    let methods = try chain(block.body, block.headerRange)
    let isEnforced = try block.body[attribute: "enforced"].map { try evaluation.value($0.value, as: .bool) }
    if isEnforced?.asBool == true, methods.first == .unencrypted {
      throw problem(
        "The block says that encryption is enforced, and its method is \"unencrypted\".", block.headerRange)
    }
    return methods
  }

  /// The methods to read the states of other configurations with. Whatever the block says of single data sources holds
  /// for all of them: an encrypted state tells itself which key it is under.
  func methodsForRemoteStates() throws -> [EncryptionMethod] {
    guard let outer = body.blocks(ofType: "remote_state_data_sources").first else { return [] }
    var problems: [Diagnostic] = []
    let blocks = outer.body.withBlocks(["default": 0, "remote_state_data_source": 1], &problems).blocks
    guard !problems.hasErrors else { throw DiagnosticsError(problems) }
    return try blocks.flatMap { try chain($0.body, $0.headerRange) }
  }

  /// The method of a block, and those that it falls back to.
  private func chain(_ body: Body, _ range: SourceRange) throws -> [EncryptionMethod] {
    guard let attribute = body[attribute: "method"] else {
      throw problem("The block needs a method: method = method.aes_gcm.NAME.", range)
    }
    let method = try method(attribute.value)
    var problems: [Diagnostic] = []
    let blocks = body.withBlocks(["fallback": 0], &problems).blocks(ofType: "fallback")
    guard let fallback = blocks.first else { return [method] }
    return [method] + (try chain(fallback.body, fallback.headerRange))
  }

  // MARK: Methods

  private func method(_ expression: Expression) throws -> EncryptionMethod {
    let block = try self.block(expression, "method")
    switch block.labels[0].text {
    case "unencrypted": return .unencrypted
    case "aes_gcm":
      guard let keys = block.body[attribute: "keys"] else {
        throw problem("The method needs keys: keys = key_provider.TYPE.NAME.", block.headerRange)
      }
      let provider = try self.block(keys.value, "key_provider")
      let additional = try block.body[attribute: "aad"].map { try bytes($0.value) } ?? []
      return .aesGCM(try keyProvider(provider), additionalData: additional)
    case let type:
      throw problem("There is no method \"\(type)\". There are aes_gcm and unencrypted.", block.headerRange)
    }
  }

  private func bytes(_ list: Expression) throws -> [UInt8] {
    let numbers = try evaluation.value(list, as: .list(.number)).elements ?? []
    return try numbers.map { number in
      guard let byte = number.asInt.flatMap(UInt8.init(exactly:)) else {
        throw problem("\"aad\" is a list of bytes.", list.range)
      }
      return byte
    }
  }

  /// The block that `KIND.TYPE.NAME` names.
  private func block(_ expression: Expression, _ kind: String) throws -> Block {
    let words = Self.words(of: expression)
    guard words.count == 3, words[0] == kind else {
      throw problem("This must be \(kind).TYPE.NAME.", expression.range)
    }
    let (type, name) = (words[1], words[2])
    let blocks = body.blocks(ofType: kind).filter { $0.labels.map(\.text) == [type, name] }
    guard let block = blocks.first, blocks.count == 1 else {
      throw problem(
        "There must be one block \(kind) \"\(type)\" \"\(name)\" in the encryption block, and there are \(blocks.count).",
        expression.range)
    }
    return block
  }

  private static func words(of expression: Expression) -> [String] {
    if let text = expression.literalString { return text.split(separator: ".").map(String.init) }
    guard case .traversal(let traversal) = expression else { return [] }
    return [traversal.root]
      + traversal.steps.map { if case .attribute(let name, _) = $0 { name } else { "" } }
  }

  // MARK: Key providers

  /// Under which the provider notes what it has to know.
  private func alias(_ block: Block) throws -> String {
    let alias = try text("encrypted_metadata_alias", in: block)
    return alias ?? "key_provider.\(block.labels[0].text).\(block.labels[1].text)"
  }

  /// - Parameter chained: the blocks that lead here, each of which takes its passphrase from the next.
  private func keyProvider(_ block: Block, chained: [Block] = []) throws -> KeyProvider {
    guard !chained.contains(where: { $0.headerRange == block.headerRange }) else {
      throw problem("The key providers chain in a circle: none of them has a passphrase.", block.headerRange)
    }
    return KeyProvider(try keySource(block, chained + [block]), name: try alias(block))
  }

  private func keySource(_ block: Block, _ chained: [Block]) throws -> KeyProvider.Source {
    switch block.labels[0].text {
    case "pbkdf2":
      guard let chain = block.body[attribute: "chain"] else { return .passphrase(try passphrase(block)) }
      guard block.body[attribute: "passphrase"] == nil else {
        throw problem("Either \"passphrase\" or \"chain\" says what the key is made of.", chain.range)
      }
      let next = try self.block(chain.value, "key_provider")
      return .chained(try derivation(block, of: []), to: try keyProvider(next, chained: chained))
    case "static": return .fixed(try key(try required("key", in: block), block))
    case "environment":
      let name = try required("variable", in: block)
      guard let text = evaluation.run.environment[name] else {
        throw problem("The environment has no variable \(name).", block.headerRange)
      }
      return .fixed(try key(text, block))
    case "file":
      let path = try required("path", in: block)
      guard let content = try FileAccess.read(path) else {
        throw problem("There is no key file \(path).", block.headerRange)
      }
      return .fixed(try key(String(decoding: content, as: UTF8.self), block))
    case "external":
      guard let command = block.body[attribute: "command"] else {
        throw problem(
          "The key provider needs a command: a list of a program and its arguments.", block.headerRange)
      }
      let words = try evaluation.value(command.value, as: .list(.string)).elements ?? []
      return .program(words.compactMap(\.asString))
    case let type:
      throw problem(
        "There is no key provider \"\(type)\". There are pbkdf2, static, file, environment and external.",
        block.headerRange)
    }
  }

  /// The least that OpenTofu allows: in characters, and in rounds.
  private static let leastPassphrase = 16
  private static let leastIterations = 200_000

  private func passphrase(_ block: Block) throws -> PassphraseKey {
    let text = try required("passphrase", in: block)
    guard text.count >= Self.leastPassphrase else {
      throw problem(
        "The passphrase must have \(Self.leastPassphrase) characters or more, so that it cannot be guessed.",
        block.headerRange)
    }
    return try derivation(block, of: Array(text.utf8))
  }

  private func derivation(_ block: Block, of passphrase: [UInt8]) throws -> PassphraseKey {
    var key = PassphraseKey(passphrase: passphrase)
    key.keyLength = try number("key_length", in: block, 1...64) ?? key.keyLength
    key.iterations = try number("iterations", in: block, Self.leastIterations...10_000_000) ?? key.iterations
    key.saltLength = try number("salt_length", in: block, 1...1024) ?? key.saltLength
    if let name = try self.text("hash_function", in: block) {
      guard let hash = PassphraseKey.Hash(rawValue: name) else {
        throw problem("\"hash_function\" is sha256 or sha512.", block.headerRange)
      }
      key.hash = hash
    }
    return key
  }

  private func key(_ digits: String, _ block: Block) throws -> [UInt8] {
    guard let bytes = Hexadecimal.decode(digits.filter { !$0.isWhitespace }),
      [16, 24, 32].contains(bytes.count)
    else {
      throw problem("The key must be 16, 24 or 32 bytes, written in hexadecimal digits.", block.headerRange)
    }
    return bytes
  }

  // MARK: Arguments

  private func text(_ name: String, in block: Block) throws -> String? {
    try block.body[attribute: name].flatMap { try evaluation.value($0.value, as: .string).asString }
  }

  private func required(_ name: String, in block: Block) throws -> String {
    guard let text = try text(name, in: block), !text.isEmpty else {
      throw problem("\"\(name)\" is required.", block.headerRange)
    }
    return text
  }

  private func number(_ name: String, in block: Block, _ range: ClosedRange<Int>) throws -> Int? {
    guard let attribute = block.body[attribute: name] else { return nil }
    let number = try evaluation.value(attribute.value, as: .number).asInt
    guard let number, range.contains(number) else {
      throw problem(
        "\"\(name)\" must be from \(range.lowerBound) to \(range.upperBound).", attribute.value.range)
    }
    return number
  }

  private func problem(_ detail: String, _ range: SourceRange) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("encryption", "Invalid encryption", detail, at: range))
  }
}

extension Run {
  /// How states and plans are encrypted: what `TF_ENCRYPTION` says, or else the configuration.
  func encryption(_ root: ModuleConfig) throws -> EncryptionSettings? {
    let evaluation = EarlyEvaluation(run: self, root: root)
    if let text = environment["TF_ENCRYPTION"], !text.isEmpty {
      return try EncryptionSettings(Self.parseEncryption(text), evaluation)
    }
    return try root.encryption.map { try EncryptionSettings($0.body, evaluation) }
  }

  private static func parseEncryption(_ text: String) throws -> Body {
    let file = SourceFile(name: "TF_ENCRYPTION", text: text)
    let diagnostics: [Diagnostic]
    let body: Body
    if text.first(where: { !$0.isWhitespace }) == "{" {
      var parser = JSONBodyParser(file)
      body = parser.parseBody()
      diagnostics = parser.diagnostics
    } else {
      var parser = Parser(file)
      body = parser.parseBody()
      diagnostics = parser.diagnostics
    }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return body
  }

  /// How a state document is written and read.
  func stateCodec(_ root: ModuleConfig) throws -> StateCodec {
    StateCodec(cipher: try encryption(root)?.methods(for: .state).map(cipher))
  }

  /// How a saved plan is written and read: as the state, where nothing else is said.
  func planCodec(_ root: ModuleConfig) throws -> StateCodec {
    let settings = try encryption(root)
    let methods = try settings?.methods(for: .plan) ?? settings?.methods(for: .state)
    return StateCodec(cipher: methods.map(cipher))
  }

  /// How the states of other configurations are read.
  func remoteStateCodec(_ root: ModuleConfig?) throws -> StateCodec {
    guard let methods = try root.flatMap(encryption)?.methodsForRemoteStates(), !methods.isEmpty else {
      return StateCodec()
    }
    return StateCodec(cipher: cipher(methods + [.unencrypted]))
  }

  func cipher(_ methods: [EncryptionMethod]) -> StateCipher {
    StateCipher(methods, environment: environment)
  }
}
