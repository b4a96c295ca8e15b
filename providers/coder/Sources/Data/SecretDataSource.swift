import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `coder_secret`: a secret of the owner, from the environment.
struct SecretDataSource: DataSource {
  static let type = "coder_secret"
  static let schema = ResourceSchema(
    "A secret of the owner, named by what it becomes in the workspace.", version: 1,
    .argument(
      "env", .string, rules: [.variableName, .exactlyOneOf(["env", "file"])],
      "The environment variable it becomes."),
    .argument(
      "file", .string, rules: [.matches("^~?/", message: #"must begin with "/" or "~/""#)],
      "The file it becomes."),
    .argument("help_message", .string, .required, "What to tell an owner who has no such secret."),
    .computed("value", .string, sensitive: true, "The secret; empty without one."))

  struct Object: Codable {
    var env: String?
    var file: String?
    var helpMessage: String
    var value: String?
  }

  let client: CoderClient

  func read(_ config: Object) throws -> DataResult<Object> {
    let source =
      config.env.map { ("env", $0, $0) } ?? (
        "file", config.file ?? "", Hexadecimal.encode((config.file ?? "").utf8)
      )
    let (kind, name, suffix) = source
    let variable = "CODER_SECRET_\(kind.uppercased())_\(suffix)"
    var object = config
    object.value = client.environment[variable] ?? ""
    // A secret that is missing must not keep a workspace from being stopped or removed.
    if object.value == "", client.environment.isBuild,
      client.environment["CODER_WORKSPACE_TRANSITION"] == "start"
    {
      throw ProviderError(
        .invalid,
        "There is no secret for the \(kind == "env" ? "variable" : "file") \"\(name)\". \(config.helpMessage)",
        attribute: .init(kind))
    }
    return DataResult(id: "\(kind):\(name)", object)
  }
}
