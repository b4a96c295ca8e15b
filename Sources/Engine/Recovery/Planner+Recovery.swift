import Addresses
import DAG
public import Diagnostics
import Language
import ProviderAPI
public import StateStorage
import Values

extension Planner {
  /// Settles what an interrupted run left open: looks for the remains of each create and records what it
  /// finds, marked for replacement since nobody knows how far it came. An update or delete needs nothing:
  /// the object is still recorded, and reading it shows what became of it.
  ///
  /// - Parameter idle: how long ago the run was interrupted, as far as is known. A server may still be at work on
  ///   what it was asked for last, so nothing is taken to be absent at once.
  /// - Returns: the state after that, and what to tell the user.
  /// - Throws: ``DiagnosticsError`` when a provider cannot be asked; the intents then stay open.
  public func settle(
    _ intents: [Intent], idle: Duration? = nil, in session: any StateSession
  ) async throws -> (state: StateSnapshot, diagnostics: [Diagnostic]) {
    let graph = config.graph.keepingProviders()
    let context = PlanningContext(self, graph)
    var diagnostics: [Diagnostic] = []
    let summary = try await graph.walk(
      limit: options.parallelism, visit: { node, inputs in await context.visit(node, inputs) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    let deadline = ContinuousClock.now + max(.zero, idle.map { RemainsSearch.serverTime - $0 } ?? .zero)
    var state = self.state
    for intent in intents {
      let search = RemainsSearch(
        planner: self, state: state, known: summary.outputs, intent: intent, deadline: deadline)
      let found = try await search.settle()
      try await session.record(found.changes, closing: intent.id)
      for change in found.changes { state.apply(change) }
      diagnostics += found.diagnostics
    }
    return (state, diagnostics)
  }
}

/// Looks for what one intent left behind.
private struct RemainsSearch {
  let planner: Planner
  let state: StateSnapshot
  let known: [ConfigNode: NodeOutput]
  let intent: Intent
  /// Until when to ask again for what is not there.
  let deadline: ContinuousClock.Instant

  /// How long a server may go on with a request whose sender has died. Docker 20.10 was seen to make a network
  /// 0.2 s after.
  static let serverTime: Duration = .seconds(5)

  func settle() async throws -> (changes: [StateChange], diagnostics: [Diagnostic]) {
    guard intent.action == .create, let address = ResourceInstanceAddress(intent.address),
      let recorded = ProviderConfigAddress(intent.provider)
    else { return ([], []) }
    do {
      return try await search(address, recorded)
    } catch {
      throw DiagnosticsError(
        BlockOrigin(address: intent.address).diagnostics(error, doing: "looking for the remains of"))
    }
  }

  private func search(
    _ address: ResourceInstanceAddress, _ recorded: ProviderConfigAddress
  ) async throws -> (changes: [StateChange], diagnostics: [Diagnostic]) {
    let target = planner.config.providers.target(for: recorded)
    let type = address.resource.type
    guard let schema = try await planner.pool.schema(target.address.provider, .managed, type) else {
      return ([], [uncertain])
    }
    let access = ProviderAccess(
      pool: planner.pool, address: target.address,
      config: target.node.flatMap { known[$0]?.values.values.first })
    let planned = try Value(intent.planned, as: schema.block.impliedType)
    let provider = try await access.configured()
    let request = LocateRequest(type: type, operation: intent.id, planned: planned, config: planned)
    switch try await locate(request, provider) {
    case .absent: return ([], [])
    case .cannotTell: return ([], [uncertain])
    case .found(let object):
      let now = try await provider.read(ReadRequest(type: type, current: object))
      guard !now.object.isNull else { return ([], []) }
      var state = try ObjectCodec(type: type, schema: schema).encode(
        schema.block.markingSensitive(now.object), privateData: now.privateData)
      state.isTainted = true
      guard !isRecorded(state) else { return ([], []) }
      // Beside an object that is in use, what is found is a replacement that came to nothing.
      let isReplacement = self.state.instance(at: address)?.current != nil
      let key = isReplacement ? DeposedKey.make() : nil
      return ([.object(address, deposedKey: key, object: state, provider: recorded)], [found])
    }
  }

  private func locate(_ request: LocateRequest, _ provider: any Provider) async throws -> LocateResponse {
    while true {
      let answer = try await provider.locate(request)
      guard case .absent = answer, ContinuousClock.now < deadline else { return answer }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Whether the state has the object already: its outcome may have been recorded elsewhere than the intent.
  private func isRecorded(_ object: ObjectState) -> Bool {
    guard let address = ResourceInstanceAddress(intent.address), let id = object.attributes["id"]?.asString,
      let instance = state.instance(at: address)
    else { return false }
    return ([instance.current].compactMap { $0 } + instance.deposed.values).contains {
      $0.attributes["id"]?.asString == id
    }
  }

  private var found: Diagnostic {
    Diagnostic(
      .warning, "remains-found", "Interrupted create found",
      "An earlier run was interrupted while it created \(intent.address). The object exists; it is recorded "
        + "now and will be replaced, since its creation may not have come to an end.",
      address: intent.address)
  }

  private var uncertain: Diagnostic {
    Diagnostic(
      .warning, "remains-uncertain", "Interrupted create",
      "An earlier run was interrupted while it created \(intent.address), and the provider cannot tell whether "
        + "the object exists. Look for it by hand, and delete it if it is there: it is not recorded.",
      address: intent.address)
  }
}
