import ProviderAPI
import ProviderKit
import Values

/// `coder_external_auth`: the owner's token for another service, from the environment.
struct ExternalAuthDataSource: DataSource {
  static let type = "coder_external_auth"
  static let schema = ResourceSchema(
    "The owner's token for another service.", version: 1,
    .argument("id", .string, .required, rules: [.notEmpty], "The name of the service's login."),
    .argument("optional", .bool, "Whether it is good to go on without."),
    .computed("access_token", .string, sensitive: true, "The token; empty without one."))

  struct Object: Codable {
    var id: String
    var optional: Bool?
    var accessToken: String?
  }

  let client: CoderClient

  func read(_ config: Object) -> DataResult<Object> {
    let variable = "CODER_EXTERNAL_AUTH_ACCESS_TOKEN_\(config.id)"
    var object = config
    object.accessToken = client.environment[variable] ?? ""
    let isMissed =
      object.accessToken == "" && config.optional != true && client.environment.transition == "start"
    return DataResult(id: config.id, object, warnings: isMissed ? [Self.missing(config.id, variable)] : [])
  }

  private static func missing(_ id: String, _ variable: String) -> ProviderDiagnostic {
    let detail =
      "The template wants a login to \"\(id)\", and there is no token for it. It goes on with an empty one; "
      + "the environment variable \(variable) may hold one."
    return ProviderDiagnostic("Login is missing", detail, at: .init("id"), isWarning: true)
  }
}
