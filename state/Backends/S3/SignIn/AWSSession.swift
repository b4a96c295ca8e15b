import AWSSigning
import StateStorage
import Values

/// Credentials, and how long they hold.
struct AWSSession: Sendable {
  var credentials: AWSCredentials
  /// nil when they hold for ever, or nobody has said how long.
  var expiry: Timestamp?

  /// Whether they are too old to begin a request with: renewed some minutes early, as clocks differ.
  var isStale: Bool { expiry.map { $0.seconds - 300 < Timestamp.now().seconds } ?? false }
}

extension AWSSession {
  /// As the metadata of machines and containers, the commands of `credential_process` and, in another case, single
  /// sign-on say them; nil when something is missing.
  init?(_ json: JSON?, secret: String = "SecretAccessKey", token: String = "Token") {
    guard let access = json?["AccessKeyId"]?.asString, let key = json?[secret]?.asString else { return nil }
    credentials = AWSCredentials(accessKey: access, secretKey: key, sessionToken: json?[token]?.asString)
    expiry = json?["Expiration"]?.asString.flatMap { try? Timestamp($0) }
  }
}

/// Who we are to AWS: signs in at the first request, and again before the credentials have run out.
actor AWSIdentity {
  private let login: AWSLogin
  private var session: AWSSession?

  init(_ login: AWSLogin) { self.login = login }

  /// - Throws: ``StateError`` that says where credentials were looked for, and why there are none.
  func credentials() async throws -> AWSCredentials {
    if let session, !session.isStale { return session.credentials }
    let session = try await login.session()
    self.session = session
    return session.credentials
  }
}
