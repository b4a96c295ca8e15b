import ProviderKit
import Values

/// `coder_task`: the task that the workspace works on, from the environment.
struct TaskDataSource: DataSource {
  static let type = "coder_task"
  static let schema = ResourceSchema(
    "The task that the workspace works on.",
    .computed("id", .string, "Its identifier, a UUID, there or not."),
    .computed("prompt", .string, "What the task is; empty without one."),
    .computed("enabled", .bool, "Whether there is a task."))

  struct Object: Codable {
    var prompt: String?
    var enabled: Bool?
  }

  let client: CoderClient

  func read(_ config: Object) -> DataResult<Object> {
    let task = WorkspaceTask(client.environment)
    return DataResult(
      id: task.id ?? client.workspace.derivedID("task"), Object(prompt: task.prompt, enabled: task.id != nil))
  }
}
