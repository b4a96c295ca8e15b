import Addresses
import Diagnostics
import Engine
import StateStorage
import Values

/// Shows a run to a person.
struct TextView: View {
  private let style: Style
  private let output = Output.standard

  init(style: Style) { self.style = style }

  func show(_ diagnostics: [Diagnostic]) {
    let renderer = DiagnosticRenderer(
      colour: style.isColoured, width: output.width.map { max(40, $0 - 4) })
    for diagnostic in diagnostics {
      let text = renderer.render(diagnostic)
      if diagnostic.severity == .error { output.error(text) } else { output.print(text) }
    }
  }

  func show(_ event: EngineEvent) {
    guard let line = EventText(event).line else { return }
    output.print(line + "\n")
  }

  func show(_ plan: Plan) { output.print(PlanText(style: style, plan: plan).text()) }

  func show(_ outcome: Outcome, of plan: Plan) {
    guard !outcome.diagnostics.hasErrors, outcome.skipped == 0 else { return showUnfinished(outcome) }
    let summary = outcome.summary
    let counts =
      plan.mode == .destroy
      ? "\(summary.delete) destroyed"
      : "\(summary.create) added, \(summary.update) changed, \(summary.delete) destroyed"
    let verb = plan.mode == .destroy ? "Destroy" : "Apply"
    output.print("\n" + style("\(verb) complete! Resources: \(counts).", .green, .bold) + "\n")
  }

  private func showUnfinished(_ outcome: Outcome) {
    let summary = outcome.summary
    let skipped = outcome.skipped > 0 ? ", \(outcome.skipped) not begun" : ""
    output.print(
      "\n"
        + style(
          "Apply incomplete. Resources: \(summary.create) added, \(summary.update) changed, "
            + "\(summary.delete) destroyed\(skipped).", .yellow, .bold)
        + "\nWhat was done is recorded; run the command again to continue.\n")
  }

  func show(_ outputs: [String: OutputState]) {
    guard !outputs.isEmpty else { return }
    output.print("\n" + style("Outputs:", .green, .bold) + "\n\n" + OutputsText(outputs).text)
  }

  func note(_ text: String) { output.error(text) }
}

/// One line about an event, in the words of Terraform's users.
struct EventText {
  private let event: EngineEvent

  init(_ event: EngineEvent) { self.event = event }

  /// nil for events that are not worth a line.
  var line: String? {
    switch event {
    case .refreshStarted(let address, let id): "\(address): Refreshing state...\(Self.suffix(id))"
    case .refreshEnded: nil
    case .started(let address, let action, let id):
      "\(address): \(Self.gerund(action))...\(action == .create ? "" : Self.suffix(id))"
    case .progressed(let address, _, let text): "\(address): \(text)"
    case .ended(let address, let action, let id, let took):
      "\(address): \(Self.noun(action)) complete after \(Self.seconds(took))\(action == .delete ? "" : Self.suffix(id))"
    case .delivered(let address, let summary): "\(address): Delivered \(summary)"
    case .failed(let address, let action, let took):
      "\(address): \(Self.noun(action)) failed after \(Self.seconds(took))"
    }
  }

  private static func suffix(_ id: String?) -> String { id.map { " [id=\($0)]" } ?? "" }

  static func seconds(_ duration: Duration) -> String {
    let whole = Int(duration.components.seconds)
    return whole < 60 ? "\(whole)s" : "\(whole / 60)m\(whole % 60)s"
  }

  private static func gerund(_ action: Action) -> String {
    switch action {
    case .create: "Creating"
    case .update: "Modifying"
    case .delete: "Destroying"
    case .read: "Reading"
    case .noOp, .deleteThenCreate, .createThenDelete, .forget: "\(action.rawValue)"
    }
  }

  private static func noun(_ action: Action) -> String {
    switch action {
    case .create: "Creation"
    case .update: "Modifications"
    case .delete: "Destruction"
    case .read: "Read"
    case .noOp, .deleteThenCreate, .createThenDelete, .forget: "\(action.rawValue)"
    }
  }
}
