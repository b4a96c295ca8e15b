public import ProviderAPI
public import ProviderKit
import Values

/// `coder`: what templates say of workspaces, without a Coder server behind it.
public struct CoderProvider: ProviderDeclaration {
  public static let name = "coder"
  public static let schema = ResourceSchema(
    "Workspaces: their agents, applications, scripts and parameters.",
    .argument(
      "url", .string, rules: [.url],
      "Where Coder is reached; the environment's `CODER_AGENT_URL`, or a placeholder, if unset."),
    .argument(
      "feature_use_managed_variables", .bool,
      deprecated: "Managed variables are always used. Remove the argument.",
      "Has no effect."))

  public struct Configuration: Codable, Sendable {
    var url: String?
    var featureUseManagedVariables: Bool?
  }

  public static var types: [ResourceType<CoderClient>] {
    [
      .managed(AgentResource.self), .managed(AgentInstanceResource.self), .managed(AITaskResource.self),
      .managed(AppResource.self), .managed(DevcontainerResource.self), .managed(EnvResource.self),
      .managed(ExternalAgentResource.self), .managed(MetadataResource.self), .managed(ScriptResource.self),
      .data(ExternalAuthDataSource.self), .data(GitAuthDataSource.self), .data(ParameterDataSource.self),
      .data(ProvisionerDataSource.self), .data(SecretDataSource.self), .data(TaskDataSource.self),
      .data(WorkspaceDataSource.self), .data(WorkspaceOwnerDataSource.self),
      .data(WorkspacePresetDataSource.self), .data(WorkspaceTagsDataSource.self),
    ]
  }

  public static var deliveringTypes: Set<String> { CoderContext.agentTypes }

  private let context: CoderContext

  public init(_ context: CoderContext) { self.context = context }

  public func makeClient(_ configuration: Configuration) throws -> CoderClient {
    let environment = CoderEnvironment(context.environment)
    let url = configuration.url ?? environment["CODER_AGENT_URL"] ?? "https://mydeployment.coder.com"
    return CoderClient(context: context, accessURL: try AccessURL(url))
  }

  public func deliveries(from objects: [RecordedObject]) throws -> [Delivery] {
    try context.deliveries(from: objects)
  }
}
