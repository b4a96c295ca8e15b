import Diagnostics
import Testing
import Workspaces

@Suite struct FleetReaderTests {
  private func read(_ text: String) throws -> [DesiredWorkspace] {
    var reader = FleetReader()
    return try reader.read([SourceFile(name: "fleet.hcl", text: text)])
  }

  @Test func `what the files say is what is wanted`() throws {
    let workspaces = try read(
      """
      workspace "dev" {
        owner      = "ann"
        template   = "box"
        version    = "v2"
        parameters = { cpus = 2, region = "ams" }
        running    = false
        schedule {
          start      = "9:30AM Mon-Fri UTC"
          stop_after = "8h"
        }
      }
      workspace "plain" {
        template = "box"
      }
      """)
    let dev = try #require(workspaces.first)
    #expect(dev.name == "dev" && dev.owner == "ann" && dev.template == "box" && dev.version == "v2")
    #expect(dev.parameters == ["cpus": "2", "region": "ams"] && !dev.isRunning)
    #expect(dev.autostart?.cron == "30 9 * * mon-fri" && dev.ttl == .seconds(28_800))
    let plain = try #require(workspaces.last)
    #expect(plain.owner == nil && plain.version == nil && plain.isRunning && plain.ttl == nil)
  }

  @Test(arguments: [
    (#"workspace "a" { templat = "x" }"#, #"Did you mean "template"?"#),
    (#"workspace "a" { }"#, "needs a template"), (#"workspace { template = "x" }"#, "has one label"),
    (#"workspac "a" { }"#, #"Did you mean "workspace"?"#), ("workspace \"a\" {", "closing brace"),
    ("workspace \"a\" {\n template = \"x\"\n schedule {\n start = \"never\"\n }\n}", "is no schedule"),
    ("workspace \"a\" {\n template = \"x\"\n running = \"maybe\"\n}", "does not fit"),
    ("workspace \"a\" {\n template = x\n}", "no variable named"),
    ("workspace \"a\" {\n template = \"x\"\n}\nworkspace \"A\" {\n template = \"x\"\n}", "already"),
  ])
  func `a mistake is told with its place`(text: String, message: String) throws {
    let error = try #require(throws: DiagnosticsError.self) { try read(text) }
    #expect(error.diagnostics.contains { $0.detail.contains(message) }, "\(error.diagnostics.map(\.detail))")
    #expect(error.diagnostics.allSatisfy { $0.subject != nil })
  }

  @Test func `a project wants one workspace, which needs no name`() throws {
    var reader = FleetReader()
    let file = SourceFile(name: "workspace.hcl", text: "workspace {\n  template = \"box\"\n}\n")
    #expect(try reader.read(project: file, name: "cli-main").name == "cli-main")
    let stray = "workspace {\n  template = \"box\"\n  context = \".\"\n}"
    for text in ["", "workspace {\n}", "workspace \"x\" {\n  template = \"box\"\n}", stray] {
      var reader = FleetReader()
      #expect(throws: DiagnosticsError.self) {
        try reader.read(project: SourceFile(name: "workspace.hcl", text: text), name: "x")
      }
    }
  }
}
