import AWSSigning
import Crypto
import Encodings
import ProviderKit
import StateStorage
import Values

/// Credentials by the sign-on that `aws sso login` has made: its token is in a file, and AWS gives a role's
/// credentials for it (AWS SSO Portal API, `GetRoleCredentials`).
struct AWSSingleSignOn: Sendable {
  let profile: String
  /// The session's name or, in the older form, the address that the sign-on starts at.
  let cacheName: String
  let region: String
  let account: String
  let role: String

  func session(_ config: BackendConfig, _ client: HTTPClient) async throws -> AWSSession {
    let token = try token(config)
    let endpoint =
      config.nested("endpoints")?.string("sso") ?? config.string(
        "", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL")
      ?? config.host(of: "portal.sso", in: region)
    var url = try S3Bucket.url(endpoint, config)
    url.path = "/federation/credentials"
    url = url.adding(query: [("role_name", role), ("account_id", account)])
    var headers = HTTPHeaders()
    headers.add("x-amz-sso_bearer_token", token, secret: true)
    let response: HTTPResponse
    do { response = try await client.send(HTTPRequest(.get, url, headers: headers)) } catch let error
      as HTTPError
    {
      throw StateError(.unreadable, "\(error)")
    }
    guard response.isSuccess, let session = Self.session(try? JSON.parse(response.body)) else {
      throw config.problem(
        "AWS gives no credentials of the role \(role) in the account \(account) (status \(response.status)). "
          + "Sign in again: aws sso login --profile \(profile)")
    }
    return session
  }

  private func token(_ config: BackendConfig) throws -> String {
    let home = config.context.environment["HOME"] ?? "."
    let digest = Insecure.SHA1.hash(data: Array(cacheName.utf8))
    let path = "\(home)/.aws/sso/cache/\(Hexadecimal.encode(Array(digest))).json"
    let content = try FileAccess.read(path)
    let json = content.flatMap { try? JSON.parse($0) }
    let isOver = (json?["expiresAt"]?.asString).flatMap { try? Timestamp($0) }
      .map { $0.seconds <= Timestamp.now().seconds }
    guard let token = json?["accessToken"]?.asString, isOver == false else {
      throw config.problem(
        "the profile \"\(profile)\" needs a single sign-on, and \(path) holds none that is valid. "
          + "Sign in: aws sso login --profile \(profile)")
    }
    return token
  }

  private static func session(_ json: JSON?) -> AWSSession? {
    let role = json?["roleCredentials"]
    guard let access = role?["accessKeyId"]?.asString, let secret = role?["secretAccessKey"]?.asString else {
      return nil
    }
    return AWSSession(
      credentials: .init(accessKey: access, secretKey: secret, sessionToken: role?["sessionToken"]?.asString),
      expiry: (role?["expiration"]?.asInt).map { Timestamp(seconds: $0 / 1000) })
  }
}
