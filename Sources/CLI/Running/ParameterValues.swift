import Diagnostics
import HCL
import Values

/// The workspace parameters that the command line gives.
struct ParameterValues {
  /// By name.
  let values: [String: String]

  init(_ options: VariableOptions) throws {
    var values: [String: String] = [:]
    for assignment in options.parameters {
      guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
        throw DiagnosticsError(
          Diagnostic(
            "invalid-parameter", "Invalid parameter option",
            "\"\(assignment)\" is no assignment. Write it as\n    -parameter 'NAME=VALUE'"))
      }
      values[String(assignment[..<equals])] = String(assignment[assignment.index(after: equals)...])
    }
    self.values = values
  }
}
