import ProviderAPI
import ProviderKit
import Values

/// `azurerm_container_group`: starts, stops or restarts a group.
struct ContainerGroupAction: ProviderAction {
  static let type = "azurerm_container_group"
  static let schema = ResourceSchema(
    "Starts, stops or restarts a container group.",
    .argument("container_group_id", .string, .required, "The id of the group."),
    .argument(
      "command", .string, .required, rules: [.oneOf(["start", "stop", "restart"])], "What to do."),
    .argument("timeout", .string, rules: [.duration], "How long it may take.")
  )
  .withoutID

  struct Config: Codable, Sendable {
    var containerGroupId: String
    var command: String
    var timeout: String?
  }

  let client: AzureClient

  func invoke(_ config: Config, _ operation: Operation) async throws {
    let patience = config.timeout.flatMap { Duration(goNotation: $0) } ?? .seconds(1800)
    let life = ContainerGroupLife(
      id: try ResourceID(config.containerGroupId), client: client, patience: patience)
    switch config.command {
    case "start": _ = try await life.start()
    case "stop": _ = try await life.stop()
    default: _ = try await life.restart()
    }
  }
}
