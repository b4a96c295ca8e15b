import ProviderCoder

/// Asks a person for a workspace parameter.
struct ParameterQuestion {
  private let prompt: ParameterPrompt

  init(_ prompt: ParameterPrompt) { self.prompt = prompt }

  /// The answer; the value of an option may be given by the option's number. nil at the end of input.
  func ask() -> String? {
    guard let answer = Output.standard.ask(text) else { return nil }
    guard !prompt.isMultipleChoice, let number = Int(answer), prompt.options.indices.contains(number - 1)
    else {
      return answer
    }
    return prompt.options[number - 1].value
  }

  private var text: String {
    let problem = prompt.problem.map { "\($0)\n" } ?? ""
    let description = prompt.description.map { "  \($0)\n" } ?? ""
    let options = prompt.options.enumerated().map { index, option in
      "    \(index + 1)) \(option.name)\(option.description.map { ": \($0)" } ?? "")\n"
    }
    let hint = prompt.isMultipleChoice ? " (a JSON list)" : ""
    return "\(problem)\(prompt.displayName ?? prompt.name) (parameter \(prompt.name))\n\(description)"
      + "\(options.joined())\n  Enter a value\(hint): "
  }
}
