import Diagnostics
import Engine
import StateStorage

/// How a run shows itself.
protocol View: Sendable {
  func show(_ diagnostics: [Diagnostic])
  /// May be called from several tasks at once.
  func show(_ event: EngineEvent)
  func show(_ plan: Plan)
  /// The end of an apply.
  func show(_ outcome: Outcome, of plan: Plan)
  func show(_ outputs: [String: OutputState])
  /// What a command has come to, in words for a person.
  func say(_ text: String)
  /// A remark that is not part of the result.
  func note(_ text: String)
}

extension ViewOptions {
  func view(_ environment: [String: String]) -> any View {
    json ? JSONView() : TextView(style: style(environment), compactsWarnings: compactWarnings)
  }

  /// Colours for a terminal that has them, unless they are not wanted.
  func style(_ environment: [String: String]) -> Style {
    let isPlain = noColor || environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Style(isColoured: Output.standard.isTerminal && !isPlain && environment["TERM"] != "dumb")
  }
}
