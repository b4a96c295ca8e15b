import Addresses
import DAG
import Diagnostics
import Engine
import Language
import StateStorage

/// The runs of one file, and what they have made so far.
struct TestSession {
  private typealias Made = TestPerformance.Made

  let runner: TestRunner
  let file: TestFile
  /// In the order in which they were last worked on.
  private var made: [Made] = []

  init(runner: TestRunner, file: TestFile) {
    self.runner = runner
    self.file = file
  }

  // MARK: The runs

  /// Performs all runs, each once those that it has to wait for are through. What waits for one that went wrong is
  /// skipped.
  ///
  /// - Returns: the results in the order of the file.
  mutating func perform() async -> [TestResult] {
    var results: [Int: TestResult] = [:]
    let (runner, file) = (runner, file)
    _ = try? await TestOrder(file).graph.walk(
      limit: runner.settings.parallelism, shouldStop: runner.settings.shouldStop,
      visit: { position, before in
        let end = await Self.perform(file.runs[position], of: file, after: before, runner)
        return end.result.status == .error ? .failed(end) : .done(end)
      },
      record: { position, visit in
        results[position] = visit.output.result
        if let new = visit.output.made { remember(new) }
      })
    return file.runs.enumerated().map { position, run in results[position] ?? skip(run) }
  }

  private static func perform(
    _ run: TestRun, of file: TestFile, after before: [Int: TestPerformance.End], _ runner: TestRunner
  ) async -> TestPerformance.End {
    runner.report(.runStarted(file, run))
    let ends = before.sorted { $0.key < $1.key }.map(\.value)
    let end = await TestPerformance(runner: runner, file: file, run: run, before: ends).perform()
    runner.report(.runEnded(file, end.result))
    return end
  }

  private func skip(_ run: TestRun) -> TestResult {
    let result = TestResult(run, .skip)
    runner.report(.runEnded(file, result))
    return result
  }

  private mutating func remember(_ new: Made) {
    made.removeAll { $0.name == new.name }
    made.append(new)
  }

  // MARK: The end

  /// Destroys what the runs have made, the last first.
  mutating func tearDown() async -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for index in made.indices.reversed() where !made[index].state.resources.isEmpty {
      runner.report(.runTearingDown(file, made[index].run))
      do {
        problems += try await destroy(&made[index]).filter { $0.severity == .error }
      } catch let error as DiagnosticsError {
        problems += error.diagnostics.filter { $0.severity == .error }
      } catch {
        problems.append(Diagnostic("failure", "Tearing down failed", "\(error)"))
      }
      if !made[index].state.resources.isEmpty { problems.append(leftOver(made[index])) }
    }
    return problems
  }

  private func destroy(_ made: inout Made) async throws -> [Diagnostic] {
    var options = PlanOptions()
    options.mode = .destroy
    options.parallelism = runner.settings.parallelism
    let plan = try await made.ground.plan(made.state, options)
    let outcome = try await made.ground.apply(plan, recordedIn: &made.record)
    made.state = outcome.state
    return outcome.diagnostics
  }

  /// What could not be destroyed.
  var leftOver: [StateSnapshot] { made.map(\.state).filter { !$0.resources.isEmpty } }

  private func leftOver(_ made: Made) -> Diagnostic {
    Diagnostic(
      "left-over", "Objects left over",
      "What the run \"\(made.run)\" of \(file.name) has made could not be destroyed, and is still there:\n"
        + made.state.objectLines)
  }
}

extension StateSnapshot {
  /// The addresses of all objects, each on a line of its own.
  var objectLines: String {
    resources.flatMap { key, resource in resource.instances.keys.map { "    \(key.instance($0))" } }
      .sorted().joined(separator: "\n")
  }
}
