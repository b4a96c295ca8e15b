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

  @Option(
    name: .customLong("generate-config-out"),
    help: ArgumentHelp(
      "Write blocks for the import targets that have none to a new file, and plan with them.",
      valueName: "file"))
  var generateConfigOut: String?

  func run() async throws {
    let options = try planning.engineOptions()
    try await Run(view: view, variables: variables, state: state).perform { run in
      var prepared = try await Planning(run: run, options: options).prepare()
      let loaded = try await run.stateStore(prepared.root).load()
      if let generateConfigOut,
        try await prepared.generateConfiguration(to: generateConfigOut, loaded.snapshot ?? StateSnapshot())
      {
        prepared = try await Planning(run: run, options: options).prepare()
        run.view.note("\nWrote configuration for what is imported to \(generateConfigOut). Review it.\n")
      }
      let plan = try await prepared.plan(loaded.snapshot ?? StateSnapshot())
      run.view.show(plan)
      run.view.show(plan.warnings + loaded.openIntents.map(Diagnostic.unsettled))
      if let out { try await SavedPlan(out).write(plan, of: prepared) }
      if !view.json, out != nil || !plan.isEmpty { Output.standard.print(advice(run)) }
      return detailedExitCode && !plan.isEmpty ? .changesPresent : .success
    }
  }

  /// How the plan becomes true; less of it where a program reads.
  private func advice(_ run: Run) -> String {
    let isAutomated = !(run.environment["TF_IN_AUTOMATION"] ?? "").isEmpty
    guard let out else {
      return isAutomated ? "" : "\nThe plan is not saved: rcw apply makes a new one. -out=FILE saves it.\n"
    }
    return isAutomated
      ? "\nSaved the plan to: \(out)\n"
      : "\nSaved the plan to: \(out)\n\nTo carry out exactly these actions, run:\n    rcw apply \(out.shellQuoted)\n"
  }
}

extension Diagnostic {
  fileprivate static func unsettled(_ intent: Intent) -> Diagnostic {
    Diagnostic(
      .warning, "unsettled", "Interrupted run",
      "An earlier run was interrupted while it worked on \(intent.address). The next apply or destroy finds out "
        + "what came of that, and the plan may then be another one.", address: intent.address)
  }
}
