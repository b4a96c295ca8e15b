import Encodings

/// A request with everything decided that does not depend on the server: what transports send.
struct WireRequest: Sendable {
  var method: HTTPMethod
  /// Without credentials: they are in ``headers``.
  var url: HTTPURL
  /// All the caller determines; what frames the message (`Content-Length` and the like) is the transport's.
  var headers: HTTPHeaders
  var body: HTTPBody
  var isRepeatable: Bool
  var timeouts: HTTPTimeouts
  var redactor: Redactor
  var takesCertificates: (@Sendable (String) -> Void)?

  /// - Throws: ``HTTPError`` with code `invalidRequest` when it cannot be put in the form of HTTP.
  init(_ request: HTTPRequest, _ configuration: HTTPClient.Configuration) throws(HTTPError) {
    method = request.method
    url = request.url.withoutCredentials
    headers = Self.headers(of: request, configuration)
    body = request.body
    isRepeatable = request.isRepeatable ?? request.method.isIdempotent
    timeouts = request.timeouts ?? configuration.timeouts
    takesCertificates = request.takesCertificates
    redactor = Redactor(request, configuration)
    try validate()
  }

  /// The request that a redirection leads to (RFC 9110, section 15.4). Another origin gets no credentials.
  func redirected(to target: HTTPURL, status: Int) -> WireRequest {
    var next = self
    next.url = target
    next.redactor = redactor.hiding(secretsOf: target)
    if !target.hasSameOrigin(as: url) {
      next.headers = headers.removingSecrets().removing(["host"])
    }
    if status == 303 || (method == .post && status < 303) { next.dropBody() }
    return next
  }

  private mutating func dropBody() {
    if method != .head { method = .get }
    body = .none
    headers = headers.removing(["content-type", "content-encoding", "content-language"])
  }

  static func headers(
    of request: HTTPRequest, _ configuration: HTTPClient.Configuration
  ) -> HTTPHeaders {
    var defaults: HTTPHeaders = ["User-Agent": configuration.userAgent, "Accept": "*/*"]
    if let credentials = request.url.credentials {
      defaults["Authorization"] = basicAuthorization(credentials)
    }
    return defaults.merging(request.headers.removing(framing))
  }

  /// The value of `Authorization` for user and password (RFC 7617).
  static func basicAuthorization(_ credentials: HTTPURL.Credentials) -> String {
    "Basic \(Base64.standard.encode(Array("\(credentials.user):\(credentials.password)".utf8)))"
  }

  /// Fields that say how the message is framed: transports know it, callers do not.
  private static let framing: Set<String> = ["content-length", "transfer-encoding", "connection", "expect"]

  /// - Throws: ``HTTPError`` with code `invalidRequest`.
  func validate() throws(HTTPError) {
    guard method.rawValue.isToken else {
      throw HTTPError(.invalidRequest, "The request method is not a word of letters.")
    }
    guard url.target.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), url.path.hasPrefix("/") else {
      throw HTTPURL.malformed("its path or query holds characters that must be escaped")
    }
    for field in headers.fields where !field.isWellFormed {
      throw HTTPError(
        .invalidRequest,
        "The header field \(field.name.debugDescription) cannot be sent: it holds a control character.")
    }
  }
}

extension WireRequest: CustomStringConvertible, CustomReflectable {
  var customMirror: Mirror { Mirror(reflecting: description) }

  /// Method and URL, as they may be shown.
  var description: String { redactor.redact("\(method.rawValue) \(url)") }
}
