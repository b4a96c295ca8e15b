import Testing

@testable import rcw

struct CommandArgumentsTests {
  private func arguments(_ line: [String], _ environment: [String: String] = [:]) throws -> [String] {
    try CommandArguments(line, of: RCW.commands, environment: environment).normalized
  }

  @Test(arguments: [
    (["plan", "-var", "a=b", "-no-color"], ["plan", "--var", "a=b", "--no-color"]),
    (["plan", "--refresh=false", "-input=true"], ["plan", "--no-refresh", "--input"]),
    (["plan", "-destroy=false", "-json=1"], ["plan", "--json"]), (["-version"], ["version"]),
    (["state", "list", "-id=x"], ["state", "list", "--id=x"]),
    (["apply", "--", "-file"], ["apply", "--", "-file"]), (["plan", "-lock=false"], ["plan", "--no-lock"]),
  ])
  func `options may have one dash, and switches values`(_ line: [String], _ normalized: [String]) throws {
    #expect(try arguments(line) == normalized)
  }

  @Test func `the environment's arguments stand before those of the command line`() throws {
    let environment = [
      "TF_CLI_ARGS": "-no-color", "TF_CLI_ARGS_plan": #"-var "a=b c" -refresh=false"#,
      "TF_CLI_ARGS_state_list": "-id=1",
    ]
    #expect(
      try arguments(["plan", "-json"], environment)
        == ["plan", "--var", "a=b c", "--no-refresh", "--no-color", "--json"])
    #expect(
      try arguments(["state", "list", "x"], environment) == ["state", "list", "--id=1", "--no-color", "x"])
    #expect(try arguments([], environment).isEmpty)
  }

  @Test func `an open quotation in the environment is refused`() {
    #expect(throws: GlobalOptionError.self) { try arguments(["plan"], ["TF_CLI_ARGS": "-var 'a"]) }
  }

  @Test(
    arguments: [
      ("", []), ("  a  b ", ["a", "b"]), (#"'a b' "c d""#, ["a b", "c d"]), (#"a\ b"#, ["a b"]),
      (#""a\"b\c""#, [#"a"b\c"#]), (#"'a\b'"#, [#"a\b"#]), (#"x"y"'z'"#, ["xyz"]), (#"'' """#, ["", ""]),
      ("$HOME *", ["$HOME", "*"]), ("'a", nil), (#""a"#, nil), (#"a\"#, nil),
    ] as [(String, [String]?)])
  func `words are cut as a shell cuts them`(_ line: String, _ words: [String]?) {
    #expect(ShellWords(line)?.words == words)
  }
}
