import Addresses
import DAG
public import Diagnostics
public import Language
public import ProviderAPI
public import StateStorage
public import Values

/// Does what a plan says: follows its steps, and records the outcome of each before anything that depends
/// on it starts.
public struct Applier: Sendable {
  let plan: Plan
  let variables: [String: Value]
  private(set) var environment: ScopeEnvironment
  let pool: ProviderPool
  let parallelism: Int
  let events: EventHandler
  let changes: ChangeIndex

  public init(
    _ plan: Plan, variables: [String: Value], providers: any ProviderSource, environment: ScopeEnvironment,
    parallelism: Int = 10, events: @escaping EventHandler = { _ in }
  ) {
    self.plan = plan
    self.variables = variables
    var environment = environment
    environment.isApplying = true
    self.environment = environment
    pool = ProviderPool(providers)
    self.parallelism = parallelism
    self.events = events
    changes = ChangeIndex(plan.changes)
  }

  /// Carries the plan out, recording everything in `session`.
  ///
  /// A step that fails does not end the apply: what depends on it is skipped and the rest finishes. In the
  /// end providers' deliveries to each other's objects are made.
  ///
  /// - Parameter shouldStop: asked before each step; when it says so, what runs finishes and is recorded,
  ///   and nothing new starts.
  /// - Throws: ``StateError`` when the state could not be recorded before anything was done. Later that ends
  ///   the apply with an error among the outcome's.
  public func apply(
    in session: any StateSession, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> Outcome {
    var outcome = Outcome(state: plan.priorState, diagnostics: [])
    try await session.record(plan.refreshed, closing: nil)
    for change in plan.changes {
      if let subject = change.importing { events(.imported(change.address, id: subject.description)) }
    }
    let result: Result<Void, any Error>
    do {
      var applier = self
      applier.environment = try await pool.environment(environment, callingFrom: plan.config)
      result = .success(try await applier.carryOut(&outcome, session, shouldStop))
    } catch let error as StateError {
      outcome.note(error, changes: plan.steps.nodes.count(where: \.changesWorld))
      result = .success(())
    } catch { result = .failure(error) }
    await pool.close()
    try result.get()
    return outcome
  }

  private func carryOut(
    _ outcome: inout Outcome, _ session: any StateSession, _ shouldStop: @escaping @Sendable () -> Bool
  ) async throws {
    let summary = try await pool.keepingEphemeralsOpen {
      try await plan.steps.walk(
        limit: parallelism, shouldStop: shouldStop,
        visit: { step, inputs in
          await StepRunner(applier: self, step: step, inputs: inputs, session: session).run()
        },
        record: { step, visit in
          outcome.note(step, visit, changes)
          try await session.record(visit.output.stateChanges, closing: visit.output.intent)
          if let failure = visit.output.stateFailure { throw failure }
        })
    }
    outcome.skipped = summary.skipped.count(where: \.changesWorld)
    outcome.countImports(plan.changes)
    if plan.mode == .normal, !shouldStop() {
      let courier = Courier(applier: self, state: outcome.state, outputs: summary.outputs)
      outcome.diagnostics += await courier.deliverAll()
    }
    var outputs = OutputRecord(plan: plan, summary: summary).changes(after: outcome.state)
    outputs += [checkRecord(summary, after: outcome.state)].compactMap(\.self)
    for change in outputs { outcome.state.apply(change) }
    try await session.record(outputs, closing: nil)
  }
}

extension Applier {
  /// What the conditions have come to in the end; nil when that is recorded already.
  private func checkRecord(
    _ summary: WalkSummary<Step, StepOutput>, after state: StateSnapshot
  ) -> StateChange? {
    let found = CheckReport(summary.outputs.values.flatMap(\.checks))
    let report = plan.mode == .destroy ? CheckReport([]) : plan.checks.updated(with: found)
    // Other programs list the same in another order.
    return report == CheckReport(record: state.checkResults) ? nil : .checks(report.record)
  }
}

/// How an apply went.
public struct Outcome: Sendable {
  /// What exists now.
  public internal(set) var state: StateSnapshot
  /// Errors and warnings, in the order they came up.
  public internal(set) var diagnostics: [Diagnostic]
  /// What was really done.
  public internal(set) var summary = ChangeSummary()
  /// How many changes were not begun, because something they depend on failed or a stop was asked for.
  public internal(set) var skipped = 0
  /// How many changes were begun.
  private var begun = 0
  /// Whether anything but the record may have changed.
  public var hasBegun: Bool { begun > 0 }

