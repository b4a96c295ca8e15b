import ProviderAPI
import ProviderKit
import Values

/// Azure Resource Manager: resources as JSON, by id.
///
/// Protocol: Azure Resource Manager RPC (github.com/Azure/azure-resource-manager-rpc), common-types v2 of its
/// descriptions; each type of resource has an api-version of its own. Tokens for other tenants go along as
/// learn.microsoft.com "Authenticate requests across tenants" has it.
struct ResourceManager: Sendable {
  let session: AzureSession
  let registersProviders: Bool

  /// How long something that is busy, or new and not known everywhere yet, is waited for.
  private static let patience = Duration.seconds(180)

  // MARK: Reading

  /// nil when there is none.
  func find(_ id: ResourceID, _ version: String) async throws -> JSON? {
    do {
      return try await json(try await send(.get, id.path, version))
    } catch let error as ProviderError where error.code == .notFound {
      return nil
    }
  }

  /// All elements of a collection, page by page.
  func list(_ collection: APIPath, _ version: String, query: APIQuery = [:]) async throws -> [JSON] {
    var response = try await send(.get, collection, version, query: query)
    var elements: [JSON] = []
    var seen: Set<String> = []
    while true {
      let page = try await json(response)
      elements += page["value"]?.elements ?? []
      guard let next = page["nextLink"]?.asString?.nonEmpty else { return elements }
      guard seen.insert(next).inserted else {
        throw ProviderError(.protocolViolation, "Azure answers the same page of a list again and again.")
      }
      response = try await follow(try await address(next))
    }
  }

  // MARK: Changing

  /// Begins a change; ``LongOperation`` waits for its end.
  func begin(
    _ method: HTTPMethod, _ id: ResourceID, _ version: String, _ body: JSON? = nil
  ) async throws -> HTTPResponse {
    try await patiently(with: id) {
      try await registering(for: id) { try await send(method, id.path, version, body: body) }
    }
  }

  /// Deletes a resource and waits until it is gone; that it is gone already is success.
  func delete(_ id: ResourceID, _ version: String, patience: Duration) async throws {
    do {
      session.noteGone(id)
      let response = try await patiently(with: id) { try await send(.delete, id.path, version) }
      _ = try await LongOperation(manager: self, id: id, version: version, patience: patience)
        .end(of: response, .delete)
    } catch let error as ProviderError where error.code == .notFound {}
  }

  /// What a resource answers to a verb such as `listKeys`.
  func post(_ id: ResourceID, _ verb: String, _ version: String, _ body: JSON? = nil) async throws -> JSON {
    try await json(try await call(id, verb, version, body))
  }

  func call(
    _ id: ResourceID, _ verb: String, _ version: String, _ body: JSON? = nil
  ) async throws -> HTTPResponse {
    let path = APIPath(escaped: "\(id.path)/\(verb)")
    return try await patiently(with: id) { try await send(.post, path, version, body: body) }
  }

  // MARK: Requests

  func send(
    _ method: HTTPMethod, _ path: APIPath, _ version: String, query: APIQuery = [:], body: JSON? = nil
  ) async throws -> HTTPResponse {
    let cloud = try await session.cloud()
    let api = APIClient(session.http, at: cloud.resourceManager, failures: AzureFailure.table)
    var query = query
    query.add("api-version", version)
    var request = try api.request(method, path, query: query)
    if let body {
      request.body = .bytes(body.bytes())
      request.headers["Content-Type"] = "application/json"
    }
    return try await send(request, api, cloud)
  }

  /// What is at an address that Resource Manager has given.
  func follow(_ url: HTTPURL) async throws -> HTTPResponse {
    let cloud = try await session.cloud()
    let api = APIClient(session.http, at: cloud.resourceManager, failures: AzureFailure.table)
    return try await send(HTTPRequest(.get, url, headers: ["Accept": "application/json"]), api, cloud)
  }

  private func send(_ request: HTTPRequest, _ api: APIClient, _ cloud: AzureCloud) async throws
    -> HTTPResponse
  {
    try await session.withToken(for: cloud.resourceManagerAudience) { token in
      var request = request
      request.headers["Authorization"] = "Bearer \(token.text)"
      let others = try await session.auxiliaryTokens(for: cloud.resourceManagerAudience)
      if !others.isEmpty {
        let text = others.map { "Bearer \($0.text)" }.joined(separator: ", ")
        request.headers.add("x-ms-authorization-auxiliary", text, secret: true)
      }
      if session.settings.sendsCorrelationID {
        request.headers["x-ms-correlation-request-id"] = session.correlationID
      }
      return try await api.send(request)
    }
  }

  /// An address in an answer, which must be Resource Manager's own: requests to it carry a token.
  func address(_ text: String) async throws -> HTTPURL {
    let manager = try await session.cloud().resourceManager
    let url: HTTPURL
    do { url = try manager.resolving(text) } catch {
      throw ProviderError(.protocolViolation, "Azure answered an address that is none: \(error.message)")
    }
    guard url.isSecure == manager.isSecure, url.effectivePort == manager.effectivePort,
      url.host == manager.host || url.host.hasSuffix(".\(manager.host)")
    else {
      throw ProviderError(.protocolViolation, "Azure answered an address of somebody else: \(url).")
    }
    return url
  }

  func json(_ response: HTTPResponse) async throws -> JSON {
    if response.body.isEmpty { return .object([]) }
    do { return try JSON.parse(response.body) } catch {
      throw ProviderError(.protocolViolation, "Azure answered something that is no JSON: \(error).")
    }
  }

  // MARK: Patience

  /// What `body` returns, asked again while the resource is busy, or while what it is in is so new that Azure does not
  /// know of it everywhere.
  private func patiently<Result: Sendable>(
    with id: ResourceID, _ body: () async throws -> Result
  ) async throws -> Result {
    var waited = Duration.zero
    var delay = Duration.milliseconds(500)
    while true {
      do { return try await body() } catch let error as ProviderError {
        let isAwaited = error.isPassing || (error.code == .notFound && session.isNew(id))
        guard isAwaited, waited < Self.patience else { throw error }
        try await pause(for: delay, clock: session.clock)
        waited += delay
        delay = min(delay * 2, .seconds(10))
      }
    }
  }

  /// What `body` returns; when the subscription does not have the resource provider yet, it is registered first.
  private func registering<Result: Sendable>(
    for id: ResourceID, _ body: () async throws -> Result
  ) async throws -> Result {
    do { return try await body() } catch let error as ProviderError
      where error.azureCode == "MissingSubscriptionRegistration" && registersProviders
    {
      guard let namespace = id.namespace, let subscription = id.subscription else { throw error }
      try await ProviderRegistration(manager: self, subscription: subscription, namespace: namespace).ensure(
        error)
      return try await body()
    }
  }
}

/// Registers a resource provider for a subscription, which a new subscription has to do once.
struct ProviderRegistration: Sendable {
  let manager: ResourceManager
  let subscription: String
  let namespace: String
  private static let version = "2021-04-01"
  private static let patience = Duration.seconds(300)

  /// - Parameter reason: why it is to be registered; thrown when that is not allowed.
  func ensure(_ reason: ProviderError) async throws {
    let id = try ResourceID("/subscriptions/\(subscription)/providers/\(namespace)")
    do { _ = try await manager.post(id, "register", Self.version) } catch let error as ProviderError {
      throw error.code == .denied ? reason : error
    }
    let _: Bool = try await poll(every: .seconds(2), timeout: Self.patience, clock: manager.session.clock) {
      let state = try await manager.find(id, Self.version)?["registrationState"]?.asString
      return state == "Registered" ? true : nil
    }
  }
}
