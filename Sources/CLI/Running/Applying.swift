import Diagnostics
import Engine
import StateStorage

/// Plans, asks, and carries out, with the state locked all the while.
struct Applying: Sendable {
  let run: Run
  let options: PlanOptions
  let isApproved: Bool

  func apply() async throws -> ExitStatus {
    let prepared = try await Planning(run: run, options: options).prepare()
    return try await run.withState(for: options.mode == .destroy ? "destroy" : "apply") { session in
      let state = try await prepared.settle(session.initial, in: session)
      let plan = try await prepared.plan(state)
      run.view.show(plan.warnings)
      run.view.show(plan)
      guard try isConfirmed(plan) else { return .failure }
      let outcome = try await prepared.apply(plan, in: session)
      run.view.show(outcome.diagnostics)
      run.view.show(outcome, of: plan)
      run.view.show(outcome.state.outputs)
      return outcome.diagnostics.hasErrors || outcome.skipped > 0 ? .failure : .success
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
    let answer = Output.standard.ask(
      "\nDo you want to perform these actions?\n  Only \"yes\" will be accepted to approve.\n\n  Enter a value: "
    )
    if answer == "yes" { return true }
    run.view.note("\n\(options.mode == .destroy ? "Destroy" : "Apply") cancelled. Nothing was changed.\n")
    return false
  }
}