  init(state: StateSnapshot, diagnostics: [Diagnostic]) {
    self.state = state
    self.diagnostics = diagnostics
  }

  mutating func note(_ step: Step, _ visit: Visit<StepOutput>, _ changes: ChangeIndex) {
    diagnostics += visit.output.diagnostics
    for change in visit.output.stateChanges { state.apply(change) }
    if step.changesWorld, visit.output.stateFailure == nil { begun += 1 }
    guard case .done = visit else { return }
    switch step {
    case .create: summary.create += 1
    case .update: summary.update += 1
    case .delete: summary.delete += 1
    case .forget: summary.forget += 1
    case .evaluate, .read, .depose, .collect, .deletionsDone, .invoke: break
    }
  }

  /// What was imported is recorded before anything else is done.
  mutating func countImports(_ changes: [Change]) { summary.imports = changes.count { $0.importing != nil } }

  /// - Parameter changes: how many the plan has.
  mutating func note(_ failure: StateError, changes: Int) {
    diagnostics.append(Diagnostic("state", "Cannot write the state", failure.message))
    skipped = changes - begun
  }
}

extension Step {
  /// Whether the step changes an object.
  var changesWorld: Bool {
    switch self {
    case .create, .update, .delete, .invoke: true
    case .evaluate, .read, .depose, .forget, .collect, .deletionsDone: false
    }
  }
}

/// The changes of a plan by what they change.
struct ChangeIndex: Sendable {
  private let current: [ResourceInstanceAddress: Change]
  private let deposed: [Key: Change]
  private let addresses: [ResourceAddress: [ResourceInstanceAddress]]

  private struct Key: Hashable {
    var address: ResourceInstanceAddress
    var deposedKey: String
  }

  init(_ changes: [Change]) {
    var current: [ResourceInstanceAddress: Change] = [:]
    var deposed: [Key: Change] = [:]
    var addresses: [ResourceAddress: [ResourceInstanceAddress]] = [:]
    for change in changes {
      // A replacement is found both under the instance and under the name of its old object.
      if let key = change.deposedKey { deposed[Key(address: change.address, deposedKey: key)] = change }
      if change.deposedKey == nil || change.action == .createThenDelete {
        current[change.address] = change
        addresses[change.address.configAddress, default: []].append(change.address)
      }
    }
    self.current = current
    self.deposed = deposed
    self.addresses = addresses
  }

  subscript(address: ResourceInstanceAddress) -> Change? { current[address] }

  subscript(address: ResourceInstanceAddress, deposedKey: String?) -> Change? {
    deposedKey.map { deposed[Key(address: address, deposedKey: $0)] } ?? current[address]
  }

  func instances(of resource: ResourceAddress) -> [ResourceInstanceAddress] { addresses[resource] ?? [] }
}

/// The root outputs after an apply.
struct OutputRecord {
  let plan: Plan
  let summary: WalkSummary<Step, StepOutput>

  /// What to record. An output whose value could not be computed keeps the one it had.
  func changes(after state: StateSnapshot) -> [StateChange] {
    plan.outputs.compactMap { output in
      guard !output.planned.isNull else {
        return isFinished ? .output(output.name, nil) : nil
      }
      let node = ConfigNode.output(.root, output.name)
      let computed = summary.outputs[.evaluate(node)]?.node?.values[.root] ?? output.planned
      guard computed.isWhollyKnown else { return nil }
      let recorded = OutputState(value: computed.withoutDeepMarks, isSensitive: output.isSensitive)
      return state.outputs[output.name] == recorded ? nil : .output(output.name, recorded)
    }
  }

  private var isFinished: Bool { summary.failed.isEmpty && summary.skipped.isEmpty }
}
