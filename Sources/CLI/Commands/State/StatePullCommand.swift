import ArgumentParser
import StateStorage

struct StatePullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Print the state file as it stands.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      guard let snapshot = try await run.stateStore().load().snapshot else { return .success }
      Output.standard.print(String(decoding: StateFile.encode(snapshot), as: UTF8.self))
      return .success
    }
  }
}
