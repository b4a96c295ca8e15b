import ProviderAPI
import ProviderKit
import Values

/// `coder_devcontainer`: a development container that is to run inside the workspace.
struct DevcontainerResource: CoderResource {
  static let type = "coder_devcontainer"
  static let schema = ResourceSchema(
    "A development container inside the workspace.", version: 1, .agentID,
    .fixed("workspace_folder", .string, .required, rules: [.notEmpty], "The folder it is made for."),
    .fixed("config_path", .string, "The `devcontainer.json`, where it is not found in the folder."),
    .computed("subagent_id", .string, "The identifier of the agent inside."))

  struct Object: Codable {
    var agentId: String
    var workspaceFolder: String
    var configPath: String?
    var subagentId: String?
  }

  let client: CoderClient

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var object = wanted
    object.subagentId = client.makeID()
    return Created(id: client.makeID(), object)
  }
}
