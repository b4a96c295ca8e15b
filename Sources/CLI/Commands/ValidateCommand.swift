import ArgumentParser
import Diagnostics
import Values

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check the configuration without looking at what exists.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      _ = try await run.loadConfiguration()
      run.view.note("Success! The configuration is valid.\n")
      return .success
    }
  }
}
