import Encodings
import Language
import Values

/// How a registry learns who asks.
public enum RepositoryLogin: Hashable, Sendable {
  case password(user: String, String)
  case token(String)

  /// As a header field says it.
  var authorization: String {
    switch self {
    case .password(let user, let password):
      "Basic " + Base64.standard.encode(Array("\(user):\(password)".utf8))
    case .token(let token): "Bearer \(token)"
    }
  }
}

/// Who we are at OCI registries: what the CLI configuration says (`oci_credentials`), or else what tools for containers have
/// left where all of them look (opentofu.org/docs/cli/oci_registries/credentials, 2026-11). Helper programs are not asked.
public struct RepositoryCredentials: Sendable {
  /// By host, or by the beginning of a repository's address.
  private var logins: [String: RepositoryLogin] = [:]

  public init() {}

  /// - Parameters:
  ///   - configured: win over those that are found.
  ///   - environment: nil not to look for any.
  init(_ configured: [String: RepositoryLogin], environment: [String: String]?) {
    if let environment {
      for path in Self.files(environment) { read(path) }
    }
    logins.merge(configured) { _, configured in configured }
  }

  /// The most exact one; nil when there is none.
  func login(for address: String) -> RepositoryLogin? {
    let names = logins.keys.filter { address == $0 || address.hasPrefix("\($0)/") }
    return names.max { $0.count < $1.count }.flatMap { logins[$0] }
  }

  /// The last one wins.
  private static func files(_ environment: [String: String]) -> [String] {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    let docker =
      environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 } ?? home.map { "\($0)/.docker" }
    let settings =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home.map { "\($0)/.config" }
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    return [
      docker.map { "\($0)/config.json" }, settings.map { "\($0)/containers/auth.json" },
      runtime.map { "\($0)/containers/auth.json" },
    ].compactMap(\.self)
  }

  private mutating func read(_ path: String) {
    guard let bytes = try? FileSystem.read(path), let json = try? JSON.parse(bytes) else { return }
    for member in json["auths"]?.members ?? [] {
      guard let text = member.value["auth"]?.asString, let decoded = Base64.standard.decode(text) else {
        continue
      }
      let parts = String(decoding: decoded, as: UTF8.self).split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      logins[member.key] = .password(user: String(parts[0]), String(parts[1]))
    }
  }
}
