import Encodings
import ProviderKit
import StateStorage
import Values
import YAML

/// A cluster's API, as far as states need it (Kubernetes API, `core/v1` Secrets and `coordination.k8s.io/v1`
/// Leases).
struct KubernetesCluster: Sendable {
  let namespace: String
  private let base: HTTPURL
  private let client: HTTPClient
  private let authorization: String?

  init(_ config: BackendConfig) throws {
    var access = try KubernetesAccess(config)
    try access.override(by: config)
    namespace = config.string("namespace", "KUBE_NAMESPACE") ?? "default"
    guard let host = access.host else {
      throw config.problem(
        "it does not know the cluster: set host, or config_path (or KUBE_CONFIG_PATH) to a kubeconfig file")
    }
    do { base = try HTTPURL(host.contains("://") ? host : "https://\(host)") } catch {
      throw config.problem("\(error)")
    }
    var settings = config.context.http
    settings.tls = access.tls
    client = HTTPClient(settings)
    authorization = access.authorization
  }

  var secrets: String { "/api/v1/namespaces/\(PercentEncoding.encode(namespace, .pathSegment))/secrets" }

  var leases: String {
    "/apis/coordination.k8s.io/v1/namespaces/\(PercentEncoding.encode(namespace, .pathSegment))/leases"
  }

  /// nil when there is no such object.
  func get(_ path: String, query: [(String, String)] = []) async throws -> JSON? {
    let response = try await send(.get, path, query: query, failing: .unreadable)
    if response.status == 404 { return nil }
    return try object(response, .unreadable)
  }

  /// nil when there is one of that name already.
  func create(_ path: String, _ object: JSON) async throws -> JSON? {
    try await change(.post, path, object)
  }

  /// nil when it is not what it was when `object` was read.
  func replace(_ path: String, _ object: JSON) async throws -> JSON? {
    try await change(.put, path, object)
  }

  func delete(_ path: String) async throws {
    let response = try await send(.delete, path, failing: .unwritable)
    if response.status != 404 { _ = try object(response, .unwritable) }
  }

  private func change(_ method: HTTPMethod, _ path: String, _ object: JSON) async throws -> JSON? {
    let response = try await send(method, path, object, failing: .unwritable)
    if response.status == 409 { return nil }
    return try self.object(response, .unwritable)
  }

  private func object(_ response: HTTPResponse, _ code: StateError.Code) throws -> JSON {
    let json = try? JSON.parse(response.body)
    guard response.isSuccess, let json else {
      let reason = json?["message"]?.asString ?? "it answers with the status \(response.status)"
      throw StateError(code, "The cluster at \(base) refuses: \(reason).")
    }
    return json
  }

  /// What is created or replaced may be sent twice: the second time it is in conflict with the first, and the
  /// caller looks.
  private func send(
    _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], _ body: JSON? = nil,
    failing code: StateError.Code
  ) async throws -> HTTPResponse {
    var url = base
    url.path = (base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path) + path
    url = url.adding(query: query.map { ($0.0, $0.1) })
    var headers: HTTPHeaders = ["Accept": "application/json"]
    headers["Authorization"] = authorization
    if body != nil { headers["Content-Type"] = "application/json" }
    let request = HTTPRequest(method, url, headers: headers, body: body.map { .bytes($0.bytes()) } ?? .none)
    do { return try await client.send(request) } catch let error as HTTPError {
      throw StateError(code, "\(error)")
    }
  }
}

/// How to reach a cluster and as whom.
struct KubernetesAccess {
  var host: String?
  var tls = TLSConfiguration()
  var authorization: String?

  /// What the program's surroundings say: a pod's service account, or a kubeconfig file.
  init(_ config: BackendConfig) throws {
    if config.bool("in_cluster_config", "KUBE_IN_CLUSTER_CONFIG") {
      try useServiceAccount(config)
      return
    }
    let listed = config.strings("config_paths").first
    let path = config.string("config_path", "KUBE_CONFIG_PATH") ?? listed
    guard let path else { return }
    let home = config.context.environment["HOME"] ?? "."
    let file = path.hasPrefix("~/") ? home + path.dropFirst() : path
    guard let content = try FileAccess.read(file) else { throw config.problem("there is no file \(file)") }
    do {
      try use(YAMLParser.parse(String(decoding: content, as: UTF8.self)), of: file, config)
    } catch let error as YAMLError {
      throw config.problem("\(file) is no kubeconfig file: \(error)")
    }
  }

