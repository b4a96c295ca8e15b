public import ProviderAPI
public import Values

/// An API of JSON over HTTP below one base URL.
///
/// It joins and escapes paths, codes bodies, and makes ``ProviderAPI/ProviderError`` of everything that goes
/// wrong.
public struct APIClient: Sendable {
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
    _ method: HTTPMethod, _ path: APIPath, query: APIQuery = [:]
  ) throws(ProviderError) -> HTTPRequest {
    guard path.isSafe else {
      throw ProviderError(.invalid, "A name that the API is asked for is empty or consists of dots.")
    }
    var url = base
    url.path = (base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path) + path.description
    url = url.adding(query: query.items)
    let defaults: HTTPHeaders = ["Accept": "application/json"]
    return HTTPRequest(method, url, headers: defaults.merging(headers))
  }

  /// A request with a JSON body, to be changed or sent.
  public func request(
    _ method: HTTPMethod, _ path: APIPath, query: APIQuery = [:], json body: some Encodable
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

  /// The response to a request, which has a status of success, or says that all is as wanted already (304).
  ///
  /// - Throws: ``ProviderAPI/ProviderError``; `CancellationError`; what the body's producer threw.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let response = try await failures.translating { try await http.send(request) }
    guard response.head.isDone else { throw failure(response, to: request) }
    return response
  }

  /// As ``send(_:)``, and nil when the API says that there is no such thing. Both the status and the meaning
  /// that ``APIFailures`` gives the answer must say so: what stands between may answer 404 as well.
  public func sendIfThere(_ request: HTTPRequest) async throws -> HTTPResponse? {
    let response = try await failures.translating { try await http.send(request) }
    if response.head.isDone { return response }
    let failure = failure(response, to: request)
    guard [404, 410].contains(response.status), failure.code == .notFound else { throw failure }
    return nil
  }

  /// The beginning of a response, which has a status of success, and its body as it arrives: for as long as
  /// it likes, unless the request has timeouts of its own.
  ///
  /// - Parameter keys: how the members in the body are spelled; nil for as the API does.
  /// - Throws: as ``send(_:)``.
  public func stream(_ request: HTTPRequest, keys: KeyStrategy? = nil) async throws -> APIStream {
    var request = request
    request.timeouts = request.timeouts ?? .endless
    let response = try await failures.translating { try await http.stream(request) }
    let stream = APIStream(
      body: response.body, failures: failures, keys: keys ?? self.keys, call: http.description(of: request))
    guard response.head.isDone else {
      let body = try await stream.collect(upTo: 1 << 20)
      let whole = HTTPResponse(head: response.head, body: body, trailers: [:], url: response.url)
      throw failure(whole, to: request)
    }
    return stream
  }

  /// The values that the API answers one on each line, as they come.
  ///
  /// - Throws: as ``stream(_:keys:)``.
  public func lines<Line: Decodable & Sendable>(
    of request: HTTPRequest, as type: Line.Type = Line.self, keys: KeyStrategy? = nil
  ) async throws -> JSONLines<Line> {
    JSONLines(try await stream(request, keys: keys))
  }

  /// The connection behind a request, once it has left HTTP behind.
  ///
  /// - Parameter protocolName: for example `tcp`.
  /// - Throws: as ``send(_:)``.
  public func upgrade(_ request: HTTPRequest, to protocolName: String) async throws -> HTTPUpgrade {
    let failures = failures
    let result = try await failures.translating {
      try await http.upgrade(request, to: protocolName, answered: [101, 200]) { failures.error($0) }
    }
    switch result {
    case .upgraded(let upgrade): return upgrade
    case .refused(let response): throw failure(response, to: request)
    }
  }

  /// A WebSocket where a `GET` request leads.
  ///
  /// - Parameters: as of ``HTTPClient/webSocket(_:protocols:limit:)``.
  /// - Throws: as ``send(_:)``.
  public func webSocket(
    _ request: HTTPRequest, protocols: [String] = [], limit: Int = WebSocket.standardLimit
  ) async throws -> WebSocket {
    let failures = failures
    let result = try await failures.translating {
      try await http.webSocket(request, protocols: protocols, limit: limit) { failures.error($0) }
    }
    switch result {
    case .open(let socket): return socket
    case .refused(let response): throw failure(response, to: request)
    }
  }

  /// What the API answers to a request.
  ///
  /// - Throws: as ``send(_:)``, with code `protocolViolation` when the answer is not what is expected.
  public func answer<Answer: Decodable>(to request: HTTPRequest) async throws -> Answer {
    try decode(try await send(request), to: request)
  }

  /// What a response that was sent for says.
  ///
  /// - Throws: code `protocolViolation` when that is not what is expected.
  public func decode<Answer: Decodable>(
    _ response: HTTPResponse, to request: HTTPRequest
  ) throws(ProviderError) -> Answer {
    let decoding = AnswerDecoding(keys: keys, call: http.description(of: request))
    return try decoding.decode(response.body[...])
  }

  private func failure(_ response: HTTPResponse, to request: HTTPRequest) -> ProviderError {
    var error = failures.error(for: response, to: http.description(of: request))
    error.message = http.redact(error.message, for: request)
    return error
  }
}

extension HTTPResponseHead {
  fileprivate var isDone: Bool { isSuccess || status == 304 }
}
