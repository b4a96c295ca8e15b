import Testing

@testable import ProviderDocker

@Suite struct IgnoreRulesTests {
  @Test(arguments: [
    ("node_modules", "node_modules", true), ("node_modules", "node_modules/a/b.js", true),
    ("node_modules", "src/node_modules", false), ("/build", "build", true), ("./build/", "build/x", true),
    ("*.log", "a.log", true), ("*.log", "dir/a.log", false), ("**/*.log", "dir/deep/a.log", true),
    ("**/*.log", "a.log", true), ("a/**", "a/b/c", true), ("a/**", "a", false), ("a/**/c", "a/c", true),
    ("a/**/c", "a/x/y/c", true), ("a/**/c", "a/xc", false), ("?.txt", "a.txt", true),
    ("?.txt", "ab.txt", false),
    ("temp?", "temp1/file", true), ("[a-c].txt", "b.txt", true), ("[^a-c].txt", "b.txt", false),
    ("[^a-c].txt", "d.txt", true), (#"\*.txt"#, "*.txt", true), (#"\*.txt"#, "a.txt", false),
    ("[ab", "[ab", true),
    ("a/../b", "b", true), ("*", "anything/in/it", true), ("# comment", "# comment", false), ("", "x", false),
    (".", "x", false), ("ü*", "über", true),
  ])
  func `a line leaves out what fits it, and everything in a folder that does`(
    _ pattern: String, _ path: String, _ isExcluded: Bool
  ) {
    #expect(IgnoreRules(pattern, needed: []).excludes(path) == isExcluded)
  }

  @Test func `the last line that fits decides`() {
    let rules = IgnoreRules("*.md\n!README*.md\nREADME-secret.md\r\n", needed: [])
    #expect(rules.excludes("notes.md"))
    #expect(!rules.excludes("README.md"))
    #expect(rules.excludes("README-secret.md"))
  }

  @Test func `a file can be taken back out of a folder that is left out`() {
    let rules = IgnoreRules("dir\n!dir/keep.txt", needed: [])
    #expect(rules.excludes("dir"))
    #expect(rules.mayTakeBack(inside: "dir"))
    #expect(!rules.excludes("dir/keep.txt"))
    #expect(rules.excludes("dir/other.txt"))
  }

  @Test func `what the build itself needs is always sent`() {
    let rules = IgnoreRules("**", needed: ["docker/Dockerfile", ".dockerignore"])
    #expect(!rules.excludes("docker/Dockerfile"))
    #expect(!rules.excludes(".dockerignore"))
    #expect(rules.excludes("src"))
    #expect(rules.mayTakeBack(inside: "docker"))
    #expect(!rules.mayTakeBack(inside: "src"))
  }

  @Test func `a pattern of many stars is matched in bounded work`() throws {
    let pattern = try #require(IgnorePattern(line: String(repeating: "*a", count: 60)))
    #expect(!pattern.matches(String(repeating: "a", count: 400) + "b"))
  }
}
