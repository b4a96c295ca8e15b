import Diagnostics
import Language
import TestRuns
import Values

/// Shows test runs to a program: one JSON object a line, in the form of `terraform test -json`.
struct TestJSON: TestView {
  func showStart(_ files: [TestFile]) {
    let runs = files.map { JSON.Member($0.name, .array($0.runs.map { .string($0.name) })) }
    let count = files.reduce(0) { $0 + $1.runs.count }
    let message =
      "Found \(files.count) file\(files.count == 1 ? "" : "s") and \(count) run block\(count == 1 ? "" : "s")"
    write(message, "test_abstract", ["test_abstract": .object(runs)])
  }

  func show(_ event: TestEvent) {
    switch event {
    case .fileStarted(let file): show(file, "in progress", "starting")
    case .runStarted(let file, let run): show(run.name, of: file, "in progress", "starting")
    case .runEnded(let file, let result): show(result, of: file)
    case .tearingDown(let file): show(file, "tearing down", "teardown")
    case .runTearingDown(let file, let run): show(run, of: file, "tearing down", "teardown")
    case .fileEnded(let file, let status, let problems):
      for problem in problems { show(problem, of: file, nil) }
      show(file, status.word, "complete", status)
    }
  }

  func showEnd(_ counts: TestCounts) {
    let status: TestStatus = counts[.error] > 0 ? .error : counts[.fail] > 0 ? .fail : .pass
    write(
      counts.headline, "test_summary",
      [
        "test_summary": [
          "status": .string(status.rawValue), "passed": .number(Number(counts[.pass])),
          "failed": .number(Number(counts[.fail])), "errored": .number(Number(counts[.error])),
          "skipped": .number(Number(counts[.skip])),
        ]
      ])
  }

  // MARK: Lines

  private func show(_ file: TestFile, _ words: String, _ progress: String, _ status: TestStatus? = nil) {
    var details: JSON = ["path": .string(file.name), "progress": .string(progress)]
    if let status { details["status"] = .string(status.rawValue) }
    write("\(file.name)... \(words)", "test_file", ["@testfile": .string(file.name), "test_file": details])
  }

  private func show(_ run: String, of file: TestFile, _ words: String, _ progress: String) {
    write(
      "  \"\(run)\"... \(words)", "test_run",
      [
        "@testfile": .string(file.name), "@testrun": .string(run),
        "test_run": [
          "path": .string(file.name), "run": .string(run), "progress": .string(progress), "elapsed": 0,
        ],
      ])
  }

  private func show(_ result: TestResult, of file: TestFile) {
    let run = result.run.name
    write(
      "  \"\(run)\"... \(result.status.word)", "test_run",
      [
        "@testfile": .string(file.name), "@testrun": .string(run),
        "test_run": [
          "path": .string(file.name), "run": .string(run), "progress": "complete",
          "status": .string(result.status.rawValue),
        ],
      ])
    for diagnostic in result.diagnostics { show(diagnostic, of: file, run) }
  }

  private func show(_ diagnostic: Diagnostic, of file: TestFile, _ run: String?) {
    let isError = diagnostic.severity == .error
    var members: JSON = ["@testfile": .string(file.name)]
    if let run { members["@testrun"] = .string(run) }
    members["diagnostic"] = DiagnosticJSON(diagnostic).json
    write(
      "\(isError ? "Error" : "Warning"): \(diagnostic.summary)", "diagnostic", members,
      level: isError ? "error" : "warn")
  }

  private func write(_ message: String, _ type: String, _ members: JSON, level: String = "info") {
    var line: JSON = [
      "@level": .string(level), "@message": .string(message), "@module": "terraform.ui",
      "@timestamp": .string(Timestamp.preciseNow),
    ]
    for member in members.members ?? [] { line[member.key] = member.value }
    line["type"] = .string(type)
    Output.standard.print(line.text() + "\n")
  }
}

extension TestStatus {
  /// An error is a failure, to a person.
  fileprivate var word: String { self == .error ? "fail" : rawValue }
}
