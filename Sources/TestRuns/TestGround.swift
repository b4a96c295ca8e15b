import Addresses
import Diagnostics
import Engine
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// What one run stands on: its configuration, the values of its variables, and its providers.
struct TestGround: Sendable {
  let root: ModuleConfig
  let settings: TestRunner.Settings
  private let variables: [String: Value]
  private let tested: TestedConfiguration
  private let providers: any ProviderSource

  init(
    root: ModuleConfig, run: TestRun, file: TestFile, runner: TestRunner, outputs: KeyedValues
  ) throws(DiagnosticsError) {
    settings = runner.settings
    var values = TestVariables(root: root, run: run, file: file, runner: runner, outputs: outputs)
    let variables = try values.collect()
    var tested = TestedConfiguration(root)
    values.prepare(&tested)
    guard !values.diagnostics.hasErrors else { throw DiagnosticsError(values.diagnostics) }
    self.variables = variables
    self.tested = tested
    self.root = tested.root
    providers = tested.providers(settings.providers(tested.root))
  }

  func plan(_ state: StateSnapshot, _ options: PlanOptions) async throws -> Plan {
    try await Planner(
      config: root, state: state, variables: variables, providers: providers,
      environment: settings.scopeEnvironment(true), options: options
    ).plan(shouldStop: settings.shouldStop)
  }

  /// What has come of a plan.
  struct Applied {
    var state: StateSnapshot
    var diagnostics: [Diagnostic]
  }

  /// - Parameter record: where real objects are recorded meanwhile; made when the first is about to be.
  func apply(_ plan: Plan, recordedIn record: inout JournaledState?) async throws -> Applied {
    if record == nil, plan.changes.contains(where: isReal) { record = try await settings.states.open() }
    guard let record else { return try await apply(plan, in: MemorySession()) }
    var applied: Applied?
    do {
      try await record.withLock(nil, wait: .zero) { session in
        applied = try await apply(plan, in: RealObjects(session: session, ground: self))
      }
    } catch {
      // What exists is known all the same, and is destroyed in the end.
      guard applied != nil else { throw error }
      applied?.diagnostics.append(Diagnostic("failure", "State not recorded", "\(error)"))
    }
    return applied ?? Applied(state: plan.priorState, diagnostics: [])
  }

  private func apply(_ plan: Plan, in session: any StateSession) async throws -> Applied {
    let outcome = try await Applier(
      plan, variables: variables, providers: providers, environment: settings.scopeEnvironment(false),
      parallelism: settings.parallelism
    ).apply(in: session, shouldStop: settings.shouldStop)
    return Applied(state: outcome.state, diagnostics: outcome.diagnostics)
  }

  private func isReal(_ change: Change) -> Bool {
    change.address.resource.mode == .managed && change.action != .noOp && !tested.makesUp(change.provider)
  }

  func makesUp(_ provider: ProviderConfigAddress) -> Bool { tested.makesUp(provider) }

  /// - Parameter provider: as a state writes it.
  func makesUp(_ provider: String) -> Bool { ProviderConfigAddress(provider).map(makesUp) ?? false }

  func objects(of state: StateSnapshot) async throws -> [StoredObject] {
    try await StateReader(providers: providers).objects(of: state)
  }

  // MARK: What names mean

  func scope(of plan: Plan) -> EvaluatedGround {
    EvaluatedGround(root: root, scope: plan.scope(settings.scopeEnvironment(true)))
  }

  func scope(of state: StateSnapshot) async -> EvaluatedGround {
    let inspector = Inspector(
      root, state: state, variables: variables, providers: providers,
      environment: settings.scopeEnvironment(false))
    let scope = await inspector.scope()
    await inspector.close()
    return EvaluatedGround(root: root, scope: scope)
  }
}

/// A state that lives as long as the tests do.
private struct MemorySession: StateSession {
  var initial: LoadedState { LoadedState() }
  func begin(_ intent: Intent) {}
  func record(_ changes: [StateChange], closing intent: String?) {}
  func write(_ snapshot: StateSnapshot) {}
}

/// What names mean after a plan or an apply.
struct EvaluatedGround {
  let root: ModuleConfig
  private let scope: Scope?
  /// The outputs of the module.
  let outputs: KeyedValues

  /// - Parameter scope: nil where nothing could be evaluated.
  init(root: ModuleConfig, scope: Scope?) {
    self.root = root
    self.scope = scope
    outputs = KeyedValues(
      root.outputs.values.map { output in
        guard let scope else { return (output.name, .dynamic) }
        var evaluator = Evaluator(scope: scope)
        let value = evaluator.evaluate(output.value)
        return (output.name, output.isSensitive ? value.marked(.sensitive) : value)
      })
  }

  /// - Parameter run: the outputs of all runs so far.
  func scope(run: Value) -> TestScope? {
    scope.map { TestScope(module: $0, values: ["output": .object(outputs), "run": run]) }
  }
}
