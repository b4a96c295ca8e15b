import ProviderAPI
import ProviderKit
import Values

/// Where the credentials for registries come from: the provider's `registry_auth` blocks first, then Docker's
/// own configuration with its helpers.
struct CredentialStore: Sendable {
  /// What one `registry_auth` block says.
  enum Source: Hashable, Sendable {
    case credential(RegistryCredential)
    /// The registry needs none.
    case disabled
    case file(path: String)
    case content(String)
  }

  /// Answers for one registry.
  struct Answer: Sendable {
    var credential: RegistryCredential?
    /// Why there is none although there should be one; for the message when the registry then refuses.
    var problem: String?
  }

  var sources: [RegistryKey: Source] = [:]
  /// Docker's `config.json`.
  var configFile: String?
  /// Asks a helper: its name, and what is written to its standard input.
  var askHelper: @Sendable (_ helper: String, _ serverAddress: String) async throws -> HelperReply
  var readFile: @Sendable (_ path: String) throws -> [UInt8]?

  func answer(for registry: String) async throws -> Answer {
    let key = RegistryKey(registry)
    switch sources[key] {
    case .credential(let credential): return Answer(credential: credential)
    case .disabled: return Answer()
    case .content(let text):
      return try await answer(
        for: key, in: DockerConfigFile(parsing: Array(text.utf8), name: "config_file_content"))
    case .file(let path):
      guard let bytes = try readFile(path) else {
        throw ProviderError(
          .invalid, "The file \(path), which \"registry_auth\" names for \(key), does not exist.")
      }
      return try await answer(for: key, in: DockerConfigFile(parsing: bytes, name: path))
    case nil: return try await answer(for: key, in: defaultFile())
    }
  }

  /// The credentials of every registry that is named somewhere, for builds: which they need shows only while
  /// they run.
  func all() async throws -> [String: RegistryCredential] {
    let file = try defaultFile()
    var keys = Set(sources.keys).union(file.credentials.keys).union(file.helpers.keys)
    if file.store != nil { keys.insert(RegistryKey(ImageReference.hub)) }
    var found: [String: RegistryCredential] = [:]
    for key in keys.sorted(by: { $0.description < $1.description }) {
      if let credential = try await answer(for: key.description).credential {
        found[key.serverAddress] = credential
      }
    }
    return found
  }

  private func defaultFile() throws -> DockerConfigFile {
    guard let configFile, let bytes = try readFile(configFile) else { return .empty }
    return try DockerConfigFile(parsing: bytes, name: configFile)
  }

  private func answer(for key: RegistryKey, in file: DockerConfigFile) async throws -> Answer {
    guard let helper = file.helper(for: key) else { return Answer(credential: file.credentials[key]) }
    let reply = try await askHelper(helper, key.serverAddress)
    switch reply {
    case .credential(let user, let secret):
      // The user name by which helpers mark a token: docker/docker-credential-helpers, "Development".
      let secret: RegistryCredential.Secret =
        user == "<token>" ? .identityToken(secret) : .password(user: user, secret)
      return Answer(credential: RegistryCredential(serverAddress: key.serverAddress, secret: secret))
    case .nothing: return Answer(credential: file.credentials[key])
    case .failed(let reason):
      return Answer(
        credential: file.credentials[key], problem: "docker-credential-\(helper) failed: \(reason)")
    }
  }
}

/// What a credential helper answered.
enum HelperReply: Hashable, Sendable {
  case credential(user: String, secret: String)
  /// It knows no credentials for the registry.
  case nothing
  case failed(String)

  /// - Parameter output: the helper's standard output; its message when it failed.
  init(_ status: ExitStatus, output: [UInt8]) {
    let text = String(decoding: output, as: UTF8.self).trimmed
    guard status.isSuccess else {
      self = text.contains("credentials not found") ? .nothing : .failed(Self.reason(status, text))
      return
    }
    guard let json = try? JSON.parse(output), let secret = json["Secret"]?.asString else {
      self = .failed("its answer makes no sense")
      return
    }
    self = .credential(user: json["Username"]?.asString ?? "", secret: secret)
  }

  private static func reason(_ status: ExitStatus, _ text: String) -> String {
    switch status {
    case .killed(let signal): "it was killed by signal \(signal)"
    case .exited(let code): text.isEmpty ? "it ended with status \(code) and said nothing" : text
    }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex
    return String(self[..<end].drop(while: \.isWhitespace))
  }
}
