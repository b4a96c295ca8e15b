import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `http`: the answer to one request. Its id is the URL.
///
/// An error status is an answer like any other: postconditions tell what is acceptable.
struct HTTPDataSource: DataSource {
  static let type = "http"
  static let schema = ResourceSchema(
    "The answer to one request.",
    members: requestMembers + trustMembers + responseMembers + [.blocks("retry", .single, retry)])

  struct Object: Codable {
    var url: String
    var method: String?
    var requestHeaders: [String: String?]?
    var requestBody: String?
    var requestTimeoutMs: Int?
    var caCertPem: String?
    var clientCertPem: String?
    var clientKeyPem: String?
    var insecure: Bool?
    var retry: Retry?
    var responseBody: String?
    var body: String?
    var responseBodyBase64: String?
    var responseHeaders: [String: String]?
    var statusCode: Int?
  }

  struct Retry: Codable {
    var attempts: Int?
    var minDelayMs: Int?
    var maxDelayMs: Int?
  }

  let client: HTTPProviderClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    do {
      let response = try await HTTPClient(configuration(config)).send(try request(config))
      return DataResult(id: config.url, config.answered(response), warnings: warnings(response))
    } catch let error as HTTPError {
      throw ProviderError(error, config.url)
    }
  }

  private func request(_ config: Object) throws -> HTTPRequest {
    var headers = HTTPHeaders()
    for (name, value) in config.requestHeaders ?? [:] { headers[name] = value }
    let method = HTTPMethod(rawValue: config.method ?? "GET")
    var request = HTTPRequest(method, try HTTPURL(config.url), headers: headers)
    if let body = config.requestBody { request.body = .text(body) }
    request.isRepeatable = true
    return request
  }

  private func configuration(_ config: Object) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.proxy = client.proxy
    configuration.tls.authorities = config.caCertPem.map { Array($0.utf8) }
    configuration.tls.verifiesServer = config.insecure != true
    if let certificate = config.clientCertPem, let key = config.clientKeyPem {
      configuration.tls.identity = .init(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
    if let milliseconds = config.requestTimeoutMs {
      configuration.timeouts.total = .milliseconds(milliseconds)
    }
    configuration.retry = config.retry.map(RetryPolicy.init) ?? .never
    return configuration
  }

  private func warnings(_ response: HTTPResponse) -> [ProviderDiagnostic] {
    if String(validating: response.body, as: UTF8.self) != nil { return [] }
    let detail =
      "What is not UTF-8 was replaced in response_body. Use response_body_base64 for content that is no text."
    return [ProviderDiagnostic("Response is not text", detail, isWarning: true)]
  }
}

extension RetryPolicy {
  /// - Parameter retry: The waiting times of its absence are those of the public provider: 1 s to 30 s.
  fileprivate init(_ retry: HTTPDataSource.Retry) {
    self.init(
      maxAttempts: 1 + (retry.attempts ?? 0), firstDelay: .milliseconds(retry.minDelayMs ?? 1000),
      maxDelay: .milliseconds(retry.maxDelayMs ?? 30_000))
  }
}

extension HTTPDataSource.Object {
  fileprivate func answered(_ response: HTTPResponse) -> HTTPDataSource.Object {
    var object = self
    object.responseBody = response.text
    object.body = response.text
    object.responseBodyBase64 = Base64.standard.encode(response.body)
    object.statusCode = response.status
    object.responseHeaders = Dictionary(
      response.headers.fields.map { (Self.canonical($0.name), $0.value) },
      uniquingKeysWith: { "\($0), \($1)" })
    return object
  }

  /// `content-type` as `Content-Type`: configurations look fields up by the names of HTTP/1.
  private static func canonical(_ name: String) -> String {
    name.split(separator: "-", omittingEmptySubsequences: false)
      .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
      .joined(separator: "-")
  }
}
