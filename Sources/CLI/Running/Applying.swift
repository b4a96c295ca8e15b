import Diagnostics
import Engine
import StateStorage
import Values

/// Plans, asks, and carries out, with the state locked all the while.
struct Applying: Sendable {
  let run: Run
  let options: PlanOptions
  let isApproved: Bool

  func apply() async throws -> ExitStatus {
    let prepared = try await Planning(run: run, options: options).prepare()
    return try await run.withState(for: options.mode == .destroy ? "destroy" : "apply", prepared.root) {
      session in
      let state = try await prepared.settle(session.initial, in: session)
      let plan = try await prepared.plan(state)
      run.view.show(plan)
      run.view.show(plan.warnings)
      guard try isConfirmed(plan) else { return .failure }
      let outcome = try await prepared.apply(plan, in: session)
      try await reseal(outcome.state, in: session)
      return show(outcome, of: plan)
    }
  }

  /// Writes a state that nothing has changed, if that encrypts it as the configuration says now.
  private func reseal(_ state: StateSnapshot, in session: any StateSession) async throws {
    guard session.initial.isSealedOtherwise, state == session.initial.snapshot else { return }
    var next = state
    next.serial += 1
    try await session.write(next)
    run.view.note("The state is now encrypted as the configuration says.\n")
  }

  private func show(_ outcome: Outcome, of plan: Plan) -> ExitStatus {
    let isComplete = OutcomeText(outcome, of: plan).isComplete
    run.view.show(outcome.diagnostics)
    if isComplete, !(options.targets.isEmpty && options.excluded.isEmpty) {
      run.view.show([.incompleteTargets])
    }
    run.view.show(outcome, of: plan)
    if isComplete, plan.mode != .destroy { run.view.show(outcome.state.outputs) }
    return isComplete ? .success : .failure
  }

  // MARK: Saved plans

  /// Carries out a saved plan, which was approved by whoever saved it.
  func apply(savedPlan path: String) async throws -> ExitStatus {
    let saved = SavedPlan(path)
    let root = try await run.loadConfiguration().root
    let parameters = try WorkspaceParameters(run.settings, asksQuestions: run.asksQuestions)
    let providers = run.providers(for: root, parameters: parameters.desk)
    let file = try await saved.read(run, root: root, providers: providers)
    let prepared = PreparedRun(
      run: run, options: options, root: root, warnings: [],
      variables: try file.variables.merging(run.ephemeralValues(of: root)) { $1 }, parameters: parameters,
      providers: providers)
    return try await run.withState(for: "apply", root) { session in
      try saved.requireFresh(file, root: root, session.initial)
      return show(
        try await prepared.apply(
          file.plan, in: session, planTime: (try? Timestamp(file.details.created))?.seconds),
        of: file.plan)
    }
  }

  /// Whether the plan may be carried out. A plan without changes needs no word from anybody.
  private func isConfirmed(_ plan: Plan) throws -> Bool {
    guard !plan.isEmpty, !isApproved else { return true }
    guard run.asksQuestions else {
      throw DiagnosticsError(
        Diagnostic(
          "approval-needed", "Approval needed",
          "Nobody can be asked whether to go on. If the plan above is right, run this again with\n"
            + "    -auto-approve"))
    }
    let answer = Output.standard.ask("\n\(question)\n  Only \"yes\" goes on.\n\n  Enter a value: ")
    if answer == "yes" { return true }
    run.view.note("\n\(options.mode == .destroy ? "Destroy" : "Apply") cancelled. Nothing was changed.\n")
    return false
  }

  private var question: String {
    switch options.mode {
    case .normal: "Do you want to perform these actions?"
    case .destroy: "Do you really want to destroy all that is listed above? There is no way back."
    case .refreshOnly: "Do you want to record what was found? No object is changed."
    }
  }
}

extension Diagnostic {
  fileprivate static let incompleteTargets = Diagnostic(
    .warning, "targeting", "Applied changes may be incomplete",
    "The plan was confined by -target or -exclude, so other changes may be pending and outputs may be out of date. To see:\n"
      + "    rcw plan")
}
