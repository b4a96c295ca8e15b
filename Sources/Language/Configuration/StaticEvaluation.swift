import Diagnostics
import HCL
import Values

/// The scope of arguments that are read before anything has a value: it knows no name at all.
struct StaticScope: EvaluationScope {
  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    throw DiagnosticsError(
      Diagnostic(
        "variables-not-allowed", "Variables not allowed",
        """
        This is read before anything in the configuration has a value, so it must be written out and cannot \
        refer to anything.
        """, at: traversal.range))
  }

  func function(named name: String) -> Function? { nil }
  var functionNames: [String] { [] }
}

extension Expression {
  /// The text of a string that is written out, without interpolation.
  var literalString: String? {
    switch self {
    case .literal(let value, _): value.asString
    case .template(let parts, _):
      parts.reduce(into: String?("")) { text, part in
        if case .text(let more, _) = part { text? += more } else { text = nil }
      }
    default: nil
    }
  }

  /// The word of an expression that is one bare word, such as `all` or `string`.
  var keyword: String? {
    guard case .traversal(let traversal) = self, traversal.steps.isEmpty else { return nil }
    return traversal.root
  }

  /// The expression inside any parentheses around it.
  var unparenthesised: Expression {
    var expression = self
    while case .parenthesised(let inner, _) = expression { expression = inner }
    return expression
  }
}
