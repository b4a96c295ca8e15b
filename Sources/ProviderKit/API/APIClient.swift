public import ProviderAPI
public import Values

/// An API of JSON over HTTP below one base URL.
///
/// It joins and escapes paths, codes bodies, and makes ``ProviderAPI/ProviderError`` of everything that goes
/// wrong.
public struct APIClient: Sendable {
  /// Names and values, in order; those without a value are left out.
  public typealias Query = KeyValuePairs<String, String?>

  private let http: HTTPClient
  private let base: HTTPURL
  private let headers: HTTPHeaders
  private let keys: KeyStrategy
  private let failures: APIFailures

  /// - Parameters:
  ///   - headers: sent with every request.
  ///   - keys: how the API spells the members of its objects.
  public init(
    _ http: HTTPClient, at base: HTTPURL, headers: HTTPHeaders = HTTPHeaders(), keys: KeyStrategy = .asIs,
    failures: APIFailures = APIFailures()
  ) {
    self.http = http
    self.base = base
    self.headers = headers
    self.keys = keys
    self.failures = failures
  }

  // MARK: Requests

  /// A request without a body, to be changed or sent.
  public func request(
    _ method: HTTPMethod, _ path: APIPath, query: Query = [:]
  ) throws(ProviderError) -> HTTPRequest {
    guard path.isSafe else {
      throw ProviderError(.invalid, "A name that the API is asked for is empty or consists of dots.")
    }
    var url = base
    url.path = (base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path) + path.description
    url = url.adding(query: query.map { ($0.key, $0.value) })
    let defaults: HTTPHeaders = ["Accept": "application/json"]
    return HTTPRequest(method, url, headers: defaults.merging(headers))
  }

  /// A request with a JSON body, to be changed or sent.
  public func request(
    _ method: HTTPMethod, _ path: APIPath, query: Query = [:], json body: some Encodable
  ) throws(ProviderError) -> HTTPRequest {
    var request = try request(method, path, query: query)
    do {
      request.body = .bytes(try JSONEncoding(keys: keys).encode(body).bytes())
    } catch {
      throw ProviderError(.invalid, "What is to be sent to the API cannot be written as JSON: \(error).")
    }
    if request.headers["Content-Type"] == nil { request.headers["Content-Type"] = "application/json" }
    return request
  }

  // MARK: Responses

  /// The response to a request, which has a status of success.
  ///
  /// - Throws: ``ProviderAPI/ProviderError``; `CancellationError`; what the body's producer threw.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let response = try await providerErrors { try await http.send(request) }
    guard response.isSuccess else { throw failure(response, to: request) }
    return response
  }

  /// The beginning of a response, which has a status of success, and its body as it arrives.
  ///
  /// - Throws: as ``send(_:)``.
  public func stream(_ request: HTTPRequest) async throws -> HTTPResponseStream {
    let response = try await providerErrors { try await http.stream(request) }
    guard response.isSuccess else {
      let body = try await providerErrors { try await response.body.collect(upTo: 1 << 20) }
      let whole = HTTPResponse(head: response.head, body: body, trailers: [:], url: response.url)
      throw failure(whole, to: request)
    }
    return response
  }

  /// What the API answers to a request.
  ///
  /// - Throws: as ``send(_:)``, with code `protocolViolation` when the answer is not what is expected.
  public func answer<Answer: Decodable>(to request: HTTPRequest) async throws -> Answer {
    try decode(try await send(request), to: request)
  }

  /// The values that the API answers one on each line, as they come.
  public func lines<Line: Decodable & Sendable>(
    of request: HTTPRequest, as type: Line.Type = Line.self
  ) async throws -> JSONLines<Line> {
    JSONLines(try await stream(request).body, keys: keys, call: http.description(of: request))
  }

  private func decode<Answer: Decodable>(
    _ response: HTTPResponse, to request: HTTPRequest
  ) throws(ProviderError) -> Answer {
    do {
      return try JSONDecoding(keys: keys).decode(from: JSON.parse(response.body))
    } catch {
      let call = http.description(of: request)
      throw ProviderError(.protocolViolation, "The answer to \(call) is not what is expected: \(error)")
    }
  }

  private func failure(_ response: HTTPResponse, to request: HTTPRequest) -> ProviderError {
    var error = failures.error(for: response, to: http.description(of: request))
    error.message = http.redact(error.message, for: request)
    return error
  }

  private func providerErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as HTTPError { throw ProviderError(error) }
  }
}
