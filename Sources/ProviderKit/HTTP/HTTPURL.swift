/// Where a request goes: an `http` or `https` URL (RFC 9110, section 4.2), over the network or over a Unix
/// socket.
///
/// Path and query are kept as they are sent, percent-encoded. Descriptions hide the password and what the
/// query says of credentials; ``text`` shows everything.
public struct HTTPURL: Hashable, Sendable {
  public struct Credentials: Hashable, Sendable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  /// Whether TLS is spoken.
  public var isSecure: Bool
  /// The path of the Unix socket to connect to; nil to connect to the host. The host is then only the name
  /// that the server is addressed by.
  public var socketPath: String?
  public var credentials: Credentials?
  /// A name or an address; an IPv6 address is without brackets.
  public var host: String
  /// Nil for the default of the scheme.
  public var port: Int?
  /// Percent-encoded, begins with a slash.
  public var path: String
  /// Percent-encoded, without the question mark.
  public var query: String?

  init(isSecure: Bool, socketPath: String? = nil, host: String, port: Int? = nil, path: String = "/") {
    self.isSecure = isSecure
    self.socketPath = socketPath
    self.host = host
    self.port = port
    self.path = path
  }

  /// A server that listens on a Unix socket and speaks plain HTTP.
  public init(socket path: String) {
    self.init(isSecure: false, socketPath: path, host: "localhost")
  }

  /// A server that listens on a Unix socket and speaks TLS under the name `host`.
  public init(secureSocket path: String, host: String = "localhost") {
    self.init(isSecure: true, socketPath: path, host: host)
  }

  public var effectivePort: Int { port ?? (isSecure ? 443 : 80) }

  /// What `Host` says: the host, and the port unless it is the default one.
  public var authority: String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return port.map { "\(name):\($0)" } ?? name
  }

  /// What the request line says: path and query.
  public var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// Whether both are served by the same server under the same scheme, so that what one may know the other
  /// may know.
  public func hasSameOrigin(as other: HTTPURL) -> Bool {
    isSecure == other.isSecure && socketPath == other.socketPath && effectivePort == other.effectivePort
      && host.equalsIgnoringCase(other.host)
  }

  /// The URL with parameters added to its query; those without a value are left out.
  public func adding(query items: [(name: String, value: String?)]) -> HTTPURL {
    var url = self
    let added = items.compactMap { name, value in
      value.map { "\(PercentEncoding.encode(name, .queryValue))=\(PercentEncoding.encode($0, .queryValue))" }
    }
    guard !added.isEmpty else { return self }
    url.query = ([query].compactMap { $0?.isEmpty == true ? nil : $0 } + added).joined(separator: "&")
    return url
  }

  /// The URL without what only the sender may know: what is sent, once ``credentials`` are a header.
  var withoutCredentials: HTTPURL {
    var url = self
    url.credentials = nil
    return url
  }
}

// MARK: Text

extension HTTPURL: CustomStringConvertible, CustomReflectable {
  /// The whole URL, its secrets included: for sending, never for showing.
  public var text: String { render(credentials: userInformation, query: query) }

  /// The URL without its user information, and with the values of sensitive query parameters masked.
  public var description: String {
    render(
      credentials: credentials == nil ? nil : Redactor.mask,
      query: query.map { $0.mapQuery { SensitiveNames.isSensitive(queryName: $0) ? Redactor.mask : $1 } })
  }

  public var customMirror: Mirror { Mirror(reflecting: description) }

  /// What in it must never be shown: the password and the sensitive parts of the query, decoded.
  var sensitiveValues: [String] {
    var values = credentials.map { [$0.password] } ?? []
    _ = query?.mapQuery { name, value in
      if SensitiveNames.isSensitive(queryName: name) { values.append(PercentEncoding.decode(value)) }
      return value
    }
    return values
  }

  private var userInformation: String? {
    credentials.map { user in
      [user.user, user.password].map { PercentEncoding.encode($0, .queryValue) }.joined(separator: ":")
    }
  }

  private func render(credentials: String?, query: String?) -> String {
    let scheme = isSecure ? "https" : "http"
    let tail = query.map { "\(path)?\($0)" } ?? path
    if let socketPath {
      return "\(scheme)+unix://\(PercentEncoding.encode(socketPath, .queryValue))\(tail)"
    }
    return "\(scheme)://\(credentials.map { "\($0)@" } ?? "")\(authority)\(tail)"
  }
}

extension String {
  /// The query with each value replaced by what `transform` makes of its name and value, both as written.
  fileprivate func mapQuery(_ transform: (String, String) -> String) -> String {
    split(separator: "&", omittingEmptySubsequences: false).map { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return String(item) }
      return "\(parts[0])=\(transform(PercentEncoding.decode(parts[0]), String(parts[1])))"
    }.joined(separator: "&")
  }
}
