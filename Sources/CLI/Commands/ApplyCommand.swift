import ArgumentParser
import Diagnostics
import Engine
import StateStorage

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make what exists match the configuration.",
    discussion: "Shows the plan and asks before anything is done.")

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var approval: ApprovalOptions

  func run() async throws {
    let options = try planning.engineOptions()
    try await Run(view: view, variables: variables, state: state).perform { run in
      try await Applying(run: run, options: options, isApproved: approval.autoApprove).apply()
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
