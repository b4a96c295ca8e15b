import Addresses
import Diagnostics
import Engine
import Language
import StateStorage
import Values

/// One run of a file, on what the runs before it have left.
struct TestPerformance {
  let runner: TestRunner
  let file: TestFile
  let run: TestRun
  /// Of the runs that this one has waited for, in their order.
  let before: [End]

  /// What a run has come to.
  struct End: Sendable {
    var result: TestResult
    /// Its outputs; nil when it did not get that far.
    var outputs: KeyedValues?
    var made: Made?
  }

  /// What the runs on one state have made.
  struct Made: Sendable {
    var name: String
    /// The last run that worked on it.
    var run: String
    var state: StateSnapshot
    var ground: TestGround
    /// Where the real objects in `state` are recorded meanwhile; nil as long as there are none.
    var record: JournaledState?
  }

  func perform() async -> End {
    let start = ContinuousClock.now
    var end = End(result: TestResult(run, .pass))
    do {
      let root = try await runner.module(of: run)
      let ground = try TestGround(root: root, run: run, file: file, runner: runner, outputs: outputs)
      await perform(on: ground, &end)
    } catch {
      end.result.add(error)
    }
    end.result.duration = ContinuousClock.now - start
    return end
  }

  /// By run.
  private var outputs: KeyedValues {
    KeyedValues(before.compactMap { end in end.outputs.map { (end.result.run.name, .object($0)) } })
  }

  private var prior: Made? { before.last { $0.made?.name == run.stateName }?.made }

  private func perform(on ground: TestGround, _ end: inout End) async {
    var expected = ExpectedFailures(run, root: ground.root)
    do {
      let plan = try await ground.plan(
        prior?.state ?? StateSnapshot(), run.planOptions(runner.settings.parallelism))
      end.result.plan = plan
      guard run.command == .apply else {
        end.result.diagnostics += expected.sort(plan.warnings) + expected.missing
        return conclude(ground.scope(of: plan), &end)
      }
      try await apply(plan, on: ground, &expected, &end)
    } catch let error as DiagnosticsError {
      fail(error, &expected, &end.result)
    } catch {
      end.result.add(error)
    }
  }

  private func apply(
    _ plan: Plan, on ground: TestGround, _ expected: inout ExpectedFailures, _ end: inout End
  ) async throws {
    var record = prior?.record
    let outcome = try await ground.apply(plan, recordedIn: &record)
    end.made = Made(name: run.stateName, run: run.name, state: outcome.state, ground: ground, record: record)
    end.result.state = outcome.state
    end.result.objects = (try? await ground.objects(of: outcome.state)) ?? []
    end.result.diagnostics += expected.sort(plan.warnings + outcome.diagnostics) + expected.missing
    conclude(await ground.scope(of: outcome.state), &end)
  }

  /// What is expected to fail may do so when planning already.
  private func fail(
    _ error: DiagnosticsError, _ expected: inout ExpectedFailures, _ result: inout TestResult
  ) {
    let unexpected = expected.sort(error.diagnostics)
    if run.command == .apply, !unexpected.hasErrors, expected.hasOccurred {
      result.diagnostics += error.diagnostics
    } else {
      result.diagnostics += unexpected + (unexpected.hasErrors ? [] : expected.missing)
    }
    result.status = result.diagnostics.hasErrors ? .error : .pass
  }

  /// Judges what the run has come to by its assertions.
  private func conclude(_ ground: EvaluatedGround, _ end: inout End) {
    if end.result.diagnostics.hasErrors {
      end.result.status = .error
      return
    }
    end.outputs = ground.outputs
    var known = outputs
    known[run.name] = .object(ground.outputs)
    let scope = ground.scope(run: .object(known))
    for rule in run.assertions {
      let found = Assertion(rule: rule, run: run).judge(in: scope)
      end.result.diagnostics += found
      if found.hasErrors { end.result.failedAssertions += 1 }
    }
    if end.result.failedAssertions > 0 { end.result.status = .fail }
  }
}

extension TestResult {
  fileprivate mutating func add(_ error: any Error) {
    let problems = (error as? DiagnosticsError)?.diagnostics
    diagnostics += problems ?? [Diagnostic("failure", "Run failed", "\(error)")]
    status = .error
  }
}

extension TestRun {
  fileprivate func planOptions(_ parallelism: Int) -> PlanOptions {
    var planOptions = PlanOptions()
    planOptions.mode = options.isRefreshOnly ? .refreshOnly : .normal
    planOptions.refreshes = options.refreshes
    planOptions.replacing = Set(options.replacing)
    planOptions.targets = options.targets.map { target in
      switch target {
      case .module(let path): .module(path)
      case .resource(let address): .resource(address)
      }
    }
    planOptions.parallelism = parallelism
    return planOptions
  }
}

extension TestRunner {
  /// The module that a run is about.
  fileprivate func module(of run: TestRun) async throws -> ModuleConfig {
    guard let call = run.module else { return root }
    return try await settings.load(call)
  }
}
