public import ProviderAPI
public import ProviderKit

/// Where a cluster's API is, how its server proves itself, and how one logs in: what settings, files and
/// environment come to.
public struct ClusterAccess: Sendable {
  public let url: HTTPURL
  /// Of the context; nil where it says none.
  public let namespace: String?
  /// Where this was found, for messages.
  let origin: String
  let cluster: ClusterEntry
  var user: UserEntry
  /// With proxy and trust, without a client certificate.
  let http: HTTPClient.Configuration
  /// What login programs inherit.
  let environment: [String: String]

  /// - Parameters:
  ///   - settings: go before what the environment says, and that before what files say.
  ///   - accountFolder: where a pod has its service account.
  /// - Throws: `.invalid` when no cluster is named, or not fully.
  public init(
    _ settings: ClusterSettings, environment: [String: String], http: HTTPClient.Configuration,
    accountFolder: String = "/var/run/secrets/kubernetes.io/serviceaccount"
  ) throws(ProviderError) {
    let settings = try settings.completed(from: environment)
    let found = try Surroundings(environment: environment, accountFolder: accountFolder).find(settings)
    (cluster, user) = (found.cluster.overridden(by: settings), try found.user.overridden(by: settings))
    (namespace, origin) = (found.namespace, found.origin)
    self.environment = environment
    guard let server = cluster.server, !server.isEmpty else { throw Surroundings.nothing }
    url = try Self.url(server)
    self.http = try Self.http(http, cluster, environment)
  }

  private static func url(_ server: String) throws(ProviderError) -> HTTPURL {
    do { return try HTTPURL(server.contains("://") ? server : "https://\(server)") } catch {
      throw ProviderError(.invalid, "\"\(server)\" is no address of a cluster: \(error.message)")
    }
  }

  private static func http(
    _ configuration: HTTPClient.Configuration, _ cluster: ClusterEntry, _ environment: [String: String]
  ) throws(ProviderError) -> HTTPClient.Configuration {
    var configuration = configuration
    configuration.tls.authorities = cluster.authority
    configuration.tls.serverName = cluster.tlsServerName
    configuration.tls.verifiesServer = !cluster.isInsecure
    if let text = cluster.proxyURL, !text.isEmpty {
      guard let proxy = ProxyServer(text) else {
        throw ProviderError(.invalid, "The proxy of the cluster has no valid URL.")
      }
      configuration.proxy = ProxyRules(plain: proxy, secure: proxy)
    } else if configuration.proxy == .none {
      do { configuration.proxy = try ProxyRules(environment: environment) } catch {
        throw ProviderError(.invalid, error.message, cause: error)
      }
    }
    return configuration
  }
}

extension ClusterEntry {
  fileprivate func overridden(by settings: ClusterSettings) -> ClusterEntry {
    var entry = self
    entry.server = settings.host ?? server
    entry.tlsServerName = settings.tlsServerName ?? tlsServerName
    if let authority = settings.clusterAuthority { entry.authority = Array(authority.utf8) }
    entry.isInsecure = settings.isInsecure ?? isInsecure
    entry.proxyURL = settings.proxyURL ?? proxyURL
    return entry
  }
}

extension UserEntry {
  fileprivate func overridden(by settings: ClusterSettings) throws(ProviderError) -> UserEntry {
    var entry = self
    if let certificate = settings.clientCertificate, let key = settings.clientKey {
      entry.identity = TLSConfiguration.Identity(
        certificate: Array(certificate.utf8), key: Array(key.utf8))
    } else if settings.clientCertificate != nil || settings.clientKey != nil {
      throw ProviderError(.invalid, "\"client_certificate\" and \"client_key\" must be set together.")
    }
    if let exec = settings.exec {
      entry.login = .exec(exec, folder: nil)
    } else if let token = settings.token {
      entry.login = .token(token)
    } else if let user = settings.username {
      entry.login = .password(user: user, password: settings.password ?? "")
    }
    return entry
  }
}

/// Where a cluster may be found: files, or the pod that this program runs in.
private struct Surroundings {
  let environment: [String: String]
  let accountFolder: String

  struct Found {
    var cluster = ClusterEntry()
    var user = UserEntry()
    var namespace: String?
    var origin = "the configuration"
  }

  static let nothing = ProviderError(
    .invalid,
    """
    No cluster is configured. Set the provider's "config_path" to a kubeconfig, such as "~/.kube/config" (or \
    KUBE_CONFIG_PATH in the environment), or "host" with what belongs to it. In a pod with a service account nothing \
    needs to be set.
    """)

  func find(_ settings: ClusterSettings) throws(ProviderError) -> Found {
    if settings.isInCluster {
      guard let found = try serviceAccount() else {
        throw ProviderError(.invalid, "This is no pod with a service account of a cluster.")
      }
      return found
    }
    if !settings.configPaths.isEmpty {
      let config = try Kubeconfig(settings.configPaths, home: environment["HOME"])
      let entries = try config.entries(
        context: settings.context, cluster: settings.contextCluster, user: settings.contextUser)
      return Found(
        cluster: entries.cluster, user: entries.user, namespace: entries.namespace,
        origin: settings.configPaths.joined(separator: ", "))
    }
    if settings.host == nil, let found = try serviceAccount() { return found }
    return Found()
  }

  /// nil outside of a cluster.
  private func serviceAccount() throws(ProviderError) -> Found? {
    let folder = accountFolder
    guard let name = environment["KUBERNETES_SERVICE_HOST"],
      let port = environment["KUBERNETES_SERVICE_PORT"], try TextFile.read("\(folder)/token") != nil
    else { return nil }
    var found = Found()
    found.cluster.server = "https://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    found.cluster.authority = try TextFile.read("\(folder)/ca.crt")
    found.user.login = .tokenFile("\(folder)/token")
    found.namespace = try TextFile.read("\(folder)/namespace").map { String(decoding: $0, as: UTF8.self) }
    found.origin = "this pod's service account"
    return found
  }
}
