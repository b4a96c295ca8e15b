/// Which requests go through a proxy. Requests over Unix sockets and to this machine never do.
public struct ProxyRules: Hashable, Sendable {
  /// For `http` and for `https` URLs; nil to connect directly.
  public var plain: ProxyServer?
  public var secure: ProxyServer?
  private var exceptions: [ProxyException]

  public static let none = ProxyRules(plain: nil, secure: nil)

  /// - Parameter except: as `NO_PROXY`: names (with the domains below them), `.domain` (only below),
  ///   addresses, networks such as `10.0.0.0/8`, each with or without a port; `*` for all.
  public init(plain: ProxyServer?, secure: ProxyServer?, except: String = "") {
    self.plain = plain
    self.secure = secure
    exceptions = except.split { ", ".contains($0) }.compactMap { ProxyException($0) }
  }

  /// The rules that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` give, in small letters or
  /// capitals; small letters win.
  ///
  /// - Throws: ``HTTPError`` with code `invalidRequest` that names the malformed variable.
  public init(environment: [String: String]) throws(HTTPError) {
    func value(_ name: String) -> (name: String, value: String)? {
      for name in [name, name.uppercased()] {
        if let value = environment[name], !value.isEmpty { return (name, value) }
      }
      return nil
    }
    func server(_ name: String) throws(HTTPError) -> ProxyServer? {
      guard let (name, text) = value(name) ?? value("all_proxy") else { return nil }
      guard let server = ProxyServer(text) else {
        throw HTTPError(.invalidRequest, "The environment variable \(name) does not hold a proxy's URL.")
      }
      return server
    }
    self.init(
      plain: try server("http_proxy"), secure: try server("https_proxy"),
      except: value("no_proxy")?.value ?? "")
  }

  /// The rules with more exceptions, in the words of `NO_PROXY`.
  public func excepting(_ text: String) -> ProxyRules {
    var rules = self
    rules.exceptions += ProxyRules(plain: nil, secure: nil, except: text).exceptions
    return rules
  }

  /// The proxy that a request goes through; nil when it goes directly.
  func proxy(for url: HTTPURL) -> ProxyServer? {
    guard url.socketPath == nil, let proxy = url.isSecure ? secure : plain, !url.isLocal,
      !exceptions.contains(where: { $0.covers(url) })
    else { return nil }
    return proxy
  }
}

/// A proxy: HTTP, HTTPS or SOCKS.
public struct ProxyServer: Hashable, Sendable {
  public enum Scheme: String, Hashable, Sendable {
    case http, https, socks4, socks4a, socks5, socks5h

    var defaultPort: Int {
      switch self {
      case .http: 80
      case .https: 443
      case .socks4, .socks4a, .socks5, .socks5h: 1080
      }
    }
  }

  public var scheme: Scheme
  public var host: String
  public var port: Int
  public var credentials: HTTPURL.Credentials?

  /// A proxy's URL; `http://` may be left out. Nil when it is malformed.
  public init?(_ text: String) {
    let separator = text.firstRange(of: "://")
    guard let scheme = separator.map({ Scheme(rawValue: text[..<$0.lowerBound].asciiLowercased) }) ?? .http
    else { return nil }
    let authority = text[(separator?.upperBound ?? text.startIndex)...].prefix { $0 != "/" }
    guard let (credentials, host, port) = try? HTTPURL.splitAuthority(authority) else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port ?? scheme.defaultPort
    self.credentials = credentials
  }

  /// As libcurl takes it: without credentials.
  var text: String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(name):\(port)"
  }
}

extension ProxyServer: CustomStringConvertible, CustomReflectable {
  public var description: String { text }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}
