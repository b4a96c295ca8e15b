public import ProviderAPI

/// What a configuration says of a cluster, before files and environment are asked. Nothing set means: the cluster
/// that this program runs in, if it runs in one.
public struct ClusterSettings: Sendable {
  public var host: String?
  public var username: String?
  public var password: String?
  public var token: String?
  public var isInsecure: Bool?
  public var tlsServerName: String?
  /// In PEM, like the key and the authority.
  public var clientCertificate: String?
  public var clientKey: String?
  public var clusterAuthority: String?
  /// Files in kubectl's format; the first that says something of a name counts.
  public var configPaths: [String] = []
  public var context: String?
  public var contextUser: String?
  public var contextCluster: String?
  public var proxyURL: String?
  public var exec: ExecPlugin?
  /// Whether the service account of this pod is meant, whatever else is there.
  public var isInCluster = false

  public init() {}
}

extension ClusterSettings {
  /// The settings with what the environment says where they say nothing: the public provider's variables.
  ///
  /// - Throws: `.invalid` when a variable has no value of its kind.
  public func completed(from environment: [String: String]) throws(ProviderError) -> ClusterSettings {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var settings = self
    settings.host = host ?? value("KUBE_HOST")
    settings.username = username ?? value("KUBE_USER")
    settings.password = password ?? value("KUBE_PASSWORD")
    settings.token = token ?? value("KUBE_TOKEN")
    settings.tlsServerName = tlsServerName ?? value("KUBE_TLS_SERVER_NAME")
    settings.clientCertificate = clientCertificate ?? value("KUBE_CLIENT_CERT_DATA")
    settings.clientKey = clientKey ?? value("KUBE_CLIENT_KEY_DATA")
    settings.clusterAuthority = clusterAuthority ?? value("KUBE_CLUSTER_CA_CERT_DATA")
    settings.context = context ?? value("KUBE_CTX")
    settings.contextUser = contextUser ?? value("KUBE_CTX_AUTH_INFO")
    settings.contextCluster = contextCluster ?? value("KUBE_CTX_CLUSTER")
    settings.proxyURL = proxyURL ?? value("KUBE_PROXY_URL")
    if isInsecure == nil, let text = value("KUBE_INSECURE") { settings.isInsecure = try Self.bool(text) }
    if configPaths.isEmpty {
      let list = value("KUBE_CONFIG_PATHS")?.split(separator: ":").map(String.init)
      settings.configPaths = value("KUBE_CONFIG_PATH").map { [$0] } ?? list ?? []
    }
    return settings
  }

  private static func bool(_ text: String) throws(ProviderError) -> Bool {
    switch text.lowercased() {
    case "1", "t", "true": return true
    case "0", "f", "false": return false
    default:
      throw ProviderError(.invalid, "KUBE_INSECURE must be true or false, and it is \"\(text)\".")
    }
  }
}
