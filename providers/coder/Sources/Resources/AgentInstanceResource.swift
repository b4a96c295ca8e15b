import ProviderKit
import Values

/// `coder_agent_instance`: which machine an agent that proves itself by the machine's identity runs on.
struct AgentInstanceResource: CoderResource {
  static let type = "coder_agent_instance"
  static let schema = ResourceSchema(
    "Tells which machine an agent runs on, for agents that prove who they are by their machine's identity.",
    .agentID, .fixed("instance_id", .string, .required, "The cloud's name for the machine."))

  struct Object: Codable {
    var agentId: String
    var instanceId: String
  }

  let client: CoderClient
}
