import ArgumentParser
import Engine
import Language
import StateStorage

struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Evaluate expressions.",
    discussion: """
      Reads expressions and prints their values, computed from the configuration in the working directory and \
      from what is recorded. type(…) shows the type of a value, help what else there is. End with exit or Ctrl-D.
      """)

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let (root, warnings) = try await run.loadConfiguration(mayBeAbsent: true)
      run.view.show(warnings)
      let inspector = Inspector(
        root, state: try await run.stateStore(root).load().snapshot ?? StateSnapshot(),
        variables: try run.variableValues(of: root), providers: run.providers(),
        environment: run.scopeEnvironment(isPlanning: false))
      let functions = run.scopeEnvironment(isPlanning: false).functions
      let isFlawless = await Console(
        inspector: inspector, view: run.view, names: ConsoleNames(root, functions: functions),
        help: FunctionHelp(functions: functions), history: ConsoleHistory(environment: run.environment)
      ).answer()
      await inspector.close()
      return isFlawless ? .success : .failure
    }
  }
}
