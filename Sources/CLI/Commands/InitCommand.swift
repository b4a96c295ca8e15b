import ArgumentParser

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Fetch the modules that the configuration calls.",
    discussion: """
      Not needed before other commands: they fetch what is missing themselves, and providers are part of the \
      program.
      """)

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      run.view.show(try await run.loadConfiguration().warnings)
      run.view.note("The configuration is complete. Plan it with:\n    rcw plan\n")
      return .success
    }
  }
}
