import Encodings
import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// The way to a cluster that all calls share: it logs in when it is first needed, and again when what it was given
/// expires or is refused.
public final class ClusterConnection: Sendable {
  /// What calls are made with, for a while.
  struct Session: Sendable {
    let http: HTTPClient
    let headers: HTTPHeaders
    /// nil when it lasts.
    let ends: ContinuousClock.Instant?
  }

  let access: ClusterAccess
  private let current = Mutex<Session?>(nil)
  private let login = SharedLogin()
  /// Made once, so that connections are shared by sessions whose certificate is the same.
  private let plain: HTTPClient

  public init(_ access: ClusterAccess) {
    self.access = access
    var configuration = access.http
    configuration.tls.identity = access.user.identity
    plain = HTTPClient(configuration)
  }

  /// How long the content of a token's file counts.
  private static let tokenLife = Duration.seconds(60)

  /// - Parameter refused: a session that the server does not take any more.
  func session(insteadOf refused: HTTPHeaders? = nil) async throws -> Session {
    if let session = valid(insteadOf: refused) { return session }
    return try await login.session {
      // Somebody else's login may have ended just now.
      if let session = self.valid(insteadOf: refused) { return session }
      let session = try await self.makeSession()
      self.current.withLock { $0 = session }
      return session
    }
  }

  private func valid(insteadOf refused: HTTPHeaders?) -> Session? {
    guard let session = current.withLock({ $0 }), session.ends.map({ $0 > .now }) ?? true,
      session.headers != refused
    else { return nil }
    return session
  }

  /// Whether another login could be more welcome.
  var canRenew: Bool {
    switch access.user.login {
    case .none, .token, .password: false
    case .tokenFile, .exec: true
    }
  }

  private func makeSession() async throws -> Session {
    switch access.user.login {
    case .none: return session(nil)
    case .token(let token): return session("Bearer \(token)")
    case .password(let user, let password):
      return session("Basic " + Base64.standard.encode(Array("\(user):\(password)".utf8)))
    case .tokenFile(let path):
      guard let bytes = try TextFile.read(path) else {
        throw ProviderError(.denied, "The file \(path), which holds the token for the cluster, is gone.")
      }
      let token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
      return session("Bearer \(token)", for: Self.tokenLife)
    case .exec(let plugin, let folder):
      return session(
        try await plugin.credential(for: access.cluster, access.environment, folder: folder))
    }
  }

  private func session(_ authorization: String?, for life: Duration? = nil) -> Session {
    Session(http: plain, headers: headers(authorization), ends: life.map { .now + $0 })
  }

  private func session(_ credential: ExecCredential) -> Session {
    var http = plain
    if let identity = credential.identity {
      var configuration = access.http
      configuration.tls.identity = identity
      http = HTTPClient(configuration)
    }
    // A little earlier than it says: calls take time.
    let life = credential.expiry.map { Duration.seconds($0.seconds - Timestamp.now().seconds - 10) }
    return Session(
      http: http, headers: headers(credential.token.map { "Bearer \($0)" }),
      ends: life.map { .now + $0 })
  }

  private func headers(_ authorization: String?) -> HTTPHeaders {
    var headers = HTTPHeaders()
    headers["Authorization"] = authorization
    access.user.impersonation.add(to: &headers)
    return headers
  }
}
