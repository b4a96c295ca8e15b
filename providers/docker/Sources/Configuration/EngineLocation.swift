import ProviderAPI
import ProviderKit

/// Finds the engine as the `docker` command does, the provider's own arguments first: `context`, `host`,
/// `DOCKER_HOST`, `DOCKER_CONTEXT`, the context that `docker context use` chose, and the usual socket.
struct EngineLocation {
  let configuration: DockerConfiguration
  let environment: [String: String]
  let files: DockerFiles

  func endpoint() throws -> EngineEndpoint {
    if let name = configuration.context?.nonEmpty {
      return try endpoint(ofContext: name, "the provider's \"context\"")
    }
    if let host = configuration.host?.nonEmpty { return try endpoint(host, "the provider's \"host\"") }
    if let host = environment["DOCKER_HOST"]?.nonEmpty { return try endpoint(host, "from DOCKER_HOST") }
    if let name = environment["DOCKER_CONTEXT"]?.nonEmpty {
      return try endpoint(ofContext: name, "from DOCKER_CONTEXT")
    }
    if let name = try files.config().currentContext?.nonEmpty, name != DockerContext.defaultName {
      return try endpoint(ofContext: name, "Docker's current context")
    }
    return try endpoint("unix:///var/run/docker.sock", "the usual place")
  }

  private func endpoint(ofContext name: String, _ origin: String) throws -> EngineEndpoint {
    if name == DockerContext.defaultName { return try endpoint("unix:///var/run/docker.sock", origin) }
    let context = try DockerContext.find(name, files)
    var endpoint = try endpoint(context.host, "\(origin), \"\(name)\"", tls: context.tls)
    if context.skipsVerification { endpoint.tls.verifiesServer = false }
    return endpoint
  }

  private func endpoint(_ host: String, _ origin: String, tls: TLSConfiguration? = nil) throws
    -> EngineEndpoint
  {
    let tls = try tls ?? configuredTLS()
    let url = try EngineAddress(host).url(isSecure: tls != nil)
    return EngineEndpoint(url: url, name: host, origin: origin, tls: tls ?? TLSConfiguration())
  }

  // MARK: TLS

  /// nil for none.
  private func configuredTLS() throws -> TLSConfiguration? {
    let (certificate, key) = (
      setting(\.certMaterial, "DOCKER_CERT_MATERIAL"), setting(\.keyMaterial, "DOCKER_KEY_MATERIAL")
    )
    let authority = setting(\.caMaterial, "DOCKER_CA_MATERIAL")
    guard certificate == nil && key == nil && authority == nil else {
      guard (certificate == nil) == (key == nil) else {
        throw ProviderError(.invalid, "\"cert_material\" and \"key_material\" must be set together.")
      }
      guard configuration.certPath?.nonEmpty == nil else {
        throw ProviderError(
          .invalid, "\"cert_path\" must not be set together with certificates in the configuration.")
      }
      return TLSConfiguration(authority: authority, certificate: certificate, key: key)
    }
    guard let folder = certificateFolder else { return nil }
    var tls = try files.certificates(in: folder)
    // Docker's own client verifies only if the variable is set; here only an empty one switches that off.
    tls.verifiesServer = environment["DOCKER_TLS_VERIFY"] != ""
    return tls
  }

  private func setting(_ property: KeyPath<DockerConfiguration, String?>, _ variable: String) -> String? {
    configuration[keyPath: property]?.nonEmpty ?? environment[variable]?.nonEmpty
  }

  private var certificateFolder: String? {
    if let folder = configuration.certPath?.nonEmpty ?? environment["DOCKER_CERT_PATH"]?.nonEmpty {
      return folder
    }
    return environment["DOCKER_TLS_VERIFY"]?.nonEmpty == nil ? nil : files.folder
  }
}

extension TLSConfiguration {
  /// All in PEM.
  fileprivate init(authority: String?, certificate: String?, key: String?) {
    self.init()
    authorities = authority.map { Array($0.utf8) }
    if let certificate, let key {
      identity = Identity(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
  }
}

/// What stands behind `DOCKER_HOST`.
enum EngineAddress: Equatable {
  case socket(path: String)
  case network(host: String, port: Int?, path: String, isSecure: Bool)

  init(_ text: String) throws {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw ProviderError(
        .invalid,
        "\"\(text)\" is no address of a Docker engine: it must look like unix:///path or tcp://host:port.")
    }
    switch parts[0] {
    case "unix" where parts[1].hasPrefix("/"): self = .socket(path: String(parts[1]))
    case "tcp", "http", "https": self = try Self.network(text, parts[1], isSecure: parts[0] == "https")
    case "ssh":
      throw ProviderError(
        .invalid,
        """
        "\(text)": engines over SSH are not supported yet. Forward the engine's socket, and set the host to the local end:
            ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock \(parts[1])
        """)
    default:
      throw ProviderError(
        .invalid, "\"\(text)\": engines are reached over unix:///path, tcp://host:port or https://host:port.")
    }
  }

  func url(isSecure: Bool) throws -> HTTPURL {
    switch self {
    case .socket(let path): return HTTPURL(socket: path)
    case .network(let host, let port, let path, let isAlwaysSecure):
      let isSecure = isSecure || isAlwaysSecure
      let name = host.contains(":") ? "[\(host)]" : host
      return try HTTPURL(
        "\(isSecure ? "https" : "http")://\(name):\(port ?? (isSecure ? 2376 : 2375))\(path)")
    }
  }

  private static func network(_ text: String, _ rest: Substring, isSecure: Bool) throws -> EngineAddress {
    let (authority, path) = (rest.prefix { $0 != "/" }, rest.drop { $0 != "/" })
    let isBracketed = authority.hasPrefix("[")
    let host = isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    let tail = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
    let port = tail.isEmpty ? nil : UInt16(tail.dropFirst())
    guard tail.isEmpty || tail.hasPrefix(":") && port != nil else {
      throw ProviderError(.invalid, "\"\(text)\" is no address of a Docker engine: its port is not a number.")
    }
    return .network(
      host: host.isEmpty ? "127.0.0.1" : String(host), port: port.map(Int.init),
      path: path == "/" ? "" : String(path), isSecure: isSecure)
  }
}
