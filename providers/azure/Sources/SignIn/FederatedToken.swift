import ProviderAPI
import ProviderKit
import Values

/// A token of another issuer, which the directory takes for a proof: of a Kubernetes cluster, GitHub Actions or a
/// pipeline of Azure DevOps.
enum FederatedToken: Sendable {
  case text(String)
  case file(String)
  /// Protocol: GitHub's "OpenID Connect reference": `GET URL&audience=…` is answered with `value`.
  case gitHub(url: String, token: String)
  /// Protocol: Azure DevOps "Oidctoken - Create", 7.1: `POST URL?serviceConnectionId=…` is answered with `oidcToken`.
  case devOps(url: String, token: String, connection: String)

  private static let audience = "api://AzureADTokenExchange"

  /// nil when nobody asks for one, or there is none.
  init?(_ settings: AzureSettings) {
    let (configuration, environment) = (settings.configuration, settings.environment)
    let isWorkload = settings.uses(configuration.useAksWorkloadIdentity, "ARM_USE_AKS_WORKLOAD_IDENTITY")
    let isWanted = settings.uses(configuration.useOidc, "ARM_USE_OIDC") || isWorkload
    let file =
      configuration.oidcTokenFilePath
      ?? environment.text("ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE")
    // Whoever mounts a token for azure-identity means it to be used.
    guard isWanted || environment.text("AZURE_FEDERATED_TOKEN_FILE") != nil else { return nil }
    if let text = configuration.oidcToken ?? environment.text("ARM_OIDC_TOKEN") {
      self = .text(text)
    } else if let file {
      self = .file(file)
    } else if let pipeline = Self.pipeline(configuration, environment) {
      self = pipeline
    } else {
      return nil
    }
  }

  private static func pipeline(
    _ configuration: AzureConfiguration, _ environment: AzureEnvironment
  ) -> FederatedToken? {
    let url =
      configuration.oidcRequestUrl
      ?? environment.text("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI")
    let token =
      configuration.oidcRequestToken
      ?? environment.text("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN")
    guard let url, let token else { return nil }
    let connection =
      configuration.adoPipelineServiceConnectionId
      ?? environment.text("ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID")
    return connection.map { .devOps(url: url, token: token, connection: $0) }
      ?? .gitHub(url: url, token: token)
  }

  func text(_ http: HTTPClient) async throws -> String {
    switch self {
    case .text(let text): return text
    case .file(let path):
      guard let text = try AzureSettings.value(nil, file: path) else {
        throw ProviderError(.denied, "There is no token in \(path).")
      }
      return text
    case .gitHub(let url, let token):
      return try await ask(.get, url, [("audience", Self.audience)], token, "value", http)
    case .devOps(let url, let token, let connection):
      let query = [("api-version", "7.1"), ("serviceConnectionId", connection)]
      return try await ask(.post, url, query, token, "oidcToken", http)
    }
  }

  private func ask(
    _ method: HTTPMethod, _ url: String, _ query: [(String, String?)], _ token: String, _ member: String,
    _ http: HTTPClient
  ) async throws -> String {
    var request = HTTPRequest(method, try AzureCloud.address(url).adding(query: query.map { ($0.0, $0.1) }))
    request.headers["Authorization"] = "Bearer \(token)"
    request.headers["Accept"] = "application/json"
    if method == .post {
      request.headers["Content-Type"] = "application/json"
      request.isRepeatable = true
    }
    let api = APIClient(http, at: request.url, failures: AzureFailure.table)
    let answer: JSON = try await api.answer(to: request)
    guard let text = answer[member]?.asString?.nonEmpty else {
      throw ProviderError(.protocolViolation, "The pipeline's service answered without a token.")
    }
    return text
  }
}

extension FederatedToken: CustomStringConvertible, CustomReflectable {
  var description: String { "a token of another issuer" }
  var customMirror: Mirror { Mirror(reflecting: description) }
}
