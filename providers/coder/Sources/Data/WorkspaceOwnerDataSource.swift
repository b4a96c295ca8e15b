import ProviderAPI
import ProviderKit
import Values

/// `coder_workspace_owner`: whose workspace it is, from the environment.
struct WorkspaceOwnerDataSource: DataSource {
  static let type = "coder_workspace_owner"
  static let schema = ResourceSchema(
    "Whose workspace it is.", .computed("id", .string, "The owner's identifier, a UUID."),
    .computed("name", .string, "The name to log in with."),
    .computed("full_name", .string, "The name for people."),
    .computed("email", .string, "The address for mail."),
    .computed("ssh_public_key", .string, "The public half of the owner's SSH key."),
    .computed("ssh_private_key", .string, sensitive: true, "The private half of the owner's SSH key."),
    .computed("groups", .list(.string), "The groups that the owner is in."),
    .computed("session_token", .string, sensitive: true, "What gives access to Coder in the owner's name."),
    .computed(
      "oidc_access_token", .string, sensitive: true,
      "The token of the owner's OpenID Connect login; empty without one."),
    .computed("login_type", .string, "How the owner logs in."),
    .computed(
      "rbac_roles", .list(.object(["name": .string, "org_id": .string])),
      "The roles of the owner in organizations."))

  typealias Object = WorkspaceOwner

  let client: CoderClient

  func read(_ config: Object) throws -> DataResult<Object> {
    DataResult(id: client.workspace.ownerID, try WorkspaceOwner(client))
  }
}

/// The owner of a workspace, as the environment has them.
struct WorkspaceOwner: Codable, Sendable {
  struct Role: Codable, Sendable {
    var name: String
    var orgId: String
  }

  var name: String?
  var fullName: String?
  var email: String?
  var sshPublicKey: String?
  var sshPrivateKey: String?
  var groups: [String]?
  var sessionToken: String?
  var oidcAccessToken: String?
  var loginType: String?
  var rbacRoles: [Role]?

  /// - Throws: `.invalid` when groups or roles are there but not in the JSON that they should be in.
  init(_ client: CoderClient) throws(ProviderError) {
    let environment = client.environment
    name = client.workspace.ownerName
    fullName = environment["CODER_WORKSPACE_OWNER_NAME"] ?? "default"
    email = environment["CODER_WORKSPACE_OWNER_EMAIL"] ?? "default@example.com"
    sshPublicKey = environment["CODER_WORKSPACE_OWNER_SSH_PUBLIC_KEY"] ?? ""
    sshPrivateKey = environment["CODER_WORKSPACE_OWNER_SSH_PRIVATE_KEY"] ?? ""
    groups = try Self.decode("CODER_WORKSPACE_OWNER_GROUPS", environment) ?? []
    sessionToken = environment["CODER_WORKSPACE_OWNER_SESSION_TOKEN"] ?? ""
    oidcAccessToken = environment["CODER_WORKSPACE_OWNER_OIDC_ACCESS_TOKEN"] ?? ""
    loginType = environment["CODER_WORKSPACE_OWNER_LOGIN_TYPE"]
    rbacRoles = try Self.decode("CODER_WORKSPACE_OWNER_RBAC_ROLES", environment) ?? []
  }

  private static func decode<Content: Decodable>(
    _ name: String, _ environment: CoderEnvironment
  ) throws(ProviderError) -> Content? {
    guard let text = environment.exact(name) else { return nil }
    do {
      return try JSONDecoding(keys: .snakeCase).decode(Content?.self, from: JSON.parse(text))
    } catch {
      throw ProviderError(
        .invalid, "The environment variable \(name) does not hold the JSON that it should.", cause: error)
    }
  }
}
