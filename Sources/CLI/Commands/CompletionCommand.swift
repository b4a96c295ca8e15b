import ArgumentParser

struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Print a script that completes commands and options in a shell.",
    discussion: """
      bash: rcw completion bash >~/.local/share/bash-completion/completions/rcw
      zsh:  rcw completion zsh >"${fpath[1]}/_rcw"
      fish: rcw completion fish >~/.config/fish/completions/rcw.fish
      """)

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: String

  func validate() throws {
    guard CompletionShell(rawValue: shell) != nil else {
      throw ValidationError("There is no script for \"\(shell)\". The shells are bash, zsh and fish.")
    }
  }

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else { return }
    Output.standard.print(RCW.completionScript(for: shell) + "\n")
  }
}
