import DAG
import Diagnostics
public import Language
public import ProviderAPI
public import StateStorage
public import Values

/// Decides: compares what the configuration wants with what exists, and lays down the steps between.
public struct Planner: Sendable {
  let config: ConfigGraph
  let state: StateSnapshot
  let variables: [String: Value]
  let environment: ScopeEnvironment
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
    do { result = .success(try await makePlan(shouldStop)) } catch { result = .failure(error) }
    await pool.close()
    return try result.get()
  }

  private func makePlan(_ shouldStop: @escaping @Sendable () -> Bool) async throws -> Plan {
    let graph = selectedGraph()
    let context = PlanningContext(self, graph)
    var diagnostics: [Diagnostic] = []
    let summary = try await graph.walk(
      limit: options.parallelism, isLight: \.isComputation, shouldStop: shouldStop,
      visit: { node, inputs in await context.visit(node, inputs) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    if shouldStop(), !summary.skipped.isEmpty { diagnostics.append(.interrupted) }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }

    let orphans = await OrphanPlanner(context, known: summary.outputs).plan()
    diagnostics += orphans.diagnostics
    diagnostics += await context.providerWarnings() + selectionWarnings
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return PlanAssembly(context: context, outputs: summary.outputs, orphans: orphans, warnings: diagnostics)
      .plan()
  }

  private func refuseCycles() throws {
    let cycles = config.cycleDiagnostics
    if !cycles.isEmpty { throw DiagnosticsError(cycles) }
  }
}

extension Diagnostic {
  fileprivate static let interrupted = Diagnostic(
    "interrupted", "Planning was interrupted",
    "Nothing was changed. Run the command again to plan anew.")
}
