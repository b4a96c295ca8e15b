import Encodings
import ProviderAPI
import ProviderKit
import Values

/// Registries themselves, without an engine between: the OCI distribution API 1.1 with the token
/// authentication of Docker's registry.
struct RegistryClient: Sendable {
  private let verifying: HTTPClient
  private let trusting: HTTPClient
  private let plain: Set<RegistryKey>

  /// - Parameter plain: registries that speak HTTP without TLS, besides those on this machine.
  init(_ configuration: HTTPClient.Configuration, plain: Set<RegistryKey>) {
    verifying = HTTPClient(configuration)
    var configuration = configuration
    configuration.tls.verifiesServer = false
    trusting = HTTPClient(configuration)
    self.plain = plain
  }

  /// How a registry is to be called.
  struct Access: Sendable {
    var credential: RegistryCredential?
    /// Whether its certificate may be anyone's.
    var skipsVerification = false
  }

  /// The digest of an image's manifest; nil when the registry has no such image.
  func digest(of image: ImageReference, _ access: Access) async throws -> String? {
    let response = try await send(.head, image, version: image.version, access, scope: "pull")
    if response.status == 404 { return nil }
    try check(response, image)
    guard let digest = response.headers["Docker-Content-Digest"]?.nonEmpty else {
      throw ProviderError(
        .protocolViolation, "The registry \(image.registry) does not tell the digest of \(image).")
    }
    return digest
  }

  /// Deletes an image by its digest. That it is gone already is success.
  func delete(_ image: ImageReference, digest: String, _ access: Access) async throws {
    let response = try await send(.delete, image, version: digest, access, scope: "pull,push,delete")
    if response.status == 404 { return }
    if response.status == 405 {
      throw ProviderError(
        .denied,
        "The registry \(image.registry) does not allow deleting images. Set \"keep_remotely\" to leave it there."
      )
    }
    try check(response, image)
  }

  // MARK: Requests

  private func send(
    _ method: HTTPMethod, _ image: ImageReference, version: String, _ access: Access, scope: String
  ) async throws -> HTTPResponse {
    let http = access.skipsVerification ? trusting : verifying
    do {
      var request = HTTPRequest(method, try url(image, version))
      request.headers["Accept"] = Self.manifestTypes
      let response = try await http.send(request)
      guard response.status == 401 else { return response }
      guard let challenge = response.headers["WWW-Authenticate"].flatMap(RegistryChallenge.init) else {
        return response
      }
      let scope = "repository:\(image.repository):\(scope)"
      guard let authorization = try await authorization(challenge, access, scope: scope, http) else {
        return response
      }
      request.headers.add("Authorization", authorization, secret: true)
      return try await http.send(request)
    } catch let error as HTTPError {
      throw ProviderError(
        error.code == .tls ? .denied : .unavailable,
        "The registry \(image.registry) cannot be reached: \(error.message)", cause: error)
    }
  }

  private func url(_ image: ImageReference, _ version: String) throws -> HTTPURL {
    let key = RegistryKey(image.registry)
    let isPlain = plain.contains(key) || Self.isOnThisMachine(image.registry)
    var url = try HTTPURL("\(isPlain ? "http" : "https")://\(image.registryHost)")
    url.path = APIPath("/v2/\(path: image.repository)/manifests/\(version)").description
    return url
  }

  /// As Docker's engine treats them: no TLS is expected there.
  private static func isOnThisMachine(_ registry: String) -> Bool {
    let host =
      registry.hasPrefix("[") ? registry.dropFirst().prefix { $0 != "]" } : registry.prefix { $0 != ":" }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  /// An index counts as the image, as it does for the engine.
  private static let manifestTypes = [
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
  ].joined(separator: ", ")

  // MARK: Authentication

  /// The value of `Authorization`; nil when nothing is known that the registry would take.
  private func authorization(
    _ challenge: RegistryChallenge, _ access: Access, scope: String, _ http: HTTPClient
  ) async throws -> String? {
    switch challenge {
    case .basic: return access.credential?.basicAuthorization
    case .bearer(let realm, let service, let challenged):
      if case .registryToken(let token) = access.credential?.secret { return "Bearer \(token)" }
      let scope = challenged ?? scope
      let request = try tokenRequest(HTTPURL(realm), service: service, scope: scope, access.credential)
      let response = try await http.send(request)
      guard response.isSuccess, let json = try? JSON.parse(response.body) else { return nil }
      return (json["token"] ?? json["access_token"])?.asString.map { "Bearer \($0)" }
    }
  }

  /// A GET with user and password, or a POST that trades an identity token (distribution "OAuth2 token
  /// authentication").
  private func tokenRequest(
    _ realm: HTTPURL, service: String?, scope: String, _ credential: RegistryCredential?
  ) throws -> HTTPRequest {
    guard case .identityToken(let token) = credential?.secret else {
      var request = HTTPRequest(.get, realm.adding(query: [("service", service), ("scope", scope)]))
      if let basic = credential?.basicAuthorization {
        request.headers.add("Authorization", basic, secret: true)
      }
      return request
    }
    let form = realm.adding(query: [
      ("grant_type", "refresh_token"), ("service", service), ("scope", scope), ("client_id", "rcw"),
      ("refresh_token", token),
    ])
    var request = HTTPRequest(.post, realm, body: .text(form.query ?? ""))
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.secrets = [token]
    return request
  }

  private func check(_ response: HTTPResponse, _ image: ImageReference) throws {
    if response.isSuccess { return }
    let body = try? JSON.parse(response.body)
    let reason = body?["errors"]?[0]?["message"]?.asString ?? "status \(response.status)"
    throw ProviderError(
      EngineFailure.code(status: response.status, message: reason),
      "The registry \(image.registry) refuses \(image): \(reason).")
  }
}

extension RegistryCredential {
  /// nil for what is not a password.
  fileprivate var basicAuthorization: String? {
    guard case .password(let user, let password) = secret else { return nil }
    return "Basic " + Encodings.Base64.standard.encode(Array("\(user):\(password)".utf8))
  }
}
