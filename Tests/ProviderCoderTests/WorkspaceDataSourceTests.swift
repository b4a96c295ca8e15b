import ProviderAPI
import ProviderKit
import Testing
import Values

@testable import ProviderCoder

@Suite struct WorkspaceDataSourceTests {
  @Test func `a plan by hand is for a workspace called default that is being started`() async throws {
    let workspace = try await TestCoder().read("coder_workspace")
    #expect(workspace["name"] == .string("default"))
    #expect(workspace["transition"] == .string("start"))
    #expect(workspace["start_count"] == .number(1))
    #expect(workspace["access_url"] == .string("https://mydeployment.coder.com"))
    #expect(workspace["access_port"] == .number(443))
    #expect(workspace["template_id"] == .string(""))
    #expect(workspace["prebuild_count"] == .number(0))
  }

  @Test(arguments: [("start", 1), ("stop", 0), ("destroy", 0)])
  func `only a start counts as one`(transition: String, count: Int) async throws {
    let coder = try await TestCoder(["CODER_WORKSPACE_TRANSITION": transition])
    #expect(try await coder.read("coder_workspace")["start_count"] == .number(count))
  }

  @Test func `the identifier given is taken, and without one the same is derived in every run`() async throws
  {
    func id(_ environment: [String: String] = [:], key: String = "/a") async throws -> Value? {
      try await TestCoder(environment, key: key).read("coder_workspace")["id"]
    }
    let derived = try await id()
    #expect(try await id() == derived)
    #expect(derived?.asString?.count == 36)
    #expect(try await id(key: "/b") != derived)
    #expect(try await id(["CODER_WORKSPACE_NAME": "other"]) != derived)
    #expect(try await id(["CODER_WORKSPACE_OWNER": "bob"]) != derived)
    #expect(try await id(["CODER_WORKSPACE_ID": "given"]) == .string("given"))
    #expect(try await id(["CODER_WORKSPACE_ID": ""]) == derived)
  }

  /// The identifiers are in the names of volumes: another derivation would lose their data.
  @Test func `derived identifiers never change`() {
    let identity = WorkspaceIdentity(key: "/home/ann/box", CoderEnvironment([:]))
    #expect(identity.id == "5417eae2-085f-5cab-afc8-f64b8aa73001")
    #expect(identity.ownerID == "1e3f2fcd-a44d-5f2c-9fb1-8d735aea66d1")
  }

  @Test(arguments: [("http://localhost:3000", 3000), ("http://coder.test", 80), ("https://coder.test/", 443)])
  func `the port is that of the URL`(url: String, port: Int) async throws {
    let workspace = try await TestCoder(["CODER_AGENT_URL": url]).read("coder_workspace")
    #expect(workspace["access_url"] == .string(url))
    #expect(workspace["access_port"] == .number(port))
  }

  @Test func `the block's URL wins over the environment, and may not be empty`() async throws {
    let coder = try await TestCoder(["CODER_AGENT_URL": "http://a.test"], url: "http://b.test")
    #expect(try await coder.read("coder_workspace")["access_url"] == .string("http://b.test"))
    await #expect(throws: ProviderError(.invalid, "")) { try await TestCoder(url: "") }
  }

  @Test func `a build needs to know its template`() async throws {
    var environment = ["CODER_WORKSPACE_BUILD_ID": "1", "CODER_WORKSPACE_TEMPLATE_NAME": "docker"]
    environment["CODER_WORKSPACE_TEMPLATE_VERSION"] = "v1"
    let incomplete = try await TestCoder(environment)
    await #expect(throws: ProviderError(.invalid, "")) { try await incomplete.read("coder_workspace") }
    environment["CODER_WORKSPACE_TEMPLATE_ID"] = "t"
    #expect(try await TestCoder(environment).read("coder_workspace")["template_id"] == .string("t"))
  }

  @Test(arguments: [
    (["CODER_WORKSPACE_IS_PREBUILD": "TRUE"], true, false),
    (["CODER_WORKSPACE_IS_PREBUILD": "true", "CODER_WORKSPACE_IS_PREBUILD_CLAIM": "true"], false, true),
    (["CODER_WORKSPACE_IS_PREBUILD": "1"], false, false),
  ])
  func `a workspace that is claimed is no prebuild any more`(
    environment: [String: String], isPrebuild: Bool, isClaim: Bool
  ) async throws {
    let workspace = try await TestCoder(environment).read("coder_workspace")
    #expect(workspace["is_prebuild"] == .bool(isPrebuild))
    #expect(workspace["prebuild_count"] == .number(isPrebuild ? 1 : 0))
    #expect(workspace["is_prebuild_claim"] == .bool(isClaim))
  }

  @Test func `old templates find the owner in the workspace`() async throws {
    let coder = try await TestCoder([
      "CODER_WORKSPACE_OWNER": "ann", "CODER_WORKSPACE_OWNER_GROUPS": #"["dev"]"#,
    ])
    let workspace = try await coder.read("coder_workspace")
    let owner = try await coder.read("coder_workspace_owner")
    #expect(workspace["owner"] == .string("ann"))
    #expect(workspace["owner_id"] == owner["id"])
    #expect(workspace["owner_email"] == .string("default@example.com"))
    #expect(workspace["owner_groups"] == .list([.string("dev")], of: .string))
    let schema = WorkspaceDataSource.schema.schema.block
    #expect(schema.attributes["owner"]?.deprecation != nil)
  }
}
