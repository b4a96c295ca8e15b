import Synchronization

/// Sends requests and receives responses: over TCP, TLS and Unix sockets, directly or through proxies.
///
/// Copies share connections. Plain HTTP over a Unix socket is spoken by the program itself; for everything
/// else libcurl is loaded when it is first needed. Cancelling the task ends the transfer.
public struct HTTPClient: Sendable {
  public enum Version: Sendable {
    /// HTTP/2 where TLS negotiates it, HTTP/1.1 otherwise.
    case automatic
    case http1
    /// HTTP/2 without asking, for servers known to speak nothing else.
    case http2
  }

  public struct Configuration: Sendable {
    public var tls = TLSConfiguration()
    public var proxy = ProxyRules.none
    public var timeouts = HTTPTimeouts.standard
    public var retry = RetryPolicy.standard
    public var version = Version.automatic
    public var maxRedirects = 10
    /// At the same time; what finds none free waits. nil for as many as it takes.
    public var maxConnections: Int?
    /// In bytes of a body that is returned whole.
    public var maxResponseBytes = 64 << 20
    public var userAgent = "rcw"
    /// Values that must not appear in any text about any request.
    public var secrets: [String] = []
    /// Told about every request and response in one line each, without secrets.
    public var log: (@Sendable (String) -> Void)?
    /// What waits between attempts.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Where the random part of waiting times comes from.
    public var random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }

    public init() {}
  }

  public let configuration: Configuration
  private let transports: Transports

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    transports = Transports(configuration)
  }

  /// The transport for a URL.
  func transport(for url: HTTPURL) throws(HTTPError) -> any HTTPTransport {
    if configuration.version != .http2, let unix = ownTransport(for: url) { return unix }
    return try transports.curl()
  }

  /// The transport for what is spoken without libcurl: plain HTTP over Unix sockets.
  func ownTransport(for url: HTTPURL) -> UnixTransport? {
    url.socketPath != nil && !url.isSecure ? transports.unix : nil
  }

  /// What copies of a client share.
  private final class Transports: Sendable {
    let unix = UnixTransport()
    private let configuration: Configuration
    private let engine = Mutex<CurlTransport?>(nil)

    init(_ configuration: Configuration) { self.configuration = configuration }

    func curl() throws(HTTPError) -> CurlTransport {
      try engine.withLock { engine throws(HTTPError) in
        if let engine { return engine }
        let made = try CurlTransport(configuration)
        engine = made
        return made
      }
    }
  }
}

extension HTTPClient.Configuration: CustomStringConvertible, CustomReflectable {
  /// Shows nothing: much of it is secret.
  public var description: String { "HTTP client" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}
