import Addresses
import Diagnostics
import Engine
import StateStorage
import Values

/// Shows a run to a person.
struct TextView: View {
  private let style: Style
  private let output = Output.standard

  private let compactsWarnings: Bool

  init(style: Style, compactsWarnings: Bool = false) {
    self.style = style
    self.compactsWarnings = compactsWarnings
  }

  func show(_ diagnostics: [Diagnostic]) {
    let renderer = DiagnosticRenderer(
      colour: style.isColoured, width: output.width.map { max(40, $0 - 4) })
    for diagnostic in diagnostics {
      if diagnostic.severity == .error {
        output.error(renderer.render(diagnostic))
      } else {
        output.print(compactsWarnings ? "Warning: \(diagnostic.summary)\n" : renderer.render(diagnostic))
      }
    }
  }

  func show(_ event: EngineEvent) {
    switch event {
    case .progressed(let address, _, let text), .passing(let address, _, let text):
      if output.setLive("\(address)", "\(address): \(text)") { return }
      if case .passing = event { return }
    case .ended(let address, _, _, _), .failed(let address, _, _): _ = output.setLive("\(address)", nil)
    default: break
    }
    guard let line = EventText(event).line else { return }
    output.print(line + "\n")
  }

  func show(_ plan: Plan) { output.print(PlanText(style: style, plan: plan).text()) }

  func show(_ outcome: Outcome, of plan: Plan) {
    let text = OutcomeText(outcome, of: plan)
    let colour: Style.Colour = text.isComplete ? .green : .yellow
    output.print("\n" + style(text.headline, colour, .bold) + "\n")
    if !text.isComplete {
      output.print("What was done is recorded; run the command again to continue.\n")
    }
  }

  func show(_ outputs: [String: OutputState]) {
    guard !outputs.isEmpty else { return }
    output.print("\n" + style("Outputs:", .green, .bold) + "\n\n" + OutputsText(outputs).text)
  }

  func say(_ text: String) { output.print(text) }

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
    case .stillRunning(let address, let action, let id, let elapsed):
      "\(address): Still \(Self.gerund(action).lowercased())... [\(id.map { "id=\($0), " } ?? "")\(Self.clock(elapsed)) elapsed]"
    case .progressed(let address, _, let text), .passing(let address, _, let text): "\(address): \(text)"
    case .ended(let address, let action, let id, let took):
      "\(address): \(Self.noun(action)) complete after \(Self.seconds(took))\(action == .delete ? "" : Self.suffix(id))"
    case .imported(let address, let id): "\(address): Import complete [id=\(id)]"
    case .provisionerStarted(let address, let kind): "\(address): Provisioning with '\(kind)'..."
    case .provisionerSaid(let address, let kind, let line): "\(address) (\(kind)): \(line)"
    case .provisionerEnded: nil
    case .ephemeral(let address, .opening): "\(address): Opening..."
    case .ephemeral(let address, .opened(let took)):
      "\(address): Opening complete after \(Self.seconds(took))"
    case .ephemeral(let address, .closing): "\(address): Closing..."
    case .ephemeral(let address, .closed): "\(address): Closing complete"
    case .delivered(let address, let summary): "\(address): Delivered \(summary)"
    case .action(let invocation, let stage): Self.line(invocation, stage)
    case .failed(let address, let action, let took):
      "\(address): \(Self.noun(action)) failed after \(Self.seconds(took))"
    }
  }

  private static func line(_ invocation: ActionInvocation, _ stage: ActionStage) -> String {
    switch stage {
    case .started: "Action started: \(invocation)"
    case .progressed(let text): "Action \(invocation):\n\n\(text)\n"
    case .completed: "Action complete: \(invocation)"
    case .failed: "Action failed: \(invocation)"
    case .skipped: "Action skipped, as its condition does not hold: \(invocation)"
    }
  }

  private static func suffix(_ id: String?) -> String { id.map { " [id=\($0)]" } ?? "" }

  static func seconds(_ duration: Duration) -> String {
    let whole = Int(duration.components.seconds)
    return whole < 60 ? "\(whole)s" : "\(whole / 60)m\(whole % 60)s"
  }

  /// `00m10s`
  private static func clock(_ duration: Duration) -> String {
    let whole = Int(duration.components.seconds)
    return [(whole / 60, "m"), (whole % 60, "s")].map { "\($0.0)".padded(to: 2, with: "0") + $0.1 }.joined()
  }

  private static func gerund(_ action: Action) -> String {
    switch action {
    case .create: "Creating"
    case .update: "Modifying"
    case .delete: "Destroying"
    case .read: "Reading"
    case .noOp, .deleteThenCreate, .createThenDelete, .forget, .forgetThenCreate: "\(action.rawValue)"
    }
  }

  private static func noun(_ action: Action) -> String {
    switch action {
    case .create: "Creation"
    case .update: "Modifications"
    case .delete: "Destruction"
    case .read: "Read"
    case .noOp, .deleteThenCreate, .createThenDelete, .forget, .forgetThenCreate: "\(action.rawValue)"
    }
  }
}
