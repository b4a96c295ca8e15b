import FoundationEssentials
import StarterTemplates
import TestSupport
import Testing

@Suite struct StarterTemplateTests {
  private static let names = ["docker", "docker-minimal", "devcontainer"]

  @Test func `the program holds the templates as they are in the repository`() throws {
    #expect(
      RepositoryFile("Sources/StarterTemplates/Embedded.swift").isSame(as: try Self.source()),
      "RCW_ACCEPT=1 brings it up to date.")
  }

  @Test func `each says what it is for`() {
    #expect(StarterTemplate.all.map(\.name) == Self.names)
    for template in StarterTemplate.all { #expect(!template.summary.isEmpty) }
  }

  /// What the file has to say.
  private static func source() throws -> String {
    let templates = try names.map { name in
      let files = try ["README.md", "main.tf"].map { file in
        let text = try String(contentsOfFile: "\(root)/templates/\(name)/\(file)", encoding: .utf8)
        return
          "        File(\n          path: \"\(file)\",\n          text: #\"\"\"\n\(indented(text))\n            \"\"\"#),\n"
      }
      return "    StarterTemplate(\n      name: \"\(name)\",\n      files: [\n\(files.joined())      ]),\n"
    }
    return """
      // Made of the folder templates by StarterTemplateTests, with RCW_ACCEPT=1.

      extension StarterTemplate {
        public static let all = [
      \(templates.joined())  ]
      }

      """
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "            \($0)" }.joined(separator: "\n")
  }

  private static var root: String {
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  }
}
