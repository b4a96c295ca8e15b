import ProviderAPI
import ProviderKit
public import Values

/// `terraform_remote_state`: the root outputs of another configuration, as its state has them.
struct RemoteStateDataSource: DataSource {
  static let type = "terraform_remote_state"
  static let schema = ResourceSchema(
    "The root outputs of another configuration.",
    .argument("backend", .string, .required, "The kind of place that the state is kept in."),
    .argument("config", .dynamic, "The arguments of the backend, as an object."),
    .argument(
      "defaults", .dynamic, "Outputs that count where the state has none of that name, as an object."),
    .argument("workspace", .string, "Whose state is meant; that of the workspace default if unset."),
    .computed("outputs", .dynamic, "The outputs, as an object.")
  ).withoutID

  struct Object: Codable {
    var backend: String
    var config: Value?
    var defaults: Value?
    var workspace: String?
    var outputs: Value?
  }

  let client: TerraformClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    ["config", "defaults"].compactMap { name in
      let value = config[name]
      guard value.isKnown, !value.isNull, value.keyedElements == nil else { return nil }
      return ProviderDiagnostic(
        "Invalid remote state argument", "\"\(name)\" must be an object.", at: AttributePath(name))
    }
  }

  func read(_ config: Object) async throws -> DataResult<Object> {
    let found = try await client.outputs(
      RemoteStateRequest(
        backend: config.backend, config: config.config?.keyedElements ?? [:],
        workspace: config.workspace ?? "default"))
    guard let found else {
      throw ProviderError(
        .notFound,
        "No state is stored for the workspace \"\(config.workspace ?? "default")\" in this backend.")
    }
    var outputs = config.defaults?.keyedElements ?? [:]
    for (name, value) in found { outputs[name] = value }
    var object = config
    object.outputs = .object(outputs)
    return DataResult(id: "", object)
  }
}

/// Which state is meant.
public struct RemoteStateRequest: Sendable {
  /// `local`, `s3`
  public var backend: String
  /// The arguments of the backend.
  public var config: KeyedValues
  public var workspace: String
}

/// What the provider takes from the program around it.
public struct TerraformClient: Sendable {
  /// The root outputs of a state; nil when there is none.
  public typealias Outputs = @Sendable (RemoteStateRequest) async throws -> KeyedValues?

  let outputs: Outputs
}
