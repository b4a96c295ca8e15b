import ProviderKit
import Values

/// `coder_external_agent`: an agent that is started by hand, on a machine that the template does not create.
struct ExternalAgentResource: CoderResource {
  static let type = "coder_external_agent"
  static let schema = ResourceSchema(
    "Marks an agent as one that is started by hand, outside of what the template creates.", version: 1,
    .agentID)

  struct Object: Codable {
    var agentId: String
  }

  let client: CoderClient
}
