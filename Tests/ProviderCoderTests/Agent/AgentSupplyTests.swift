import ProviderAPI
import TestSupport
import Testing

@testable import ProviderCoder

/// How files come to the agent.
@Suite struct AgentSupplyTests {
  private static let awkward = [
    "", "no line end", "it's 'quoted' \"twice\" `id` $HOME ${HOME} $(id) $((1+1))\n",
    #"\ \\ \n \0101 %s %b %%"# + "\n",
    "cat <<'EOF'\nend\nEOF\n'\n}\n", "a\r\nb\r\n", "tab\tbell\u{7}escape\u{1B}[0m delete\u{7F}\n",
    "é 漢字 🚀 '\u{301}\n",
    "http://localhost:8080 127.0.0.1 localhostlocalhost\n", "$$ $$$ $$( $(NAME) $\n", "-n -e \\c\n", "\n\n\n",
    "  indented\n",
    String(repeating: "echo \"line\" 'of' a long script \\\n", count: 2000),
  ]

  @Test(arguments: AgentShell.allCases)
  func `what the init script brings along arrives byte for byte`(shell: AgentShell) throws {
    for text in Self.awkward {
      let files = AgentFiles.of(AgentJob(name: "job", title: "An agent's \"job\"\n$(id)", script: text))
      let script = try InitScript.carrying(files)
      for replaced in ["localhost", "127.0.0.1", "$$", "$(NAME)"] { #expect(!script.contains(replaced)) }
      // As templates put it into an indented block of another language.
      let indented = script.replacing("\n", with: "\n      ")
      let trial = try AgentTrial(script: indented, in: shell, "settled")
      #expect(trial.outcome.exitCode == 0, "\(trial.outcome.output)")
      for file in files { #expect(trial.file("in/\(file.name)") == file.content) }
    }
  }

  @Test func `an init script that no container could take is refused`() {
    let agent = AgentObject.make(startup: String(repeating: "x", count: InitScript.maxLength))
    #expect(throws: ProviderError(.invalid, "")) { try InitScript(agent).text() }
    #expect(throws: Never.self) { try InitScript(agent, .delivered(patience: .seconds(1))).text() }
  }

  /// The startup script delivers another one.
  @Test(arguments: AgentShell.allCases)
  func `what is delivered later runs too, and nothing twice`(shell: AgentShell) throws {
    let startup = """
      echo run >>~/runs
      printf '_title=Late _on_start=yes\\n' >"$A/in/late.settings"
      printf 'echo $LATE' >"$A/in/late.script"
      printf 'export LATE=late\\n' >"$A/in/env"
      printf 'second\\nstartup\\nlate\\nend\\n' >"$A/in/manifest"
      """
    let trial = try AgentTrial(
      .make(startup: startup), in: shell, #"until [ -f "$A/job/late/result" ]; do sleep 0.05; done; settled"#)
    #expect(trial.file("log/late.log") == "late\n")
    #expect(trial.home("runs") == "run\n")
  }

  @Test(arguments: AgentShell.allCases)
  func `an agent that waits says so after a while, and starts when something comes`(shell: AgentShell) throws
  {
    let files = AgentFiles.of(AgentJob(name: "job", title: "Job", script: "echo here\n", runsOnStart: true))
    let copies = files.map { "cat >\"$A/in/\($0.name)\" <<'RCW'\n\($0.content)RCW\n" }.joined()
    let trial = try AgentTrial(
      script: InitScript(.make(), .delivered(patience: .seconds(1))).text(), in: shell,
      meanwhile: #"until [ -f "$A/status" ]; do sleep 0.05; done; settled; cat "$A/status"; \#n\#(copies)"#,
      AgentTrial.printStatus)
    #expect(trial.outcome.output.contains("nothing has been delivered"))
    #expect(trial.outcome.output.contains("start_timeout\n"))
    #expect(trial.outcome.output.contains(#""state":"ready""#))
    #expect(trial.file("log/job.log") == "here\n")
  }

  @Test func `after a restart what was delivered wins over what the init script brings along`() throws {
    let delivered = AgentFiles.of(
      AgentJob(name: "startup", title: "", script: "echo delivered", runsOnStart: true))
    let trial = try AgentTrial(.make(startup: "echo embedded"), given: delivered, "settled")
    #expect(trial.file("log/startup.log") == "delivered\n")
  }

  /// The machine is made anew with the same home, and nobody is there to deliver anything.
  @Test(arguments: AgentShell.allCases)
  func `what was delivered last is run when nothing is delivered after a restart`(shell: AgentShell) throws {
    let delivered = AgentFiles.of(
      AgentJob(name: "job", title: "", script: "echo run >>~/runs", runsOnStart: true))
    let script = try InitScript(.make(), .delivered(patience: .seconds(1))).text()
    let first = try AgentTrial(script: script, in: shell, given: delivered, "settled")
    #expect(first.home("runs") == "run\n")
    let again = try AgentTrial(
      script: script, in: shell, after: first, #"until [ -f "$A/job/job/result" ]; do sleep 0.05; done"#)
    #expect(again.home("runs") == "run\nrun\n")
    #expect(again.outcome.output.contains("starting what was delivered last"))
  }

  @Test func `a manifest that is not complete does not count`() throws {
    let delivered = AgentFiles.of(AgentJob(name: "job", title: "", script: "echo here", runsOnStart: true))
    var cut = delivered
    cut[cut.count - 1].content = "1\njob\n"
    let trial = try AgentTrial(
      script: InitScript(.make(), .delivered(patience: .seconds(60))).text(), given: cut,
      meanwhile: #"until [ -f "$A/status" ]; do sleep 0.05; done; ls "$A/job"; echo end >>"$A/in/manifest""#,
      "settled")
    #expect(trial.outcome.output == "")
    #expect(trial.file("log/job.log") == "here\n")
  }
}
