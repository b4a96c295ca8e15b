import ProviderAPI
import ProviderKit
import Values

/// Tokens for the identity that Azure gives to the machine or container that this program is on.
///
/// Protocol: learn.microsoft.com "How to use managed identities for Azure resources on an Azure VM to acquire an access
/// token" (IMDS 2018-02-01), and "REST endpoint reference" of App Service (2019-08-01), which Container Instances have
/// as well.
struct ManagedIdentity: Sendable {
  private let request: HTTPRequest
  private let clock: any Clock<Duration>
  /// Those of IMDS last 70 s at most.
  private static let patience = Duration.seconds(70)

  init(_ settings: AzureSettings, clock: any Clock<Duration> = ContinuousClock()) throws {
    self.clock = clock
    let environment = settings.environment
    let given = settings.configuration.msiEndpoint ?? environment.text("ARM_MSI_ENDPOINT")
    var request: HTTPRequest
    if given == nil, let endpoint = environment.text("IDENTITY_ENDPOINT"),
      let header = environment.text("IDENTITY_HEADER")
    {
      request = try Self.request(to: endpoint, version: "2019-08-01")
      request.headers.add("X-IDENTITY-HEADER", header, secret: true)
    } else {
      let host = environment.text("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
      request = try Self.request(to: given ?? "\(host)/metadata/identity/oauth2/token", version: "2018-02-01")
      request.headers["Metadata"] = "true"
    }
    if let client = settings.clientID { request.url = request.url.adding(query: [("client_id", client)]) }
    request.timeouts = HTTPTimeouts(connect: .seconds(5), idle: .seconds(20), total: .seconds(30))
    self.request = request
  }

  private static func request(to endpoint: String, version: String) throws -> HTTPRequest {
    do {
      return HTTPRequest(.get, try HTTPURL(endpoint).adding(query: [("api-version", version)]))
    } catch {
      throw ProviderError(
        .invalid, "The address \"\(endpoint)\" of managed identities is none: \(error.message)", cause: error)
    }
  }

  func token(for audience: String, _ http: HTTPClient) async throws -> AccessToken {
    var request = request
    request.url = request.url.adding(query: [("resource", audience)])
    let api = APIClient(http, at: request.url, failures: AzureFailure.table)
    do {
      return try await poll(every: .seconds(1), timeout: Self.patience, clock: clock) {
        do {
          return try AccessToken(try await api.answer(to: request), from: "The managed identity")
        } catch let error as ProviderError where Self.isPassing(error) {
          return nil
        }
      }
    } catch let error as ProviderError where [.unavailable, .timedOut].contains(error.code) {
      throw ProviderError(
        .denied,
        "There is no managed identity here, or it cannot be reached: \(error.message) Unset \"use_msi\" to sign in in "
          + "another way.", cause: error)
    }
  }

  /// 404 while an identity is new, 410 while the service is updated.
  private static func isPassing(_ error: ProviderError) -> Bool {
    [404, 410, 429].contains(error.azureStatus) || error.azureStatus >= 500
  }
}
