import Addresses
import DAG
public import Diagnostics
import Language
import ProviderAPI
public import StateStorage
import Values

/// What is to be done about one intent that an interrupted run left open.
public enum SettlementDecision: Hashable, Sendable {
  /// The provider is asked, as every apply does.
  case ask
  /// The object exists under this id, complete and wanted.
  case adopt(id: String)
  /// There is no object, or somebody else has taken care of it.
  case forget
}

/// What came of settling.
public struct SettlementOutcome: Sendable {
  public var state: StateSnapshot
  /// Errors for the intents that are still open.
  public var diagnostics: [Diagnostic] = []
}

extension Planner {
  /// Settles what an interrupted run left open: looks for the remains of each create and records what it
  /// finds, marked for replacement since nobody knows how far it came. An update or delete needs nothing:
  /// the object is still recorded, and reading it shows what became of it. What the provider cannot tell stays
  /// open, with an error that says so.
  ///
  /// - Parameters:
  ///   - idle: how long ago the run was interrupted, as far as is known. A server may still be at work on
  ///     what it was asked for last, so nothing is taken to be absent at once.
  ///   - decide: says for each intent what is to be done.
  /// - Throws: ``DiagnosticsError`` when a provider cannot be asked; what was settled before stays so.
  public func settle(
    _ intents: [Intent], idle: Duration? = nil, in session: any StateSession,
    deciding decide: (Intent) -> SettlementDecision = { _ in .ask }
  ) async throws -> SettlementOutcome {
    var outcome = SettlementOutcome(state: state)
    let decisions = intents.map { ($0, decide($0)) }
    let known = try await configuredProviders(isNeeded: decisions.contains { $0.1 != .forget })
    let deadline = ContinuousClock.now + max(.zero, idle.map { RemainsSearch.serverTime - $0 } ?? .zero)
    for (intent, decision) in decisions {
      let search = RemainsSearch(
        planner: self, state: outcome.state, known: known, intent: intent, deadline: deadline)
      let found = try await search.settle(decision)
      outcome.diagnostics += found.diagnostics
      guard !found.isOpen else { continue }
      try await session.record(found.changes, closing: intent.id)
      for change in found.changes { outcome.state.apply(change) }
    }
    return outcome
  }

  private func configuredProviders(isNeeded: Bool) async throws -> [ConfigNode: NodeOutput] {
    guard isNeeded else { return [:] }
    let graph = config.graph.keepingProviders()
    let context = PlanningContext(self, graph)
    var diagnostics: [Diagnostic] = []
    let summary = try await graph.walk(
      limit: options.parallelism, visit: { node, inputs in await context.visit(node, inputs) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return summary.outputs
  }
}
