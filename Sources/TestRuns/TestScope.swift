import Diagnostics
import HCL
import Language
import Values

/// What names mean in an assertion: those of the module under test, and `output` and `run` besides.
struct TestScope: EvaluationScope {
  let module: Scope
  /// `output`: the outputs of the module; `run`: those of the runs before.
  let values: [String: Value]

  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    if let value = values[traversal.root] { return Resolution(value, steps: 0) }
    return try module.resolve(traversal)
  }

  func function(named name: String) -> Function? { module.function(named: name) }
  var functionNames: [String] { module.functionNames }
}