  private static let accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

  private mutating func useServiceAccount(_ config: BackendConfig) throws {
    let environment = config.context.environment
    guard let name = environment["KUBERNETES_SERVICE_HOST"],
      let port = environment["KUBERNETES_SERVICE_PORT"],
      let token = try FileAccess.read("\(Self.accountFolder)/token")
    else { throw config.problem("this is no pod with a service account") }
    host = "https://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    authorization = "Bearer " + String(decoding: token, as: UTF8.self).filter { !$0.isWhitespace }
    tls.authorities = try FileAccess.read("\(Self.accountFolder)/ca.crt")
  }

  private mutating func use(_ file: YAMLNode, of path: String, _ config: BackendConfig) throws {
    guard let name = config.string("config_context", "KUBE_CTX") ?? file["current-context"]?.text,
      let context = file.entry(named: name, in: "contexts", "context")
    else { throw config.problem("\(path) has no such context, or names none as the current one") }
    let clusterName =
      config.string("config_context_cluster", "KUBE_CTX_CLUSTER") ?? context["cluster"]?.text ?? ""
    let userName =
      config.string("config_context_auth_info", "KUBE_CTX_AUTH_INFO") ?? context["user"]?.text ?? ""
    guard let cluster = file.entry(named: clusterName, in: "clusters", "cluster") else {
      throw config.problem("\(path) has no cluster \"\(clusterName)\"")
    }
    host = cluster["server"]?.text
    tls.verifiesServer = cluster["insecure-skip-tls-verify"]?.text != "true"
    tls.serverName = cluster["tls-server-name"]?.text
    tls.authorities = try Self.pem("certificate-authority", in: cluster)
    let user = file.entry(named: userName, in: "users", "user")
    if user?["exec"] != nil || user?["auth-provider"] != nil {
      throw config.problem(
        "the user \"\(userName)\" of \(path) logs in through a program, which is not supported. Set token")
    }
    authorization = user?["token"]?.text.map { "Bearer \($0)" }
    if let certificate = try user.flatMap({ try Self.pem("client-certificate", in: $0) }),
      let key = try user.flatMap({ try Self.pem("client-key", in: $0) })
    {
      tls.identity = TLSConfiguration.Identity(certificate: certificate, key: key)
    }
  }

  /// What stands under `NAME-data` in Base64, or in the file that `NAME` names.
  private static func pem(_ name: String, in node: YAMLNode) throws -> [UInt8]? {
    if let data = node["\(name)-data"]?.text { return Base64.standard.decode(data) }
    return try node[name]?.text.flatMap { try FileAccess.read($0) }
  }

  /// What the block says goes before all else.
  mutating func override(by config: BackendConfig) throws {
    if let given = config.string("host", "KUBE_HOST") { host = given }
    if let token = config.string("token", "KUBE_TOKEN") { authorization = "Bearer \(token)" }
    if let user = config.string("username", "KUBE_USER"),
      let password = config.string("password", "KUBE_PASSWORD")
    {
      authorization = "Basic " + Base64.standard.encode(Array("\(user):\(password)".utf8))
    }
    if config.bool("insecure", "KUBE_INSECURE") { tls.verifiesServer = false }
    if let ca = config.string("cluster_ca_certificate", "KUBE_CLUSTER_CA_CERT_DATA") {
      tls.authorities = Array(ca.utf8)
    }
    if let name = config.string("tls_server_name", "KUBE_TLS_SERVER_NAME") { tls.serverName = name }
    if let certificate = config.string("client_certificate", "KUBE_CLIENT_CERT_DATA"),
      let key = config.string("client_key", "KUBE_CLIENT_KEY_DATA")
    {
      tls.identity = TLSConfiguration.Identity(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
  }
}

extension YAMLNode {
  fileprivate subscript(key: String) -> YAMLNode? {
    guard case .mapping(let members) = content else { return nil }
    return members.first { $0.key.text == key }?.value
  }

  fileprivate var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// The part `part` of the entry with that name in a list.
  fileprivate func entry(named name: String, in list: String, _ part: String) -> YAMLNode? {
    guard case .sequence(let entries)? = self[list]?.content else { return nil }
    return entries.first { $0["name"]?.text == name }?[part]
  }
}
