/// One request. Its description shows no credentials.
public struct HTTPRequest: Sendable {
  public var method: HTTPMethod
  public var url: HTTPURL
  public var headers: HTTPHeaders
  public var body: HTTPBody
  /// Nil for those of the client.
  public var timeouts: HTTPTimeouts?
  /// Whether the server may be sent it twice. Nil: if its method is idempotent.
  public var isRepeatable: Bool?
  /// Values that must not appear in any text about the request, whoever utters them.
  public var secrets: [String] = []
  /// In bytes of the response's body; nil for the limit of the client. Streamed responses have none.
  public var maxResponseBytes: Int?
  /// Takes the certificates that the server shows, in PEM, its own first. With it the exchange ends, as one
  /// without a response, once the TLS connection stands: nothing is asked.
  public var takesCertificates: (@Sendable (String) -> Void)?
  /// Told about every piece of body that was sent or received.
  public var progress: (@Sendable (HTTPProgress) -> Void)?

  public init(
    _ method: HTTPMethod, _ url: HTTPURL, headers: HTTPHeaders = HTTPHeaders(), body: HTTPBody = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(method.rawValue) \(url)" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

/// How far the bodies of one exchange have come, in bytes. Repeated attempts start over.
public struct HTTPProgress: Hashable, Sendable {
  public var sent = 0
  /// Nil when it is not known.
  public var sentTotal: Int?
  public var received = 0
  /// What the server announced; nil when it did not.
  public var receivedTotal: Int?

  public init() {}
}

/// How long a request may take; nil for as long as it likes.
public struct HTTPTimeouts: Hashable, Sendable {
  /// From the start until the connection stands, TLS included.
  public var connect: Duration?
  /// Between two signs of life while the server is waited for. Time that the caller takes does not count.
  public var idle: Duration?
  /// From the start until the end of the response. Each attempt has its own.
  public var total: Duration?

  public init(connect: Duration? = .seconds(15), idle: Duration? = nil, total: Duration? = nil) {
    self.connect = connect
    self.idle = idle
    self.total = total
  }

  /// For calls that answer: 15 s to connect, 60 s without a sign of life, 5 minutes in all.
  public static let standard = HTTPTimeouts(idle: .seconds(60), total: .seconds(300))

  /// For calls that last as long as what they watch: events, logs, waiting for an exit.
  public static let endless = HTTPTimeouts()
}
