import Diagnostics
import Engine

/// What an apply has come to, in one line.
struct OutcomeText {
  private let outcome: Outcome
  private let mode: Plan.Mode

  init(_ outcome: Outcome, of plan: Plan) {
    self.outcome = outcome
    mode = plan.mode
  }

  /// Whether all was done that the plan held.
  var isComplete: Bool { !outcome.diagnostics.hasErrors && outcome.skipped == 0 }

  var headline: String {
    let skipped = outcome.skipped > 0 ? ", \(outcome.skipped) not begun" : ""
    return isComplete
      ? "\(verb) complete! Resources: \(counts)." : "\(verb) incomplete. Resources: \(counts)\(skipped)."
  }

  private var verb: String { mode == .destroy ? "Destroy" : "Apply" }

  /// `1 added, 0 changed, 2 destroyed`
  var counts: String {
    let summary = outcome.summary
    if mode == .destroy { return "\(summary.delete) destroyed" }
    let imports = summary.imports > 0 ? "\(summary.imports) imported, " : ""
    return "\(imports)\(summary.create) added, \(summary.update) changed, \(summary.delete) destroyed"
  }
}
