import ProviderAPI
import ProviderKit
import Values

/// `coder_workspace`: the workspace that is being worked on, from the environment.
///
/// The attributes that begin with `owner` are from before version 2 of the public provider.
struct WorkspaceDataSource: DataSource {
  static let type = "coder_workspace"
  static let schema = ResourceSchema(
    "The workspace that is being worked on.", version: 1, .computed("id", .string, "Its identifier, a UUID."),
    .computed("name", .string, "Its name."),
    .computed("transition", .string, "What is being done with it: `start`, `stop` or `destroy`."),
    .computed("start_count", .number, "1 when it is being started, else 0."),
    .computed("access_url", .string, "Where Coder is reached, or a placeholder."),
    .computed("access_port", .number, "The port of `access_url`."),
    .computed("is_prebuild", .bool, "Whether it is made in advance, for nobody yet."),
    .computed("prebuild_count", .number, "1 when it is made in advance, else 0."),
    .computed(
      "is_prebuild_claim", .bool, "Whether it was made in advance and is now being given to its owner."),
    .computed("template_id", .string, "The identifier of its template."),
    .computed("template_name", .string, "The name of its template."),
    .computed("template_version", .string, "The version of its template."),
    owner("owner", .string, "name"), owner("owner_id", .string, "id"), owner("owner_email", .string, "email"),
    owner("owner_name", .string, "full_name"), owner("owner_groups", .list(.string), "groups"),
    owner("owner_session_token", .string, "session_token", sensitive: true),
    owner("owner_oidc_access_token", .string, "oidc_access_token", sensitive: true))

  private static func owner(
    _ name: String, _ type: ValueType, _ successor: String, sensitive: Bool = false
  ) -> ResourceSchema.Member {
    .computed(
      name, type, sensitive: sensitive,
      deprecated: "Use data.coder_workspace_owner, attribute \"\(successor)\".",
      "What `coder_workspace_owner` has as `\(successor)`.")
  }

  struct Object: Codable {
    var name: String?
    var transition: String?
    var startCount: Int?
    var accessUrl: String?
    var accessPort: Int?
    var isPrebuild: Bool?
    var prebuildCount: Int?
    var isPrebuildClaim: Bool?
    var templateId: String?
    var templateName: String?
    var templateVersion: String?
    var owner: String?
    var ownerId: String?
    var ownerEmail: String?
    var ownerName: String?
    var ownerGroups: [String]?
    var ownerSessionToken: String?
    var ownerOidcAccessToken: String?
  }

  let client: CoderClient

  func read(_ config: Object) throws -> DataResult<Object> {
    var object = try build()
    let owner = try WorkspaceOwner(client)
    object.owner = owner.name
    object.ownerId = client.workspace.ownerID
    object.ownerEmail = owner.email
    object.ownerName = owner.fullName
    object.ownerGroups = owner.groups
    object.ownerSessionToken = owner.sessionToken
    object.ownerOidcAccessToken = owner.oidcAccessToken
    return DataResult(id: client.workspace.id, object)
  }

  private func build() throws(ProviderError) -> Object {
    let environment = client.environment
    let isClaim = environment.isTrue("CODER_WORKSPACE_IS_PREBUILD_CLAIM")
    let isPrebuild = environment.isTrue("CODER_WORKSPACE_IS_PREBUILD") && !isClaim
    return Object(
      name: client.workspace.name, transition: environment.transition,
      startCount: environment.transition == "start" ? 1 : 0, accessUrl: client.accessURL.text,
      accessPort: client.accessURL.port, isPrebuild: isPrebuild, prebuildCount: isPrebuild ? 1 : 0,
      isPrebuildClaim: isClaim,
      templateId: try environment.required("CODER_WORKSPACE_TEMPLATE_ID", for: "template ID"),
      templateName: try environment.required("CODER_WORKSPACE_TEMPLATE_NAME", for: "template name"),
      templateVersion: try environment.required("CODER_WORKSPACE_TEMPLATE_VERSION", for: "template version"))
  }
}
