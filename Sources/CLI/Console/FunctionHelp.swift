import Diagnostics
import HCL
import Values

/// What `help` says on the console.
struct FunctionHelp {
  let functions: [String: Function]

  /// - Parameter topic: the name of a function; empty for what can be done at all.
  func text(on topic: String) -> String {
    guard !topic.isEmpty else { return Self.overview }
    guard let function = functions[topic] else {
      return
        "There is no function named \"\(topic)\".\(Suggestion.sentence(for: topic, in: functions.keys))\n"
    }
    let parameters = function.parameters + [function.variadic].compactMap { $0 }
    let lines = parameters.map { parameter in
      "  \(parameter.name) (\(parameter.type.friendlyName)): \(parameter.summary)\n"
    }
    return "\(function.signature)\n\n\(function.summary)\n\(lines.isEmpty ? "" : "\n" + lines.joined())"
  }

  private static let overview = """
    Type an expression, such as var.name, local.tags or upper("a"), to see its value. An expression may go on
    over several lines while a bracket or a heredoc is open.

      type(EXPRESSION)    the type of a value
      help FUNCTION       what a function does
      exit                ends, as Ctrl-D does

    Tab completes names; the arrow keys bring back what was typed before.

    """
}
