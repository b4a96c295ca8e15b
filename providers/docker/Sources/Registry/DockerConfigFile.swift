import ProviderAPI
import ProviderKit
import Values

/// What is used of Docker's `config.json` (docker/cli, "Docker CLI configuration file properties").
struct DockerConfigFile: Sendable {
  /// Credentials that stand in the file itself.
  private(set) var credentials: [RegistryKey: RegistryCredential] = [:]
  /// The helper that keeps the credentials of all registries without one of their own.
  private(set) var store: String?
  private(set) var helpers: [RegistryKey: String] = [:]
  /// The context that `docker context use` chose.
  private(set) var currentContext: String?

  static let empty = DockerConfigFile()

  private init() {}

  /// - Parameter name: of the file, for messages.
  init(parsing bytes: [UInt8], name: String) throws {
    let json: JSON
    do {
      json = try JSON.parse(bytes)
    } catch {
      throw ProviderError(.invalid, "\(name) is not JSON: \(error).", cause: error)
    }
    for member in json["auths"]?.members ?? [] {
      let key = RegistryKey(member.key)
      credentials[key] = Self.credential(member.value, key)
    }
    store = json["credsStore"]?.asString
    for member in json["credHelpers"]?.members ?? [] {
      helpers[RegistryKey(member.key)] = member.value.asString
    }
    currentContext = json["currentContext"]?.asString
  }

  /// The name of the program `docker-credential-NAME` to ask about a registry; nil for none.
  func helper(for key: RegistryKey) -> String? { (helpers[key] ?? store)?.nonEmpty }

  /// nil for an entry without a secret, such as those that a credential store leaves behind.
  private static func credential(_ entry: JSON, _ key: RegistryKey) -> RegistryCredential? {
    let address = key.serverAddress
    if let token = entry["identitytoken"]?.asString?.nonEmpty {
      return RegistryCredential(serverAddress: address, secret: .identityToken(token))
    }
    if let token = entry["registrytoken"]?.asString?.nonEmpty {
      return RegistryCredential(serverAddress: address, secret: .registryToken(token))
    }
    if let pair = entry["auth"]?.asString.flatMap(RegistryCredential.pair(base64:)) {
      return RegistryCredential(serverAddress: address, secret: .password(user: pair.user, pair.password))
    }
    guard let user = entry["username"]?.asString?.nonEmpty, let password = entry["password"]?.asString else {
      return nil
    }
    return RegistryCredential(serverAddress: address, secret: .password(user: user, password))
  }
}
