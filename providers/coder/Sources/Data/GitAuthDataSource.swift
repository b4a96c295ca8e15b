import ProviderKit
import Values

/// `coder_git_auth`: what `coder_external_auth` was called before version 1 of the public provider.
struct GitAuthDataSource: DataSource {
  static let type = "coder_git_auth"
  static let schema = ResourceSchema(
    "The owner's token for a Git service. Deprecated: use `coder_external_auth`.", version: 1,
    .argument(
      "id", .string, .required, deprecated: "Use the data source coder_external_auth.", rules: [.notEmpty],
      "The name of the service's login."),
    .computed("access_token", .string, sensitive: true, "The token; empty without one."))

  struct Object: Codable {
    var id: String
    var accessToken: String?
  }

  let client: CoderClient

  func read(_ config: Object) -> DataResult<Object> {
    var object = config
    object.accessToken =
      client.environment["CODER_GIT_AUTH_ACCESS_TOKEN_\(config.id)"]
      ?? client.environment["CODER_EXTERNAL_AUTH_ACCESS_TOKEN_\(config.id)"] ?? ""
    return DataResult(id: config.id, object)
  }
}
