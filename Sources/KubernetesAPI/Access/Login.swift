import ProviderKit
import YAML

/// How one proves to a cluster who one is, client certificates aside.
enum Login: Sendable {
  case none
  case token(String)
  /// A file whose content changes before the token in it expires.
  case tokenFile(String)
  case password(user: String, password: String)
  /// - Parameter folder: what the program's path is relative to.
  case exec(ExecPlugin, folder: String?)
}

/// As whom one acts, when that is not who one is (Kubernetes API, "User impersonation").
struct Impersonation: Hashable, Sendable {
  var user: String?
  var uid: String?
  var groups: [String] = []
  var extra: [String: [String]] = [:]

  init() {}

  init(_ node: YAMLNode) {
    user = node["as"]?.text
    uid = node["as-uid"]?.text
    groups = node["as-groups"]?.texts ?? []
    guard case .mapping(let members)? = node["as-user-extra"]?.content else { return }
    for member in members {
      if let key = member.key.text { extra[key] = member.value.texts }
    }
  }

  func add(to headers: inout HTTPHeaders) {
    guard let user else { return }
    headers["Impersonate-User"] = user
    if let uid { headers["Impersonate-Uid"] = uid }
    for group in groups { headers.add("Impersonate-Group", group) }
    for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
      for value in values {
        headers.add("Impersonate-Extra-\(PercentEncoding.encode(key, .pathSegment))", value)
      }
    }
  }
}
