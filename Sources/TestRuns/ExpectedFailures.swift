import Diagnostics
import Language

/// Tells the failures that a run expects from those that it does not.
struct ExpectedFailures {
  private let run: TestRun
  /// By expectation, the header of the block whose conditions are to fail.
  private let headers: [SourceRange?]
  private var occurred: Set<Int> = []

  /// Failures of conditions, which alone can be expected.
  private static let codes: Set<Diagnostic.Code> = [
    "validation-failed", "precondition-failed", "postcondition-failed", "check-failed",
  ]

  init(_ run: TestRun, root: ModuleConfig) {
    self.run = run
    headers = run.expectedFailures.map { root.header(of: $0.subject) }
  }

  var hasOccurred: Bool { !occurred.isEmpty }

  /// The diagnostics that were not expected.
  mutating func sort(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.filter { diagnostic in
      guard Self.codes.contains(diagnostic.code), let context = diagnostic.context,
        let index = headers.firstIndex(of: context)
      else { return true }
      occurred.insert(index)
      return false
    }
  }

  /// What should have failed and has not.
  var missing: [Diagnostic] {
    run.expectedFailures.enumerated().filter { !occurred.contains($0.offset) }.map { index, failure in
      let detail =
        headers[index] == nil
        ? "There is no \(failure.text) in the module, so it cannot fail."
        : "\(failure.text) was expected to fail, and all its conditions hold."
      return Diagnostic(
        "missing-failure", "Missing expected failure", detail, at: failure.range, in: run.range)
    }
  }
}

extension ModuleConfig {
  fileprivate func header(of subject: ExpectedFailure.Subject) -> SourceRange? {
    switch subject {
    case .variable(let name): variables[name]?.range
    case .output(let name): outputs[name]?.range
    case .check(let name): checks[name]?.range
    case .resource(let name): resources[name]?.range
    }
  }
}
