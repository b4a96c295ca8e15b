import Addresses
import Diagnostics
import Engine
import Language
import StateStorage
import TestRuns

/// Shows test runs to a person.
struct TestText: TestView {
  let run: Run
  let style: Style
  /// Whether the plan or the state of each run is shown.
  let verbose: Bool

  private var output: Output { .standard }

  func showStart(_ files: [TestFile]) {}

  func show(_ event: TestEvent) {
    switch event {
    case .fileStarted(let file): output.print("\(file.name)... \(style("in progress", .dim))\n")
    case .runStarted, .runTearingDown: break
    case .runEnded(_, let result): show(result)
    case .tearingDown(let file): output.print("\(file.name)... \(style("tearing down", .dim))\n")
    case .fileEnded(let file, let status, let problems):
      output.print("\(file.name)... \(word(for: status))\n")
      run.view.show(problems)
    }
  }

  func showEnd(_ counts: TestCounts) {
    let colour: Style.Colour = counts.isSuccess ? .green : .red
    let headline = counts.headline
    let word = headline.prefix { $0 != "!" }
    output.print("\n\(style(String(word), colour))\(headline.dropFirst(word.count))\n")
  }

  private func show(_ result: TestResult) {
    output.print("  run \"\(result.run.name)\"... \(word(for: result.status))\n")
    if verbose { showDetails(of: result) }
    run.view.show(result.diagnostics)
  }

  private func word(for status: TestStatus) -> String {
    switch status {
    case .pass: style("pass", .green)
    case .skip: style("skip", .dim)
    case .fail, .error: style("fail", .red)
    }
  }

  private func showDetails(of result: TestResult) {
    if let state = result.state {
      let blocks = result.objects.map { ObjectText(style: style, object: $0).text() }
      let outputs = state.outputs.isEmpty ? "" : "\n\nOutputs:\n\n\(OutputsText(state.outputs).text)"
      output.print("\n\(blocks.joined(separator: "\n"))\(outputs)\n")
    } else if let plan = result.plan {
      output.print(PlanText(style: style, plan: plan).text() + "\n")
    }
  }
}
