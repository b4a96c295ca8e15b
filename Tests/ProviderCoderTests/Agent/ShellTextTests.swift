import ProviderKit
import Testing

@testable import ProviderCoder

@Suite struct ShellTextTests {
  /// What Go's os.Expand makes of these, with A set to "1" and nothing else.
  @Test(arguments: [
    ("$A", "1"), ("${A}", "1"), ("$A$A", "11"), ("$AB", ""), ("${A}B", "1B"), ("$B", ""), ("$", "$"),
    ("a$", "a$"),
    ("$ A", "$ A"), ("$.", "$."), ("${A", "A"), ("${}", ""), ("$$A", "A"), ("$1", ""), ("$(id)", "$(id)"),
    ("`id`", "`id`"),
    (#"\$A"#, #"\1"#), (#"a"b'c"#, #"a"b'c"#), ("${A-x}", ""), ("${A:-$(id)}", ""), ("", ""), ("\n", "\n"),
    ("!A", "!A"),
  ])
  func `variables are expanded and nothing else`(text: String, expanded: String) {
    let program = "printf %s \(ShellText.expanding(text))"
    for shell in AgentShell.allCases {
      let outcome = Processes.run(shell.words + ["-c", program], environment: ["A": "1"])
      #expect(outcome.output == expanded, "\(shell): \(program)")
    }
  }

  @Test(arguments: ["", "a", "it's", "''", #"\"#, "$A `id` $(id)", "'\u{301}", "a\nb", "-n", "*", "~"])
  func `a quoted text is one word with nothing special in it`(text: String) {
    for shell in AgentShell.allCases {
      let words = shell.words + ["-c", "printf %s \(ShellText.quoted(text))"]
      #expect(Processes.run(words).output == text, "\(shell)")
    }
  }

  @Test(arguments: [
    ("A", true), ("_a1", true), ("1A", false), ("", false), ("A-B", false), ("É", false), ("A B", false),
  ])
  func `a name is what a shell takes for one`(text: String, isName: Bool) {
    #expect(ShellText.isName(text) == isName)
  }
}
