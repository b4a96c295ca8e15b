import Encodings
import Values

/// What a registry knows the user by.
struct RegistryCredential: Hashable, Sendable {
  enum Secret: Hashable, Sendable {
    case password(user: String, String)
    /// Got by logging in; exchanged for a token at each use.
    case identityToken(String)
    /// Sent to the registry as it is.
    case registryToken(String)
  }

  /// As the registry's own clients name it: `https://index.docker.io/v1/` for Docker Hub.
  var serverAddress: String
  var secret: Secret

  /// The value of the engine's `X-Registry-Auth`: JSON in base 64 for URLs (Docker Engine API,
  /// "Authentication").
  var headerValue: String { Base64.urlSafe.encode(Self.members(self).bytes()) }

  /// The header for calls that must have one although there is no credential.
  static let noHeaderValue = Base64.urlSafe.encode(Array("{}".utf8))

  /// The value of the engine's `X-Registry-Config`: the credentials for every registry that a build may need.
  static func headerValue(_ credentials: [String: RegistryCredential]) -> String {
    let members = credentials.sorted { $0.key < $1.key }.map { JSON.Member($0.key, Self.members($0.value)) }
    return Base64.urlSafe.encode(JSON.object(members).bytes())
  }

  /// User and password from base 64 of `user:password`, as `config.json` has them; nil for anything else.
  /// Old clients put zeros at the end.
  static func pair(base64 text: String) -> (user: String, password: String)? {
    guard let bytes = Base64.standard.decode(text) else { return nil }
    let parts = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    let texts = parts.map { String(decoding: $0, as: UTF8.self) }
    return (texts[0], String(texts[1].prefix { $0 != "\0" }))
  }

  private static func members(_ credential: RegistryCredential) -> JSON {
    var members = [JSON.Member("serveraddress", .string(credential.serverAddress))]
    switch credential.secret {
    case .password(let user, let password):
      members += [JSON.Member("username", .string(user)), JSON.Member("password", .string(password))]
    case .identityToken(let token): members.append(JSON.Member("identitytoken", .string(token)))
    case .registryToken(let token): members.append(JSON.Member("registrytoken", .string(token)))
    }
    return .object(members)
  }
}

/// The host by which credentials are looked up. Whatever scheme, path or alias of Docker Hub was written,
/// one registry has one key.
struct RegistryKey: Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ address: String) {
    var rest = address[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    let host = rest.prefix { $0 != "/" }.lowercased()
    description = Self.hubHosts.contains(host) ? ImageReference.hub : host
  }

  /// What clients call the registry in `config.json` and ask credential helpers for.
  var serverAddress: String {
    description == ImageReference.hub ? "https://index.docker.io/v1/" : description
  }

  private static let hubHosts: Set = [
    "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com",
  ]
}
