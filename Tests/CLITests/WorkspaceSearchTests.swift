import Diagnostics
import Testing
import Workspaces

@testable import Catalog
@testable import rcw

@Suite struct WorkspaceSearchTests {
  private var listing: WorkspaceListing {
    let workspace = Workspace(id: "1", name: "api-dev", owner: "ann", templateID: "t", versionID: "v")
    return WorkspaceListing(
      workspace, templateName: "box", versionName: "v1", activeVersionID: "v2", latestBuild: nil)
  }

  @Test(arguments: [
    ("", true), ("dev", true), ("API", true), ("web", false), ("owner:me", true), ("owner:bob", false),
    ("template:box name:api", true), ("template:bo", false), ("status:pending", true),
    ("status:running", false), ("outdated:true dormant:false", true), ("outdated:false", false),
  ])
  func `all words have to fit`(_ words: String, _ fits: Bool) throws {
    #expect(try WorkspaceSearch(words, user: "ann").fits(listing) == fits)
  }

  @Test(arguments: ["statu:running", "status:runing"])
  func `a word that means nothing is refused`(_ words: String) {
    #expect(throws: DiagnosticsError.self) { try WorkspaceSearch(words, user: "ann") }
  }
}
