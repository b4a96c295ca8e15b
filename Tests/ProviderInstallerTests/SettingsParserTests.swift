import Testing

@testable import ProviderInstaller

@Suite struct SettingsParserTests {
  private func parse(_ text: String) throws -> SettingsTree {
    var parser = SettingsParser(text)
    return try parser.parse()
  }

  @Test func `names in quotes, blocks with labels, comments`() throws {
    let tree = try parse(
      """
      # one
      plugin_cache_dir = "$HOME/cache" // two
      disable_checkpoint = true
      /* three
         lines */
      credentials "app.example.com" { token = "x\\"y" }
      provider_installation {
        dev_overrides { "a/b" = "/tmp/b" }
        direct { exclude = ["a/*", "b/*"] }
      }
      """)
    #expect(tree["plugin_cache_dir"] == .text("$HOME/cache"))
    #expect(tree["disable_checkpoint"] == .word("true"))
    #expect(tree.blocks("credentials").first?.body["token"] == .text("x\"y"))
    let installation = try #require(tree["provider_installation"])
    #expect(installation["dev_overrides"]?["a/b"] == .text("/tmp/b"))
    #expect(installation["direct"]?["exclude"]?.elements.count == 2)
  }

  @Test(arguments: ["a", "a = ", "a = [1 2]", "a = \"x", "a = {", "= 1", "a \"b\" 3"])
  func `what is incomplete is refused`(text: String) {
    #expect(throws: SettingsParser.Problem.self) { try parse(text) }
  }

  @Test func `blocks that nest without end are refused`() {
    #expect(throws: SettingsParser.Problem.self) {
      try parse(String(repeating: "a {", count: 100_000))
    }
  }
}
