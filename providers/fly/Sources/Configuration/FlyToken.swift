import ProviderAPI
import ProviderKit

/// What a request to Fly says of who sends it.
struct FlyToken: Sendable {
  /// Without the scheme that `fly auth token` and `fly tokens create` print before it.
  private let secret: String

  /// From the provider's block, the environment, or the session of `fly auth login`; the first that there is.
  init(configuration: FlyConfiguration, environment: [String: String]) throws {
    let given =
      configuration.flyApiToken ?? configuration.flytoken ?? environment["FLY_API_TOKEN"]?.nonEmpty
      ?? environment["FLY_ACCESS_TOKEN"]?.nonEmpty
    guard let token = try given ?? Self.session(environment) else {
      throw ProviderError(
        .denied,
        """
        There is no token for Fly.io. Set FLY_API_TOKEN or the provider's "fly_api_token", or log in:
            fly auth login
        """)
    }
    try self.init(token)
  }

  init(_ text: String) throws {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    while let first = words.first?.lowercased(), ["bearer", "flyv1"].contains(first) { words.removeFirst() }
    guard words.count == 1, let secret = words.first else {
      throw ProviderError(
        .invalid, "The token for Fly.io is \(words.isEmpty ? "empty" : "more than one word").")
    }
    self.secret = secret
  }

  /// Tokens that are macaroons have a scheme of their own (fly-go `tokens`); both are accepted where either is.
  var authorization: String {
    let isMacaroon = ["fm1r_", "fm1a_", "fm2_"].contains { secret.hasPrefix($0) }
    return isMacaroon ? "FlyV1 \(secret)" : "Bearer \(secret)"
  }

  /// Every text that must not be shown: a macaroon is several tokens with commas in between.
  var secrets: [String] { [secret] + secret.split(separator: ",").map(String.init) }

  // MARK: flyctl's session

  /// The member `access_token` of flyctl's `config.yml`; nil when nobody is logged in.
  private static func session(_ environment: [String: String]) throws -> String? {
    let folder =
      environment["FLY_CONFIG_DIR"]?.nonEmpty ?? environment["HOME"]?.nonEmpty.map { "\($0)/.fly" }
    guard let folder, let bytes = try TextFile.read("\(folder)/config.yml") else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    where line.hasPrefix("access_token:") {
      let value = line.dropFirst("access_token:".count).filter { $0 != "\"" && $0 != "'" }
      return value.split(whereSeparator: \.isWhitespace).joined(separator: " ").nonEmpty
    }
    return nil
  }
}

extension FlyToken: CustomStringConvertible, CustomReflectable {
  var description: String { "a token" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}
