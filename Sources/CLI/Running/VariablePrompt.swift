import Language

/// Asks a person for an input variable.
struct VariablePrompt {
  private let variable: VariableConfig

  init(_ variable: VariableConfig) { self.variable = variable }

  func ask() -> String? {
    let summary = variable.summary.map { "  \($0)\n" } ?? ""
    return Output.standard.ask("var.\(variable.name)\n\(summary)\n  Enter a value: ")
  }
}
