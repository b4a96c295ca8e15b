import Diagnostics
import HCL
import Values

/// The scope of arguments that are read before anything has a value: it knows no name at all.
struct StaticScope: EvaluationScope {
  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    let advice = traversal.steps.isEmpty ? " For text, put it in quotes: \"\(traversal.root)\"." : ""
    throw DiagnosticsError(
      Diagnostic(
        "variables-not-allowed", "Variables not allowed",
        """
        This is read before anything in the configuration has a value, so it must be written out and cannot \
        refer to anything.\(advice)
        """, at: traversal.range))
  }

  func function(named name: String) -> Function? { nil }
  var functionNames: [String] { [] }
}
