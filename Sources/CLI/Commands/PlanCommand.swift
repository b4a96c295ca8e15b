import ArgumentParser
import Diagnostics
import Engine
import StateStorage

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what apply would do.",
    discussion: "Reads the configuration in the working directory and what exists, and changes nothing.")

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  @Flag(
    name: .customLong("detailed-exitcode"),
    help: "Exit with 0 when there is nothing to do, 2 when there is, 1 on an error.")
  var detailedExitCode = false

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      "Save the plan, for rcw apply FILE. The file holds sensitive values.", valueName: "file"))
  var out: String?

  func run() async throws {
    let options = try planning.engineOptions()
    try await Run(view: view, variables: variables, state: state).perform { run in
      let loaded = try await run.stateStore.load()
      let prepared = try await Planning(run: run, options: options).prepare()
      let plan = try await prepared.plan(loaded.snapshot ?? StateSnapshot())
      run.view.show(plan.warnings)
      run.view.show(plan)
      if let out {
        try SavedPlan(out).write(plan, of: prepared)
        run.view.note(
          "\nSaved the plan to: \(out)\n\nTo carry out exactly these actions, run:\n    rcw apply \(out.shellQuoted)\n"
        )
      }
      return detailedExitCode && !plan.isEmpty ? .changesPresent : .success
    }
  }
}
