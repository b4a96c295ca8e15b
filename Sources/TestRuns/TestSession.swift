import Addresses
import Diagnostics
import Engine
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// The runs of one file: what they have made so far, and what their outputs are.
struct TestSession {
  let runner: TestRunner
  let file: TestFile
  /// The outputs of the runs so far.
  private var outputs = KeyedValues()
  /// In the order in which they were last worked on.
  private var made: [Made] = []

  /// What runs under one state key have made.
  private struct Made {
    var key: String
    /// The last run that worked on it.
    var run: String
    var state: StateSnapshot
    var ground: TestGround
  }

  init(runner: TestRunner, file: TestFile) {
    self.runner = runner
    self.file = file
  }

  // MARK: One run

  mutating func perform(_ run: TestRun) async -> TestResult {
    let start = ContinuousClock.now
    var result = TestResult(run, .pass)
    do {
      let root = try await runner.module(of: run)
      let ground = try TestGround(root: root, run: run, file: file, runner: runner, outputs: outputs)
      await perform(run, on: ground, &result)
    } catch {
      result.add(error)
    }
    result.duration = ContinuousClock.now - start
    return result
  }

  private mutating func perform(_ run: TestRun, on ground: TestGround, _ result: inout TestResult) async {
    let key = run.stateKey ?? run.module.map { "module \($0.source)" } ?? ""
    let prior = made.first { $0.key == key }?.state ?? StateSnapshot()
    var expected = ExpectedFailures(run, root: ground.root)
    do {
      let plan = try await ground.plan(prior, run.planOptions(runner.settings.parallelism))
      result.plan = plan
      guard run.command == .apply else {
        result.diagnostics += expected.sort(plan.warnings) + expected.missing
        let scope = ground.scope(of: plan)
        conclude(run, scope, &result)
        return
      }
      let outcome = try await ground.apply(plan)
      remember(Made(key: key, run: run.name, state: outcome.state, ground: ground))
      result.state = outcome.state
      result.objects = (try? await ground.objects(of: outcome.state)) ?? []
      result.diagnostics += expected.sort(plan.warnings + outcome.diagnostics) + expected.missing
      conclude(run, await ground.scope(of: outcome.state), &result)
    } catch let error as DiagnosticsError {
      let unexpected = expected.sort(error.diagnostics)
      if run.command == .apply, !unexpected.hasErrors, expected.hasOccurred {
        result.diagnostics += error.diagnostics
      } else {
        result.diagnostics += unexpected + (unexpected.hasErrors ? [] : expected.missing)
      }
      result.status = result.diagnostics.hasErrors ? .error : .pass
    } catch {
      result.add(error)
    }
  }

  /// Judges what a run has come to by its assertions.
  private mutating func conclude(_ run: TestRun, _ ground: EvaluatedGround, _ result: inout TestResult) {
    if result.diagnostics.hasErrors {
      result.status = .error
      return
    }
    outputs[run.name] = .object(ground.outputs)
    let scope = ground.scope(run: .object(outputs))
    for rule in run.assertions {
      let found = Assertion(rule: rule, run: run).judge(in: scope)
      result.diagnostics += found
      if found.hasErrors { result.failedAssertions += 1 }
    }
    if result.failedAssertions > 0 { result.status = .fail }
  }

  private mutating func remember(_ new: Made) {
    made.removeAll { $0.key == new.key }
    made.append(new)
  }

  // MARK: The end

  /// Destroys what the runs have made, the last first.
  mutating func tearDown() async -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for index in made.indices.reversed() where !made[index].state.resources.isEmpty {
      runner.report(.runTearingDown(file, made[index].run))
      do {
        var options = PlanOptions()
        options.mode = .destroy
        options.parallelism = runner.settings.parallelism
        let plan = try await made[index].ground.plan(made[index].state, options)
        let outcome = try await made[index].ground.apply(plan)
        problems += outcome.diagnostics.filter { $0.severity == .error }
        made[index].state = outcome.state
      } catch let error as DiagnosticsError {
        problems += error.diagnostics.filter { $0.severity == .error }
      } catch {
        problems.append(Diagnostic("failure", "Tearing down failed", "\(error)"))
      }
      if !made[index].state.resources.isEmpty { problems.append(leftOver(made[index])) }
    }
    return problems
  }

  /// What could not be destroyed.
  var leftOver: [StateSnapshot] { made.map(\.state).filter { !$0.resources.isEmpty } }

  private func leftOver(_ made: Made) -> Diagnostic {
    let objects = made.state.resources.flatMap { key, resource in
      resource.instances.keys.map { "    \(key.instance($0))" }
    }
    return Diagnostic(
      "left-over", "Objects left over",
      "What the run \"\(made.run)\" of \(file.name) has made could not be destroyed, and is still there:\n"
        + objects.sorted().joined(separator: "\n"))
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
