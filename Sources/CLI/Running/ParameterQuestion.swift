import ProviderCoder
import Values

/// Asks a person for a workspace parameter.
struct ParameterQuestion {
  private let prompt: ParameterPrompt

  init(_ prompt: ParameterPrompt) { self.prompt = prompt }

  /// The value that is answered; nil at the end of input.
  func ask() -> String? {
    Output.standard.ask(text).map { $0.isEmpty && prompt.defaultValue != nil ? "" : value(of: $0) }
  }

  // MARK: The question

  private var text: String {
    let title = prompt.displayName.map { "\($0) (parameter \(prompt.name))" } ?? "Parameter \(prompt.name)"
    let description = indented(prompt.description ?? "", by: 2)
    let options = prompt.options.enumerated().map { index, option in
      "    \(index + 1)) \(option.name)\(option.description.map { ": \($0)" } ?? "")\n"
    }
    let problem = prompt.problem.map { "\n  \($0)\n" } ?? ""
    return "\n\(title)\n\(description)\(options.joined())\(problem)\n  Enter \(wanted)\(remark): "
  }

  /// What an empty answer means.
  private var remark: String {
    guard let value = prompt.defaultValue else { return "" }
    let name = prompt.options.first { $0.value == value }?.name ?? value
    return " [\(name.isEmpty ? "empty" : name)]"
  }

  private var wanted: String {
    switch (prompt.options.isEmpty, prompt.type) {
    case (false, _) where prompt.isMultipleChoice: "numbers of options, with commas between them"
    case (false, _): "the number of an option"
    case (true, "number"): "a number"
    case (true, "bool"): "true or false"
    case (true, "list(string)"): "values, with commas between them"
    case (true, _): "a value"
    }
  }

  private func indented(_ text: String, by count: Int) -> String {
    text.split(whereSeparator: \.isNewline).map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
  }

  // MARK: The answer

  /// What the parameter takes for an answer. A list in JSON is taken as it is.
  private func value(of answer: String) -> String {
    guard prompt.isMultipleChoice || (prompt.type == "list(string)" && prompt.options.isEmpty) else {
      return chosen(answer[...])
    }
    if answer.hasPrefix("[") { return answer }
    return JSON.array(answer.split(separator: ",").map { .string(chosen($0)) }).text()
  }

  /// An option's value for its number or name. What is some option's value already is meant as such.
  private func chosen(_ answer: Substring) -> String {
    let answer = prompt.options.isEmpty && prompt.type == "string" ? String(answer) : answer.trimmed
    if prompt.options.contains(where: { $0.value == answer }) { return answer }
    if let number = Int(answer), prompt.options.indices.contains(number - 1) {
      return prompt.options[number - 1].value
    }
    return prompt.options.first { $0.name == answer }?.value ?? answer
  }
}

extension Substring {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex
    return String(self[..<end].drop { $0.isWhitespace })
  }
}
