import Diagnostics
import Language
import TestRuns

/// The results of test files in the XML format that JUnit introduced and build servers read.
struct TestReport {
  private let files: [(file: TestFile, results: [TestResult])]

  init(_ files: [(file: TestFile, results: [TestResult])]) { self.files = files }

  var xml: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuites>\n\(files.map(suite).joined())</testsuites>\n"
  }

  private func suite(_ file: TestFile, _ results: [TestResult]) -> String {
    let counts = TestCounts(results)
    let cases = results.indices.map { testCase(results[$0], previous: results[..<$0].last, in: file) }
    return """
        <testsuite name="\(file.name.escapedForXML)" tests="\(results.count)" skipped="\(counts[.skip])" \
      failures="\(counts[.fail])" errors="\(counts[.error])">
      \(cases.joined())  </testsuite>

      """
  }

  private func testCase(_ result: TestResult, previous: TestResult?, in file: TestFile) -> String {
    let (seconds, attoseconds) = result.duration.components
    let time = Double(seconds) + Double(attoseconds) / 1e18
    let content = content(of: result, previous: previous)
    return """
          <testcase name="\(result.run.name.escapedForXML)" classname="\(file.name.escapedForXML)" \
      time="\(time)">\(content)</testcase>

      """
  }

  private func content(of result: TestResult, previous: TestResult?) -> String {
    let errors = result.diagnostics.filter { $0.severity == .error }
    let renderer = DiagnosticRenderer(colour: false, width: nil)
    let details = errors.map { renderer.render($0) }.joined().escapedForXML
    switch result.status {
    case .pass: return ""
    case .skip:
      let reason = previous == nil ? "" : "An earlier run of the file ended in an error."
      return "<skipped message=\"\(reason)\"/>"
    case .fail:
      let total = result.run.assertions.count
      let first = errors.first?.detail ?? ""
      let message = "\(result.failedAssertions) of \(total) assertions failed: \(first)".escapedForXML
      return "\n      <failure message=\"\(message)\">\(details)</failure>\n    "
    case .error:
      let message = (errors.first?.summary ?? "").escapedForXML
      return "\n      <error message=\"\(message)\">\(details)</error>\n    "
    }
  }
}
