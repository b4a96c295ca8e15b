import ProviderAPI
import ProviderKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct WorkspaceOwnerDataSourceTests {
  @Test func `without a server the owner is called default`() async throws {
    let owner = try await TestCoder().read("coder_workspace_owner")
    #expect(owner["name"] == .string("default"))
    #expect(owner["full_name"] == .string("default"))
    #expect(owner["email"] == .string("default@example.com"))
    #expect(owner["groups"] == .list([], of: .string))
    #expect(owner["session_token"] == .string(""))
    #expect(owner["login_type"] == .null(.string))
  }

  @Test func `an owner's workspaces agree on the owner's identifier`() async throws {
    let environment = ["CODER_WORKSPACE_OWNER": "ann"]
    let one = try await TestCoder(environment, key: "/a").read("coder_workspace_owner")["id"]
    let other = try await TestCoder(environment, key: "/b").read("coder_workspace_owner")["id"]
    #expect(one == other)
    #expect(try await TestCoder(key: "/a").read("coder_workspace_owner")["id"] != one)
  }

  @Test func `groups and roles come in JSON`() async throws {
    let owner = try await TestCoder([
      "CODER_WORKSPACE_OWNER_GROUPS": #"["developers", "ops"]"#,
      "CODER_WORKSPACE_OWNER_RBAC_ROLES": #"[{"name": "member", "org_id": "o1"}]"#,
      "CODER_WORKSPACE_OWNER_LOGIN_TYPE": "github",
    ]).read("coder_workspace_owner")
    #expect(owner["groups"] == .list([.string("developers"), .string("ops")], of: .string))
    let role = Value.object(["name": .string("member"), "org_id": .string("o1")])
    #expect(owner["rbac_roles"] == .list([role], of: role.type))
    #expect(owner["login_type"] == .string("github"))
  }

  @Test(arguments: ["CODER_WORKSPACE_OWNER_GROUPS", "CODER_WORKSPACE_OWNER_RBAC_ROLES"])
  func `what is not the JSON that it should be is an error`(variable: String) async throws {
    for text in ["", "developers", #"{"name": 1}"#] {
      let coder = try await TestCoder([variable: text])
      await #expect(throws: ProviderError(.invalid, "")) { try await coder.read("coder_workspace_owner") }
    }
  }

  @Test func `secrets are sensitive`() {
    let attributes = WorkspaceOwnerDataSource.schema.schema.block.attributes
    #expect(
      attributes.filter(\.value.isSensitive).keys.sorted() == [
        "oidc_access_token", "session_token", "ssh_private_key",
      ])
  }
}
