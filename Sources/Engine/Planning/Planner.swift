import DAG
import Diagnostics
public import Language
public import ProviderAPI
public import StateStorage
public import Values

/// Decides: compares what the configuration wants with what exists, and lays down the steps between.
public struct Planner: Sendable {
  let config: ConfigGraph
  /// What is recorded, with the objects where the configuration has moved them.
  private(set) var state: StateSnapshot
  private(set) var moves: Moves?
  /// What is recorded, as it is.
  private(set) var recordedState: StateSnapshot
  let variables: [String: Value]
  private(set) var environment: ScopeEnvironment
  let options: PlanOptions
  let pool: ProviderPool
  let events: EventHandler

  /// - Parameters:
  ///   - state: what is recorded about the world.
  ///   - variables: a value for every input variable of the root module, converted and marked.
  public init(
    config root: ModuleConfig, state: StateSnapshot, variables: [String: Value],
    providers: any ProviderSource, environment: ScopeEnvironment, options: PlanOptions = PlanOptions(),
    events: @escaping EventHandler = { _ in }
  ) {
    config = ConfigGraph(root)
    self.state = state
    recordedState = state
    self.variables = variables
    self.environment = environment
    self.options = options
    pool = ProviderPool(providers)
    self.events = events
  }

  /// The plan. Reads the world and changes nothing, neither there nor in the state.
  ///
  /// - Parameter shouldStop: asked before anything new is started; when it says so planning ends with an
  ///   error.
  /// - Throws: ``DiagnosticsError`` with all that is wrong, warnings among it.
  public func plan(shouldStop: @escaping @Sendable () -> Bool = { false }) async throws -> Plan {
    try refuseCycles()
    let result: Result<Plan, any Error>
    do {
      var planner = try withMoves()
      planner.environment = try await pool.environment(environment, callingFrom: config)
      result = .success(try await planner.makePlan(shouldStop))
    } catch { result = .failure(error) }
    await pool.close()
    return try result.get()
  }

  private func withMoves() throws -> Planner {
    let moves = Moves(config, state)
    if let problem = moves.problem(confining: options.targets) { throw DiagnosticsError(problem) }
    var planner = self
    planner.moves = moves
    planner.state = moves.state
    planner.recordedState = state
    return planner
  }

  private func makePlan(_ shouldStop: @escaping @Sendable () -> Bool) async throws -> Plan {
    let graph = selectedGraph()
    let context = PlanningContext(self, graph)
    var diagnostics: [Diagnostic] = []
    let summary = try await pool.keepingEphemeralsOpen {
      try await graph.walk(
        limit: options.parallelism, isLight: \.isComputation, shouldStop: shouldStop,
        visit: { node, inputs in await context.visit(node, inputs) },
        record: { _, visit in diagnostics += visit.output.diagnostics })
    }
    if shouldStop(), !summary.skipped.isEmpty { diagnostics.append(.interrupted) }
    if options.mode != .destroy { diagnostics += missingTargets }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }

    let orphans = await OrphanPlanner(context, known: summary.outputs).plan()
    diagnostics += orphans.diagnostics
    var actions = ActionPlanner(context, outputs: summary.outputs)
    await actions.plan(
      summary.outputs.values.flatMap(\.changes).sorted { $0.address < $1.address })
    diagnostics += actions.diagnostics
    diagnostics += await context.providerWarnings() + selectionWarnings
    diagnostics += [moves?.blockedWarning].compactMap(\.self)
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    var plan = PlanAssembly(
      context: context, outputs: summary.outputs, orphans: orphans, invocations: actions.invocations,
      warnings: diagnostics
    ).plan()
    plan.warnings += [Diagnostic.forgetting(plan.changes)].compactMap(\.self)
    return plan
  }

  private func refuseCycles() throws {
    let cycles = config.cycleDiagnostics
    if !cycles.isEmpty { throw DiagnosticsError(cycles) }
  }
}

extension Diagnostic {
  /// The warning about objects that the plan leaves without anybody to manage them.
  fileprivate static func forgetting(_ changes: [Change]) -> Diagnostic? {
    let forgotten = changes.filter { $0.action == .forget || $0.action == .forgetThenCreate }
    guard !forgotten.isEmpty else { return nil }
    let lines = forgotten.map { "\n    \($0.address)" }.joined()
    return Diagnostic(
      .warning, "forgetting", "Objects will not be managed",
      "Once this plan is applied, rcw knows nothing any more of these objects, which stay as they are:\(lines)\n"
        + "To manage one again, import it.")
  }

  fileprivate static let interrupted = Diagnostic(
    "interrupted", "Planning was interrupted",
    "Nothing was changed. Run the command again to plan anew.")
}
