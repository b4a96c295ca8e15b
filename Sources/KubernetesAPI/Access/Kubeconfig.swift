import Encodings
import ProviderAPI
import ProviderKit
import YAML

/// A cluster, as a kubeconfig names it.
struct ClusterEntry: Sendable {
  var server: String?
  var authority: [UInt8]?
  var tlsServerName: String?
  var isInsecure = false
  var proxyURL: String?
}

/// Who somebody is to a cluster, as a kubeconfig says.
struct UserEntry: Sendable {
  var login = Login.none
  var identity: TLSConfiguration.Identity?
  var impersonation = Impersonation()
}

/// What stands in files of kubectl's format (`v1.Config`), merged as kubectl merges them: for each name, and for
/// the current context, the first file that has it counts. Paths in a file are relative to it.
struct Kubeconfig {
  private let files: [(node: YAMLNode, path: String)]

  /// - Parameter paths: in order; where there are several, those that do not exist are passed over.
  init(_ paths: [String], home: String?) throws(ProviderError) {
    var files: [(YAMLNode, String)] = []
    for path in paths {
      let path = path.hasPrefix("~/") ? (home ?? ".") + path.dropFirst() : path
      guard let content = try TextFile.read(path) else { continue }
      do { files.append((try YAMLParser.parse(String(decoding: content, as: UTF8.self)), path)) } catch {
        throw ProviderError(.invalid, "\(path) is no kubeconfig: \(error.message).")
      }
    }
    guard !files.isEmpty else {
      let list = paths.joined(separator: ", ")
      throw ProviderError(.invalid, "There is no kubeconfig at \(list).")
    }
    self.files = files
  }

  private var names: String { files.map(\.path).joined(separator: ", ") }

  /// The cluster and the user of a context, either of which may be given by name instead.
  func entries(
    context: String?, cluster: String?, user: String?
  ) throws(ProviderError) -> (cluster: ClusterEntry, user: UserEntry, namespace: String?) {
    let name = context ?? files.lazy.compactMap { $0.node["current-context"]?.text }.first { !$0.isEmpty }
    let place = name.flatMap { find($0, "contexts", "context") }
    if let name, place == nil { throw missing("context", name, "contexts") }
    let found = place?.node
    guard let cluster = cluster ?? found?["cluster"]?.text, !cluster.isEmpty else {
      throw ProviderError(
        .invalid,
        "No context is the current one in \(names). Set config_context to one of \(list("contexts")).")
    }
    guard let place = find(cluster, "clusters", "cluster") else {
      throw missing("cluster", cluster, "clusters")
    }
    var entry = UserEntry()
    if let user = user ?? found?["user"]?.text, !user.isEmpty {
      guard let place = find(user, "users", "user") else { throw missing("user", user, "users") }
      if let node = place.node { entry = try UserEntry(node, named: user, folder: place.folder) }
    }
    var server = ClusterEntry()
    if let node = place.node { server = try ClusterEntry(node, folder: place.folder) }
    return (server, entry, found?["namespace"]?.text)
  }

  private func find(_ name: String, _ list: String, _ part: String) -> (node: YAMLNode?, folder: String)? {
    for (node, path) in files {
      guard case .sequence(let entries)? = node[list]?.content,
        let entry = entries.first(where: { $0["name"]?.text == name })
      else { continue }
      return (entry[part], path.folder)
    }
    return nil
  }

  private func missing(_ kind: String, _ name: String, _ list: String) -> ProviderError {
    ProviderError(
      .invalid, "\(names) has no \(kind) named \"\(name)\". There are: \(self.list(list)).")
  }

  private func list(_ name: String) -> String {
    var found: [String] = []
    for (node, _) in files {
      guard case .sequence(let entries)? = node[name]?.content else { continue }
      found += entries.compactMap { $0["name"]?.text.map { "\"\($0)\"" } }
    }
    return found.isEmpty ? "none" : found.joined(separator: ", ")
  }
}

extension ClusterEntry {
  fileprivate init(_ node: YAMLNode, folder: String) throws(ProviderError) {
    server = node["server"]?.text
    authority = try node.material("certificate-authority", folder)
    tlsServerName = node["tls-server-name"]?.text
    isInsecure = node["insecure-skip-tls-verify"]?.text == "true"
    proxyURL = node["proxy-url"]?.text
  }
}

extension UserEntry {
  fileprivate init(_ node: YAMLNode, named name: String, folder: String) throws(ProviderError) {
    if let provider = node["auth-provider"]?["name"]?.text, node["exec"] == nil {
      throw ProviderError(
        .invalid,
        "The user \"\(name)\" logs in by the auth-provider \"\(provider)\", which Kubernetes removed in 1.26. Let "
          + "the cloud's tool write the kubeconfig again (for example: gcloud container clusters get-credentials)."
      )
    }
    impersonation = Impersonation(node)
    if let certificate = try node.material("client-certificate", folder),
      let key = try node.material("client-key", folder)
    {
      identity = TLSConfiguration.Identity(certificate: certificate, key: key)
    }
    if let exec = node["exec"] {
      login = .exec(ExecPlugin(exec), folder: folder)
    } else if let file = node["tokenFile"]?.text, !file.isEmpty {
      login = .tokenFile(file.resolved(in: folder))
    } else if let token = node["token"]?.text, !token.isEmpty {
      login = .token(token)
    } else if let user = node["username"]?.text, !user.isEmpty {
      login = .password(user: user, password: node["password"]?.text ?? "")
    }
  }
}

extension ExecPlugin {
  fileprivate init(_ node: YAMLNode) {
    self.init(apiVersion: node["apiVersion"]?.text ?? "", command: node["command"]?.text ?? "")
    arguments = node["args"]?.texts ?? []
    if case .sequence(let entries)? = node["env"]?.content {
      for entry in entries {
        if let name = entry["name"]?.text { environment[name] = entry["value"]?.text ?? "" }
      }
    }
    wantsCluster = node["provideClusterInfo"]?.text == "true"
    installHint = node["installHint"]?.text
  }
}

extension YAMLNode {
  subscript(key: String) -> YAMLNode? {
    guard case .mapping(let members) = content else { return nil }
    return members.first { $0.key.text == key }?.value
  }

  /// nil for an empty value, which means nothing.
  var text: String? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    return isPlain && ["", "null", "~"].contains(text) ? nil : text
  }

  var texts: [String] {
    guard case .sequence(let nodes) = content else { return [] }
    return nodes.compactMap(\.text)
  }

  /// What stands under `NAME-data` in Base64, or in the file that `NAME` names.
  fileprivate func material(_ name: String, _ folder: String) throws(ProviderError) -> [UInt8]? {
    if let data = self["\(name)-data"]?.text, !data.isEmpty {
      guard let bytes = Base64.standard.decode(data.filter { !$0.isWhitespace }) else {
        throw ProviderError(.invalid, "What the kubeconfig has as \(name)-data is no Base64.")
      }
      return bytes
    }
    guard let file = self[name]?.text, !file.isEmpty else { return nil }
    let path = file.resolved(in: folder)
    guard let bytes = try TextFile.read(path) else {
      throw ProviderError(.invalid, "There is no file \(path), which the kubeconfig names as its \(name).")
    }
    return bytes
  }
}

extension String {
  fileprivate var folder: String {
    guard let slash = lastIndex(of: "/") else { return "." }
    return slash == startIndex ? "/" : String(self[..<slash])
  }

  fileprivate func resolved(in folder: String) -> String { hasPrefix("/") ? self : "\(folder)/\(self)" }
}
