import ProviderKit
import Values

/// `coder_workspace_tags`: which provisioners may build the workspace. Here there is one.
struct WorkspaceTagsDataSource: DataSource {
  static let type = "coder_workspace_tags"
  static let schema = ResourceSchema(
    "Which provisioners may build the workspace. Has no effect.", version: 1,
    .argument("tags", .map(.string), "Names and values."))

  struct Object: Codable {
    var tags: [String: String?]?
  }

  let client: CoderClient

  func read(_ config: Object) -> DataResult<Object> {
    DataResult(id: client.workspace.derivedID("tags"), config)
  }
}
