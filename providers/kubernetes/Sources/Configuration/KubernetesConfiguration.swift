import KubernetesAPI
import ProviderKit
import Values

/// The provider's block.
public struct KubernetesConfiguration: Codable, Sendable {
  struct Exec: Codable, Sendable {
    var apiVersion: String
    var command: String
    var args: [String]?
    var env: [String: String]?
  }

  struct Experiments: Codable, Sendable {
    var manifestResource: Bool?
  }

  var host: String?
  var username: String?
  var password: String?
  var insecure: Bool?
  var tlsServerName: String?
  var clientCertificate: String?
  var clientKey: String?
  var clusterCaCertificate: String?
  var configPaths: [String]?
  var configPath: String?
  var configContext: String?
  var configContextAuthInfo: String?
  var configContextCluster: String?
  var token: String?
  var proxyUrl: String?
  var ignoreAnnotations: [String]?
  var ignoreLabels: [String]?
  var exec: [Exec]
  var experiments: [Experiments]

  static let schema = ResourceSchema(
    "A Kubernetes cluster, and how to reach it.",
    .argument("host", .string, "The address of the cluster's API. KUBE_HOST in the environment."),
    .argument("username", .string, "For logging in by password. KUBE_USER in the environment."),
    .argument("password", .string, sensitive: true, "KUBE_PASSWORD in the environment."),
    .argument(
      "insecure", .bool, "Whether the server need not prove who it is. KUBE_INSECURE in the environment."),
    .argument(
      "tls_server_name", .string,
      "The name in the server's certificate, when it is not that of the host. KUBE_TLS_SERVER_NAME."),
    .argument("client_certificate", .string, "In PEM. KUBE_CLIENT_CERT_DATA in the environment."),
    .argument("client_key", .string, sensitive: true, "In PEM. KUBE_CLIENT_KEY_DATA in the environment."),
    .argument(
      "cluster_ca_certificate", .string, "Whom to trust, in PEM. KUBE_CLUSTER_CA_CERT_DATA."),
    .argument(
      "config_paths", .list(.string), rules: [.conflictsWith(["config_path"])],
      "Files in kubectl's format, merged. KUBE_CONFIG_PATHS in the environment."),
    .argument(
      "config_path", .string, "A file in kubectl's format. KUBE_CONFIG_PATH in the environment."),
    .argument("config_context", .string, "The context to use. KUBE_CTX in the environment."),
    .argument("config_context_auth_info", .string, "The user to be. KUBE_CTX_AUTH_INFO."),
    .argument("config_context_cluster", .string, "The cluster to use. KUBE_CTX_CLUSTER."),
    .argument("token", .string, sensitive: true, "KUBE_TOKEN in the environment."),
    .argument("proxy_url", .string, "The proxy on the way to the cluster. KUBE_PROXY_URL."),
    .argument(
      "ignore_annotations", .list(.string), "Patterns (RE2) of annotations that are others' business."),
    .argument("ignore_labels", .list(.string), "Patterns (RE2) of labels that are others' business."),
    .blocks("exec", .list, execSchema, max: 1),
    .blocks("experiments", .list, experimentsSchema, max: 1)
  ).withoutID

  private static let execSchema = ResourceSchema(
    "A program that gives credentials.",
    .argument("api_version", .string, .required, "`client.authentication.k8s.io/v1` or `v1beta1`."),
    .argument("command", .string, .required, "The program."),
    .argument("args", .list(.string), "Its arguments."),
    .argument("env", .map(.string), "Variables for it, on top of the environment."))

  private static let experimentsSchema = ResourceSchema(
    "What the public provider once had as experiments.",
    .argument("manifest_resource", .bool, "Has no effect: `kubernetes_manifest` is always there."))

  var settings: ClusterSettings {
    var settings = ClusterSettings()
    settings.host = host?.nonEmpty
    settings.username = username?.nonEmpty
    settings.password = password?.nonEmpty
    settings.isInsecure = insecure
    settings.tlsServerName = tlsServerName?.nonEmpty
    settings.clientCertificate = clientCertificate?.nonEmpty
    settings.clientKey = clientKey?.nonEmpty
    settings.clusterAuthority = clusterCaCertificate?.nonEmpty
    settings.configPaths = configPath?.nonEmpty.map { [$0] } ?? configPaths ?? []
    settings.context = configContext?.nonEmpty
    settings.contextUser = configContextAuthInfo?.nonEmpty
    settings.contextCluster = configContextCluster?.nonEmpty
    settings.token = token?.nonEmpty
    settings.proxyURL = proxyUrl?.nonEmpty
    settings.exec = exec.first.map {
      ExecPlugin(
        apiVersion: $0.apiVersion, command: $0.command, arguments: $0.args ?? [], environment: $0.env ?? [:])
    }
    return settings
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}
