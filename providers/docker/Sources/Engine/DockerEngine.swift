import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// One Docker engine: the Docker Engine API (moby `api/docs/v1.41.yaml` to `v1.55.yaml`) over one connection
/// pool. Every failure that leaves it is a ``ProviderError`` in the engine's own words.
struct DockerEngine: Sendable {
  /// Names and values, in order; those without a value are left out. Names may be repeated.
  typealias Query = [(name: String, value: String?)]

  let endpoint: EngineEndpoint
  private let http: HTTPClient
  private let agreed: AgreedVersion

  /// - Parameter fixedVersion: the version to speak without asking; nil to agree on the newest that both know.
  init(
    _ endpoint: EngineEndpoint, fixedVersion: EngineVersion? = nil, _ configuration: HTTPClient.Configuration
  ) {
    self.endpoint = endpoint
    var configuration = configuration
    configuration.tls = endpoint.tls
    http = HTTPClient(configuration)
    agreed = AgreedVersion(fixedVersion)
  }

  // MARK: Calls

  func get<T: Decodable & Sendable>(
    _ path: EnginePath, _ query: Query = [], as type: T.Type = T.self
  ) async throws -> T {
    try decode(await send(.get, path, query), path)
  }

  /// nil when the engine says that there is no such thing.
  func find<T: Decodable & Sendable>(
    _ path: EnginePath, _ query: Query = [], as type: T.Type = T.self
  ) async throws -> T? {
    let response = try await answer(.get, path, query)
    if Self.saysGone(response) { return nil }
    return try decode(checked(response), path)
  }

  func post<T: Decodable & Sendable>(
    _ path: EnginePath, _ query: Query = [], body: some Encodable & Sendable,
    as type: T.Type = T.self
  ) async throws -> T {
    try decode(await send(.post, path, query, body: encode(body)), path)
  }

  /// Succeeds too when what was asked for is so already (304).
  func post(_ path: EnginePath, _ query: Query = []) async throws {
    _ = try await send(.post, path, query)
  }

  func post(_ path: EnginePath, body: some Encodable & Sendable) async throws {
    _ = try await send(.post, path, [], body: encode(body))
  }

  func put(_ path: EnginePath, _ query: Query, archive: HTTPBody) async throws {
    let headers = ["Content-Type": "application/x-tar"] as HTTPHeaders
    _ = try await send(.put, path, query, body: archive, headers: headers)
  }

  func put(
    _ path: EnginePath, _ query: Query, body: some Encodable & Sendable
  ) async throws {
    _ = try await send(.put, path, query, body: encode(body))
  }

  /// That the thing is gone already is success.
  func delete(_ path: EnginePath, _ query: Query = []) async throws {
    let response = try await answer(.delete, path, query)
    if !Self.saysGone(response) { _ = try checked(response) }
  }

  /// The answer as it comes, for what takes as long as it takes.
  func stream(
    _ method: HTTPMethod, _ path: EnginePath, _ query: Query = [],
    body: HTTPBody = .none, headers: HTTPHeaders = HTTPHeaders()
  ) async throws -> EngineStream {
    var request = HTTPRequest(method, try await url(path, query), headers: headers, body: body)
    request.timeouts = .endless
    let response = try await reporting { try await http.stream(request) }
    let stream = EngineStream(body: response.body, endpoint: endpoint)
    guard response.status < 400 else {
      throw EngineFailure.error(status: response.status, body: try await stream.collect(upTo: 1 << 20))
    }
    return stream
  }

  // MARK: The API's version

  /// The version that is spoken with this engine: the newest that both know.
  func version() async throws -> EngineVersion {
    if let version = agreed.current { return version }
    let response = try await reporting { try await http.send(HTTPRequest(.get, baseURL("/_ping"))) }
    guard response.isSuccess else { throw EngineFailure.error(status: response.status, body: response.body) }
    let version = try agree(on: response.headers["Api-Version"].flatMap { EngineVersion($0) })
    agreed.settle(on: version)
    return version
  }

  private func agree(on offered: EngineVersion?) throws -> EngineVersion {
    guard let offered else {
      throw ProviderError(
        .protocolViolation,
        "What answers at \(endpoint.name) does not say which version of the Docker API it speaks.")
    }
    guard offered >= .oldest else {
      throw ProviderError(
        .invalid,
        """
        The Docker engine at \(endpoint.name) speaks version \(offered) of the API; \(EngineVersion.oldest) (Docker \
        20.10) or newer is needed. Update the engine.
        """)
    }
    return min(offered, .newest)
  }

  // MARK: Requests

  private func send(
    _ method: HTTPMethod, _ path: EnginePath, _ query: Query, body: HTTPBody = .none,
    headers: HTTPHeaders = HTTPHeaders()
  ) async throws -> HTTPResponse {
    try checked(try await answer(method, path, query, body: body, headers: headers))
  }

  private func answer(
    _ method: HTTPMethod, _ path: EnginePath, _ query: Query, body: HTTPBody = .none,
    headers: HTTPHeaders = HTTPHeaders()
  ) async throws -> HTTPResponse {
    var request = HTTPRequest(method, try await url(path, query), headers: headers, body: body)
    if body.length != 0, headers["Content-Type"] == nil {
      request.headers["Content-Type"] = "application/json"
    }
    request.timeouts = Self.timeouts
    return try await reporting { try await http.send(request) }
  }

  private func checked(_ response: HTTPResponse) throws -> HTTPResponse {
    guard response.status < 400 else {
      throw EngineFailure.error(status: response.status, body: response.body)
    }
    return response
  }

  /// Only the engine's own word counts: whatever else answers 404 knows nothing of what exists.
  private static func saysGone(_ response: HTTPResponse) -> Bool {
    response.status == 404 && EngineMessage(response.body) != nil
  }

  /// An engine under load may take minutes to create or remove a container; twenty are what the public
  /// provider allows.
  private static let timeouts = HTTPTimeouts(idle: .seconds(1200), total: .seconds(1200))

  private func url(_ path: EnginePath, _ query: Query) async throws -> HTTPURL {
    try await baseURL("/v\(version())\(path.text)").adding(query: query)
  }

  private func baseURL(_ path: String) -> HTTPURL {
    var url = endpoint.url
    url.path = url.path.hasSuffix("/") ? url.path.dropLast() + path : url.path + path
    return url
  }

  private func reporting<Result>(_ call: () async throws -> Result) async throws -> Result {
    do {
      return try await call()
    } catch let error as HTTPError {
      throw EngineFailure.error(error, at: endpoint)
    }
  }

  private func encode(_ value: some Encodable) throws -> HTTPBody {
    .bytes(try JSONEncoding(keys: .pascalCase).encode(value).bytes())
  }

  private func decode<T: Decodable>(_ response: HTTPResponse, _ path: EnginePath) throws -> T {
    do {
      return try JSONDecoding(keys: .pascalCase).decode(T.self, from: JSON.parse(response.body))
    } catch {
      throw ProviderError(
        .protocolViolation, "The Docker engine's answer to \(path.text) makes no sense: \(error).",
        cause: error)
    }
  }
}

/// The version that an engine and this client agreed on, shared by the copies of a client. Agreeing twice
/// at the same time does no harm.
private final class AgreedVersion: Sendable {
  private let version: Mutex<EngineVersion?>

  init(_ fixed: EngineVersion?) { version = Mutex(fixed) }

  var current: EngineVersion? { version.withLock { $0 } }
  func settle(on agreed: EngineVersion) { version.withLock { $0 = agreed } }
}
