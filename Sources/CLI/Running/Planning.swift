import Diagnostics
import Engine
import Language
import ProviderAPI
import StateStorage
import Values

/// Makes the plan that a command works with.
struct Planning: Sendable {
  let run: Run
  let options: PlanOptions

  func plan(_ state: StateSnapshot) async throws -> Plan {
    try await prepare().plan(state)
  }

  /// What planning and applying both need.
  func prepare() async throws -> PreparedRun {
    // What is to be destroyed need not be valid: it is in the state.
    let (root, warnings) =
      options.mode == .destroy
      ? try await run.loadConfiguration(mayBeAbsent: true) : try await run.validConfiguration()
    let parameters = try WorkspaceParameters(run.settings, asksQuestions: run.asksQuestions)
    let findings = warnings + parameters.undeclared(in: root)
    guard !findings.hasErrors else { throw DiagnosticsError(findings) }
    return PreparedRun(
      run: run, options: options, root: root, warnings: findings, variables: try run.variableValues(of: root),
      parameters: parameters, providers: run.providers(for: root, parameters: parameters.desk))
  }
}

/// A configuration with everything that it takes to plan and apply it.
struct PreparedRun: Sendable {
  let run: Run
  var options: PlanOptions
  let root: ModuleConfig
  /// About the configuration.
  let warnings: [Diagnostic]
  let variables: [String: Value]
  let parameters: WorkspaceParameters
  let providers: any ProviderSource

  private func planner(_ state: StateSnapshot) -> Planner {
    Planner(
      config: root, state: state, variables: variables, providers: providers,
      environment: run.scopeEnvironment(isPlanning: true), options: options,
      events: { [view = run.view] in view.show($0) })
  }

  /// Settles what an interrupted run left open.
  ///
  /// - Returns: the state after that.
  func settle(_ found: LoadedState, in session: any StateSession) async throws -> StateSnapshot {
    let state = found.snapshot ?? StateSnapshot()
    guard !found.openIntents.isEmpty else { return state }
    let settled = try await settle(found, in: session) { _ in .ask }
    guard !settled.diagnostics.hasErrors else { throw DiagnosticsError(settled.diagnostics) }
    run.view.show(settled.diagnostics)
    return settled.state
  }

  /// Settles what an interrupted run left open, each intent as `decide` says.
  func settle(
    _ found: LoadedState, in session: any StateSession, deciding decide: (Intent) -> SettlementDecision
  ) async throws -> SettlementOutcome {
    try await planner(found.snapshot ?? StateSnapshot()).settle(
      found.openIntents, idle: found.idle, in: session, deciding: decide)
  }

  func plan(_ state: StateSnapshot) async throws -> Plan {
    await parameters.remember(state)
    do {
      var plan = try await planner(state).plan(
        shouldStop: { [interruption = run.interruption] in interruption.isRequested })
      plan.warnings = (warnings + plan.warnings).withoutRepetitions()
      return plan
    } catch let error as DiagnosticsError {
      throw DiagnosticsError((warnings + error.diagnostics).withoutRepetitions())
    }
  }

  /// Writes blocks for the import targets that have none to a file that there must not be yet.
  ///
  /// - Returns: whether there was anything to write.
  func generateConfiguration(to path: String, _ state: StateSnapshot) async throws -> Bool {
    guard try FileAccess.read(path) == nil else {
      throw DiagnosticsError(
        Diagnostic(
          "file-exists", "File exists already",
          "Configuration is generated only into a new file, and there is \(path). Move it away, or name another one."
        ))
    }
    guard let text = try await planner(state).generateConfiguration() else { return false }
    try FileAccess.replace(path, with: Array(text.utf8))
    return true
  }

  /// - Parameter planTime: when a saved plan was made, in seconds since 1970.
  func apply(
    _ plan: Plan, in session: any StateSession, planTime: Int? = nil
  ) async throws -> Outcome {
    let applier = Applier(
      plan, variables: variables, providers: providers,
      environment: run.scopeEnvironment(isPlanning: false, planTime: planTime),
      parallelism: options.parallelism,
      events: { [view = run.view] in view.show($0) })
    return try await applier.apply(
      in: session, shouldStop: { [interruption = run.interruption] in interruption.isRequested })
  }
}
