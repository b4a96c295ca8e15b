extension HTTPURL {
  /// Reads an absolute URL: `http`, `https`, or over a Unix socket `http+unix` and `https+unix` with the
  /// socket's path, percent-encoded, in the place of the host.
  ///
  /// Characters that may not stand in a URL are escaped in path and query; the fragment is dropped.
  ///
  /// - Throws: ``HTTPError`` with code `invalidRequest`; its message does not repeat the URL, which may hold
  ///   a password.
  public init(_ text: String) throws(HTTPError) {
    guard let separator = text.firstRange(of: "://") else { throw Self.malformed("it has no scheme") }
    let rest = text[separator.upperBound...].prefix { $0 != "#" }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<end]
    switch text[..<separator.lowerBound].asciiLowercased {
    case "http": try self.init(isSecure: false, authority: authority)
    case "https": try self.init(isSecure: true, authority: authority)
    case "http+unix": try self.init(isSecure: false, socket: authority)
    case "https+unix": try self.init(isSecure: true, socket: authority)
    default: throw Self.malformed("its scheme is not http or https")
    }
    setTarget(rest[end...])
  }

  /// Takes path and query from what follows the authority.
  mutating func setTarget(_ text: some StringProtocol) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = PercentEncoding.repair(parts.first ?? "")
    self.path = path.hasPrefix("/") ? path : "/\(path)"
    query = parts.count > 1 ? PercentEncoding.repair(parts[1]) : nil
  }

  private init(isSecure: Bool, socket: Substring) throws(HTTPError) {
    let path = PercentEncoding.decode(socket)
    guard path.hasPrefix("/"), !path.utf8.contains(0) else {
      throw Self.malformed("its host must be the percent-encoded absolute path of a socket")
    }
    self.init(isSecure: isSecure, socketPath: path, host: "localhost")
  }

  private init(isSecure: Bool, authority: Substring) throws(HTTPError) {
    let (credentials, host, port) = try Self.splitAuthority(authority)
    self.init(isSecure: isSecure, host: host, port: port == (isSecure ? 443 : 80) ? nil : port)
    self.credentials = credentials
  }

  /// Splits `user:password@host:port`.
  static func splitAuthority(
    _ text: Substring
  ) throws(HTTPError) -> (credentials: Credentials?, host: String, port: Int?) {
    guard let at = text.lastIndex(of: "@") else {
      let (host, port) = try hostAndPort(text)
      return (nil, host, port)
    }
    let user = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let credentials = Credentials(
      user: PercentEncoding.decode(user.first ?? ""),
      password: user.count > 1 ? PercentEncoding.decode(user[1]) : "")
    let (host, port) = try hostAndPort(text[text.index(after: at)...])
    return (credentials, host, port)
  }

  /// Splits `host`, `host:port`, `[::1]` or `[::1]:port`.
  static func hostAndPort(_ text: Substring) throws(HTTPError) -> (host: String, port: Int?) {
    var host = text
    var port: Substring?
    if text.hasPrefix("["), let bracket = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<bracket]
      let tail = text[text.index(after: bracket)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw malformed("its host is malformed") }
      port = tail.isEmpty ? nil : tail.dropFirst()
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard isHost(host) else { throw malformed("its host is empty or malformed") }
    return (String(host), try port.flatMap(Self.port))
  }

  /// An empty port means the default one (RFC 3986, section 3.2.3).
  private static func port(_ text: Substring) throws(HTTPError) -> Int? {
    if text.isEmpty { return nil }
    guard text.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(text), port > 0 else {
      throw malformed("its port is not a number from 1 to 65535")
    }
    return Int(port)
  }

  private static func isHost(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 127 && !"\"#%/<>?@[\\]^`{|}".utf8.contains($0) }
  }

  static func malformed(_ why: String) -> HTTPError {
    HTTPError(.invalidRequest, "The URL cannot be used: \(why).")
  }
}
