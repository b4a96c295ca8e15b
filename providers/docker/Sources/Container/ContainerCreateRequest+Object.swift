import ProviderAPI
import Values

/// What the engine is asked for, made of what the configuration says.
extension ContainerCreateRequest {
  /// - Throws: ``ProviderError`` with code `invalid` for what no schema can rule out.
  init(_ wanted: ContainerObject, operation: String) throws {
    image = wanted.image
    hostname = wanted.hostname?.nonEmpty
    domainname = wanted.domainname?.nonEmpty
    user = wanted.user?.nonEmpty
    env = wanted.env?.nonEmpty
    cmd = wanted.command?.nonEmpty
    entrypoint = wanted.entrypoint?.nonEmpty
    workingDir = wanted.workingDir?.nonEmpty
    tty = wanted.tty
    openStdin = wanted.stdinOpen
    labels = (wanted.labels ?? []).marked(with: operation)
    stopSignal = wanted.stopSignal?.nonEmpty
    stopTimeout = wanted.stopTimeout
    healthcheck = try wanted.healthcheck?.first.map(HealthConfig.init)
    exposedPorts = wanted.ports.nonEmpty.map { ports in
      Dictionary(ports.map { ($0.key, EmptyObject()) }, uniquingKeysWith: { first, _ in first })
    }
    volumes = wanted.volumes.compactMap { $0.containerPath?.nonEmpty }.nonEmpty.map { paths in
      Dictionary(paths.map { ($0, EmptyObject()) }, uniquingKeysWith: { first, _ in first })
    }
    hostConfig = try HostConfig(wanted)
    if let (name, endpoint) = wanted.firstNetwork {
      networkingConfig = NetworkingConfig(endpointsConfig: [name: endpoint])
    }
  }
}

extension ContainerObject {
  /// Whether the container takes part only in the networks of `networks_advanced`. With any other mode than
  /// the default one the engine decides whether it can join further networks.
  private var joinsOnlyNamedNetworks: Bool {
    !networksAdvanced.isEmpty && ["", "bridge", "default", "nat"].contains(networkMode ?? "")
  }

  /// The network that the container is created in, of those in `networks_advanced`.
  var firstNetwork: (name: String, endpoint: EndpointSettings)? {
    guard joinsOnlyNamedNetworks, let first = networksAdvanced.first else { return nil }
    return (first.name, EndpointSettings(first))
  }

  /// The networks to connect it to once it exists.
  var furtherNetworks: [NetworkMembership] {
    Array(joinsOnlyNamedNetworks ? networksAdvanced.dropFirst() : networksAdvanced[...])
  }
}

extension EndpointSettings {
  init(_ wanted: ContainerObject.NetworkMembership) {
    let addresses = Addresses(
      ipv4: wanted.ipv4Address?.nonEmpty, ipv6: wanted.ipv6Address?.nonEmpty,
      linkLocal: wanted.linkLocalIps?.nonEmpty)
    self.wanted = addresses == Addresses() ? nil : addresses
    aliases = wanted.aliases?.nonEmpty
    driverOpts = wanted.driverOpts?.nonEmpty.map { options in
      let pairs = options.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
      return Dictionary(
        pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") },
        uniquingKeysWith: { _, later in later })
    }
    macAddress = wanted.macAddress?.nonEmpty
    gatewayPriority = wanted.gwPriority == 0 ? nil : wanted.gwPriority
  }
}

extension HealthConfig {
  init(_ wanted: ContainerObject.Healthcheck) throws {
    test = wanted.test?.nonEmpty
    interval = try Self.nanoseconds(wanted.interval)
    timeout = try Self.nanoseconds(wanted.timeout)
    startPeriod = try Self.nanoseconds(wanted.startPeriod)
    startInterval = try Self.nanoseconds(wanted.startInterval)
    retries = wanted.retries == 0 ? nil : wanted.retries
  }

  /// nil for none, so that engines which do not know a field are not sent it.
  private static func nanoseconds(_ text: String?) throws -> Int? {
    guard let text, !text.isEmpty else { return nil }
    guard let duration = Duration(goNotation: text) else {
      throw ProviderError(.invalid, "\"\(text)\" is not a duration such as 30s or 1m30s.")
    }
    let (seconds, attoseconds) = duration.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    return nanoseconds == 0 ? nil : nanoseconds
  }
}

extension ContainerObject.Port {
  /// `80/tcp`
  var key: String { "\(`internal`)/\(`protocol`?.nonEmpty ?? "tcp")" }
}

extension String {
  /// nil for the empty string, which stands for nothing in the API.
  var nonEmpty: String? { isEmpty ? nil : self }
}

extension Array {
  var nonEmpty: [Element]? { isEmpty ? nil : self }
}

extension Dictionary {
  var nonEmpty: [Key: Value]? { isEmpty ? nil : self }
}
