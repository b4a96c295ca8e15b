import Diagnostics
import Testing
import Workspaces

@Suite struct FleetReaderTests {
  private func read(_ texts: String...) -> (workspaces: [DesiredWorkspace], problems: [Diagnostic]) {
    var reader = FleetReader()
    return reader.read(texts.enumerated().map { SourceFile(name: "fleet\($0.offset).hcl", text: $0.element) })
  }

  @Test func `what the files say is what is wanted`() throws {
    let (workspaces, problems) = read(
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
    #expect(problems.isEmpty)
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
  func `a mistake is told with its place, and keeps its workspace from being built`(
    text: String, message: String
  ) {
    let (workspaces, problems) = read(text)
    #expect(workspaces.isEmpty)
    #expect(problems.contains { $0.detail.contains(message) }, "\(problems.map(\.detail))")
    #expect(problems.allSatisfy { $0.subject != nil })
  }

  @Test func `a mistake keeps no other workspace from being built`() {
    let (workspaces, problems) = read(
      """
      workspace "wrong" {
        template = "box"
        runing   = true
      }
      workspace "dev" {
        template = "box"
      }
      workspace "twice" {
        template = "box"
      }
      """, "workspace \"TWICE\" {\n  template = \"box\"\n}\n", "workspace \"broken\" {",
      "workspace \"other\" {\n  template = \"box\"\n}\n")
    #expect(workspaces.map(\.name) == ["dev", "other"])
    #expect(problems.map { $0.subject?.file.name } == ["fleet0.hcl", "fleet2.hcl", "fleet1.hcl"])
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
