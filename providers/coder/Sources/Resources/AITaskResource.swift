import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `coder_ai_task`: marks a template as one whose workspaces work on a task that an AI is given.
struct AITaskResource: CoderResource {
  static let type = "coder_ai_task"
  static let schema = ResourceSchema(
    "Makes workspaces work on tasks.", version: 1, .computed("id", .string, "The task, if there is one."),
    .blocks(
      "sidebar_app", .set, sidebarApp, max: 1, requiresReplace: true,
      deprecated: "Use the argument \"app_id\"."),
    .computed("prompt", .string, "What the task is."),
    .fixed(
      "app_id", .string, .optionalComputed, rules: [.uuid, .conflictsWith(["sidebar_app"])],
      "The `id` of the `coder_app` by which one talks to the AI."),
    .computed("enabled", .bool, "Whether the workspace works on a task."))

  private static let sidebarApp = ResourceSchema(
    "The application by which one talks to the AI.",
    .argument("id", .string, .required, rules: [.uuid], "The `id` of a `coder_app`."))

  struct Object: Codable {
    var sidebarApp: [SidebarApp]
    var prompt: String?
    var appId: String?
    var enabled: Bool?
  }

  struct SidebarApp: Codable {
    var id: String
  }

  let client: CoderClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    let blocks = config["sidebar_app"]
    if config.isSet("app_id") || !blocks.isKnown || !config.blocks("sidebar_app").isEmpty { return [] }
    return [
      ProviderDiagnostic(
        "Missing required argument", "The argument \"app_id\" is required.", at: .init("app_id"))
    ]
  }

  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
    guard let app = plan.config.blocks("sidebar_app").first else { return }
    plan.set("app_id", to: app["id"])
  }

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    let task = WorkspaceTask(client.environment)
    var object = wanted
    object.appId = wanted.appId ?? wanted.sidebarApp.first?.id
    object.prompt = task.prompt.isEmpty ? nil : task.prompt
    object.enabled = task.id != nil
    return Created(id: task.id ?? client.makeID(), object)
  }
}

/// What the environment says of the task that the workspace works on.
struct WorkspaceTask {
  /// nil when there is none.
  let id: String?
  let prompt: String

  init(_ environment: CoderEnvironment) {
    let id = environment["CODER_TASK_ID"].flatMap { UUID($0) }
    self.id = id.flatMap { $0.bytes.allSatisfy { $0 == 0 } ? nil : $0.description }
    prompt = environment["CODER_TASK_PROMPT"] ?? ""
  }
}
