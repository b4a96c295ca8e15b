import ArgumentParser
import Diagnostics
import Values

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check the configuration without looking at what exists.",
    discussion: """
      Compares every block with the schema of its provider, whatever count or for_each says, and every \
      reference with what is declared. Values of variables are neither needed nor used.
      """)

  @OptionGroup var view: ViewOptions

  func run() async throws {
    var textView = view
    textView.json = false
    let run = Run(view: textView, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    guard !view.json else { return try await printReport(of: run) }
    try await run.perform { run in
      let warnings = try await run.validConfiguration().warnings
      run.view.show(warnings)
      let praise = warnings.isEmpty ? "valid" : "valid, but there were some warnings as shown above"
      Output.standard.print("Success! The configuration is \(praise).\n")
      return .success
    }
  }

  /// Prints one JSON object, in the form of Terraform's.
  private func printReport(of run: Run) async throws {
    var findings: [Diagnostic]
    do { findings = try await run.validConfiguration().warnings } catch let error as DiagnosticsError {
      findings = error.diagnostics
    }
    let errors = findings.count { $0.severity == .error }
    let report: JSON = [
      "format_version": "1.0", "valid": .bool(errors == 0), "error_count": .number(Number(errors)),
      "warning_count": .number(Number(findings.count - errors)),
      "diagnostics": .array(findings.map { DiagnosticJSON($0).json }),
    ]
    Output.standard.print(report.text(.indented) + "\n")
    if errors > 0 { throw ExitStatus.failure }
  }
}
