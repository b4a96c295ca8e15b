import KubernetesAPI
import ProviderKit
import Values

/// `data.kubernetes_all_namespaces`: the names of all namespaces.
struct NamespacesDataSource: DataSource {
  static let type = "kubernetes_all_namespaces"
  static let schema = ResourceSchema(
    "The names of all namespaces.", .computed("namespaces", .list(.string), "In order."))

  struct Object: Codable {
    var namespaces: [String]?
  }

  private let cluster: KubernetesCluster

  init(client: KubernetesCluster) { cluster = client }

  func read(_ config: Object) async throws -> DataResult<Object> {
    let found = try await cluster.client.list(ObjectPath("v1", "namespaces"))
    let names = found.items.map { ObjectID($0).name }.sorted()
    return DataResult(id: names.joined(separator: ","), Object(namespaces: names))
  }
}

/// `data.kubernetes_server_version`: which Kubernetes the cluster runs.
struct VersionDataSource: DataSource {
  static let type = "kubernetes_server_version"
  static let schema = ResourceSchema(
    "Which Kubernetes the cluster runs.",
    .computed("version", .string, "Such as `1.36.0`."),
    .computed("build_date", .string, "When it was built."),
    .computed("compiler", .string, "What it was built with."),
    .computed("git_commit", .string, "Of its source."),
    .computed("git_tree_state", .string, "Whether its source was changed."),
    .computed("git_version", .string, "Such as `v1.36.0`."),
    .computed("go_version", .string, "Of the language."),
    .computed("major", .string, "The version's first part."), .computed("minor", .string, "Its second part."),
    .computed("platform", .string, "What it runs on."))

  struct Object: Codable {
    var version: String?
    var buildDate: String?
    var compiler: String?
    var gitCommit: String?
    var gitTreeState: String?
    var gitVersion: String?
    var goVersion: String?
    var major: String?
    var minor: String?
    var platform: String?
  }

  private let cluster: KubernetesCluster

  init(client: KubernetesCluster) { cluster = client }

  func read(_ config: Object) async throws -> DataResult<Object> {
    let answer = try await cluster.client.get("/version")
    func text(_ name: String) -> String { answer[name]?.asString ?? "" }
    let version = text("gitVersion")
    let object = Object(
      version: String(version.drop { $0 == "v" }), buildDate: text("buildDate"), compiler: text("compiler"),
      gitCommit: text("gitCommit"), gitTreeState: text("gitTreeState"), gitVersion: version,
      goVersion: text("goVersion"), major: text("major"), minor: text("minor"), platform: text("platform"))
    return DataResult(id: version, object)
  }
}
