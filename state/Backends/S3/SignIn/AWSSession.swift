import AWSSigning
import StateStorage
import Values

/// Credentials, and how long they hold.
struct AWSSession: Sendable {
  var credentials: AWSCredentials
  /// nil when they hold for ever, or nobody has said how long.
  var expiry: Timestamp?

  let begun = Timestamp.now()

  /// Whether they should be renewed: some minutes early, as clocks differ, but in the last quarter of their time.
  var isStale: Bool {
    guard let expiry else { return false }
    let margin = min(300, max(0, expiry.seconds - begun.seconds) / 4)
    return expiry.seconds - margin <= Timestamp.now().seconds
  }

  /// Whether AWS takes them no more.
  var isOver: Bool { expiry.map { $0.seconds <= Timestamp.now().seconds } ?? false }
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

  /// - Throws: ``StateError`` that says where credentials were looked for, and why there are none. That they cannot
  ///   be renewed is no error while they hold.
  func credentials() async throws -> AWSCredentials {
    if let session, !session.isStale { return session.credentials }
    do {
      let renewed = try await login.session()
      session = renewed
      return renewed.credentials
    } catch {
      guard let session, !session.isOver, !(error is CancellationError) else { throw error }
      return session.credentials
    }
  }
}
