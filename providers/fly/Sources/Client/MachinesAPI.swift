import ProviderAPI
import ProviderKit
import Values

/// The Machines API, at the pace that Fly allows.
///
/// Protocol: Fly Machines API 1.0, OpenAPI 3.0 (superfly/docs `api/machines/openapi.json`).
struct MachinesAPI: Sendable {
  private let api: APIClient
  private let limiter: RateLimiter
  let clock: any Clock<Duration>

  /// - Parameter rate: requests a second for each action; 0 for no limit.
  init(_ http: HTTPClient, at url: HTTPURL, _ token: FlyToken, rate: Double, _ clock: any Clock<Duration>) {
    var configuration = http.configuration
    configuration.secrets += token.secrets
    api = APIClient(
      HTTPClient(configuration), at: url, headers: ["Authorization": token.authorization], keys: .snakeCase,
      failures: FlyFailure.table)
    limiter = RateLimiter(rate: rate, clock: clock)
    self.clock = clock
  }

  /// The API, once an action on a machine or app is due.
  func paced(_ action: String, _ subject: String) async throws -> APIClient {
    try await limiter.wait(action, subject)
    return api
  }

  /// All of an app's `machines` or `volumes`, page by page; none when there is no such app. A page may be empty
  /// and yet not the last.
  func pages<Element: Decodable & Sendable>(
    of things: String, app: String, query: APIQuery = [:]
  ) async throws -> [Element] {
    var elements: [Element] = []
    var cursor: String?
    repeat {
      var query = query
      if cursor != nil { query.add("cursor", cursor) }
      let api = try await paced("list-\(things)", app)
      let request = try api.request(.get, "/v1/apps/\(app)/\(things)", query: query)
      guard let response = try await api.sendIfThere(request) else { return elements }
      let page: [Element]? = try api.decode(response, to: request)
      elements += page ?? []
      cursor = response.headers["fly-next-cursor"]?.nonEmpty
    } while cursor != nil
    return elements
  }

  /// Waits until `check` gives an answer, on the clock of this API.
  func wait<Answer: Sendable>(
    upTo timeout: Duration, every interval: Duration = .milliseconds(250), _ check: () async throws -> Answer?
  ) async throws -> Answer {
    try await poll(every: interval, timeout: timeout, clock: clock, check)
  }
}
