import ArgumentParser
import Diagnostics
import Engine
import StateStorage

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make what exists match the configuration.",
    discussion: "Shows the plan and asks before anything is done. A saved plan is carried out without asking."
  )

  @Argument(help: "A plan that rcw plan -out saved.")
  var savedPlan: String?

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var approval: ApprovalOptions

  func run() async throws {
    let options = try planning.engineOptions()
    try refuseOptionsOfPlanning(options)
    try await Run(view: view, variables: variables, state: state).perform { run in
      let applying = Applying(run: run, options: options, isApproved: approval.autoApprove)
      guard let savedPlan else { return try await applying.apply() }
      return try await applying.apply(savedPlan: savedPlan)
    }
  }

  /// What a saved plan has settled cannot be changed any more.
  private func refuseOptionsOfPlanning(_ options: PlanOptions) throws {
    guard savedPlan != nil else { return }
    guard variables.arguments.isEmpty, variables.parameters.isEmpty else {
      throw ValidationError("A saved plan has its values already: leave out -var, -var-file and -parameter.")
    }
    guard options.mode == .normal, options.refreshes, options.targets.isEmpty, options.excluded.isEmpty,
      options.replacing.isEmpty
    else {
      throw ValidationError(
        "What a saved plan does is settled: leave out -destroy, -refresh, -refresh-only, -target, -exclude and -replace."
      )
    }
  }
}

struct DestroyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy", abstract: "Destroy everything that is recorded.",
    discussion: "The same as `rcw apply -destroy`.")

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var approval: ApprovalOptions

  func run() async throws {
    let options = try planning.engineOptions(isDestroy: true)
    try await Run(view: view, variables: variables, state: state).perform { run in
      try await Applying(run: run, options: options, isApproved: approval.autoApprove).apply()
    }
  }
}

struct ApprovalOptions: ParsableArguments {
  @Flag(name: .customLong("auto-approve"), help: "Do not ask before anything is done.")
  var autoApprove = false
}
