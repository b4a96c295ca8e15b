import ProviderAPI
import ProviderKit
import Values

/// One way to get tokens. The first that the settings ask for is taken, in hashicorp/azurerm's order.
enum SignIn: Sendable {
  case certificate(ClientCertificate, client: String, tenant: String)
  case secret(String, client: String, tenant: String)
  case federated(FederatedToken, client: String, tenant: String)
  case managedIdentity(ManagedIdentity)
  case commandLine(AzureCommandLine)

  init(_ settings: AzureSettings) throws {
    if let client = settings.clientID, let tenant = settings.tenant {
      if let certificate = settings.certificate {
        self = .certificate(certificate, client: client, tenant: tenant)
        return
      }
      if let secret = settings.clientSecret {
        self = .secret(secret, client: client, tenant: tenant)
        return
      }
      if let token = FederatedToken(settings) {
        self = .federated(token, client: client, tenant: tenant)
        return
      }
    }
    let configuration = settings.configuration
    if settings.uses(configuration.useMsi, "ARM_USE_MSI") {
      self = .managedIdentity(try ManagedIdentity(settings))
    } else if settings.uses(configuration.useCli, "ARM_USE_CLI", usually: true) {
      self = .commandLine(AzureCommandLine(settings))
    } else {
      throw Self.nothingToSignInWith(settings)
    }
  }

  private static func nothingToSignInWith(_ settings: AzureSettings) -> ProviderError {
    let needsClient =
      settings.clientSecret != nil || settings.certificate != nil || FederatedToken(settings) != nil
    let reason =
      needsClient
      ? "a secret, certificate or token needs \"client_id\" and \"tenant_id\" (ARM_CLIENT_ID, ARM_TENANT_ID) beside it"
      : "set ARM_CLIENT_ID, ARM_TENANT_ID and ARM_CLIENT_SECRET, or use_msi, use_oidc or use_cli"
    return ProviderError(.denied, "There is nothing to sign in to Azure with: \(reason).")
  }

  /// What must never be shown.
  var secrets: [String] {
    switch self {
    case .secret(let secret, _, _): [secret]
    case .certificate, .federated, .managedIdentity, .commandLine: []
    }
  }

  /// Whether there are tokens for other tenants: a managed identity is known in its own alone.
  var reachesOtherTenants: Bool {
    if case .managedIdentity = self { false } else { true }
  }

  /// - Parameter login: where the directory is.
  func token(
    for purpose: TokenPurpose, _ login: HTTPURL, _ http: HTTPClient
  ) async throws -> AccessToken {
    let audience = purpose.audience
    switch self {
    case .managedIdentity(let identity): return try await identity.token(for: audience, http)
    case .commandLine(let program): return try await program.token(for: purpose)
    case .secret(let secret, let client, let tenant):
      let directory = Directory(http, login, tenant: purpose.tenant ?? tenant)
      return try await directory.token(for: audience, client: client, proof: [("client_secret", secret)])
    case .certificate(let certificate, let client, let tenant):
      let directory = Directory(http, login, tenant: purpose.tenant ?? tenant)
      let assertion = try certificate.assertion(client: client, audience: directory.address)
      return try await directory.token(for: audience, client: client, assertion: assertion)
    case .federated(let token, let client, let tenant):
      let directory = Directory(http, login, tenant: purpose.tenant ?? tenant)
      return try await directory.token(for: audience, client: client, assertion: try await token.text(http))
    }
  }
}

/// The directory that applications sign in to.
///
/// Protocol: OAuth 2.0 client credentials, `POST /TENANT/oauth2/v2.0/token` (RFC 6749, section 4.4; RFC 7523 for
/// assertions).
struct Directory: Sendable {
  private let http: HTTPClient
  private let url: HTTPURL

  init(_ http: HTTPClient, _ login: HTTPURL, tenant: String) {
    self.http = http
    var url = login
    let base = login.path.hasSuffix("/") ? String(login.path.dropLast()) : login.path
    url.path = base + ("/\(tenant)/oauth2/v2.0/token" as APIPath).description
    self.url = url
  }

  /// What assertions are addressed to.
  var address: String { url.text }

  func token(for audience: String, client: String, assertion: String) async throws -> AccessToken {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return try await token(
      for: audience, client: client,
      proof: [("client_assertion_type", kind), ("client_assertion", assertion)])
  }

  /// - Parameter proof: what shows that it is the client who asks.
  func token(
    for audience: String, client: String, proof: [(name: String, value: String)]
  ) async throws -> AccessToken {
    let form =
      [("grant_type", "client_credentials"), ("client_id", client), ("scope", "\(audience)/.default")] + proof
    var request = HTTPRequest(.post, url)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.body = .text(form.map { "\($0.0)=\(FormText.encode($0.1))" }.joined(separator: "&"))
    request.secrets = proof.map(\.value)
    request.isRepeatable = true
    let api = APIClient(http, at: url, failures: AzureFailure.table)
    let answer: JSON = try await api.answer(to: request)
    return try AccessToken(answer, from: "The directory")
  }
}

/// Text as forms have it: everything but letters, digits and a few marks as `%XX`.
enum FormText {
  /// What `%XX` stands for; whatever else is as it is.
  static func decode(_ text: String) -> String {
    var rest = Array(text.utf8)[...]
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
        bytes.append(byte)
        continue
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
      if isPlain { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
