import Addresses
import DAG
import Language
import StateStorage

/// Lays down the steps of a plan and their order. Everything that apply does in some order it does because
/// of an edge made here:
///
/// - what creates or changes an object waits for the values its configuration refers to;
/// - an object is deleted after the objects that depend on it;
/// - a replaced object is deleted before its successor is made, or after, as `create_before_destroy` says;
/// - an object that is replaced stays until what its successor needs has been made, so that it is still there when that
///   fails;
/// - an object that just goes away goes after what used to depend on it has been brought up to date;
/// - what a check looks at is read after everything else.
struct StepGraph {
  private let context: PlanningContext
  private let outputs: [ConfigNode: NodeOutput]
  private let changes: [Change]
  private let invocations: [ActionInvocation]
  private var steps = AcyclicGraph<Step>()
  private var deletions: [ResourceAddress: [Step]] = [:]
  /// Deletions of objects without a successor, and of those whose successor is made first.
  private var lateDeletions: [ResourceAddress: [Step]] = [:]
  /// Deletions of objects whose successor is made after them.
  private var earlyDeletions: [ResourceAddress: [Step]] = [:]
  /// For each resource, those that depend on it, by configuration or by record.
  private var dependents: [ResourceAddress: Set<ResourceAddress>] = [:]

  init(
    _ context: PlanningContext, outputs: [ConfigNode: NodeOutput], _ changes: [Change],
    _ invocations: [ActionInvocation] = []
  ) {
    self.context = context
    self.outputs = outputs
    self.invocations = invocations
    self.changes = changes.filter { $0.action != .noOp }
    for (address, dependencies) in context.dependencies { note(address, dependingOn: dependencies) }
    for change in changes { note(change.address.configAddress, dependingOn: Set(change.dependencies)) }
    for change in changes {
      note(change.address.configAddress, dependingOn: Set(change.recorded?.dependencies ?? []))
    }
  }

  private mutating func note(_ address: ResourceAddress, dependingOn dependencies: Set<ResourceAddress>) {
    for dependency in dependencies where dependency != address {
      dependents[dependency, default: []].insert(address)
    }
  }

  func build() -> AcyclicGraph<Step> {
    var builder = self
    for node in context.graph.nodes { builder.insertValue(of: node) }
    for change in changes { builder.insert(change) }
    builder.orderDeletions()
    builder.orderLateDeletions()
    builder.orderEarlyDeletions()
    builder.insertInvocations()
    builder.orderReadingsForChecks()
    let made = Set(changes.map(\.address.configAddress))
    return withoutUselessEphemerals(builder.steps.filter { isNeeded($0, made) })
  }

  /// What is ephemeral was known when planning, and is made again only for what still needs it.
  private func withoutUselessEphemerals(_ steps: AcyclicGraph<Step>) -> AcyclicGraph<Step> {
    let ephemeral = steps.nodes.filter { step in
      guard case .evaluate(let node) = step else { return false }
      return outputs[node]?.isEphemeral == true
    }
    guard !ephemeral.isEmpty else { return steps }
    let useful = steps.allDependencies(of: Set(steps.nodes).subtracting(ephemeral))
    return steps.filter { !ephemeral.contains($0) || useful.contains($0) }
  }

  /// The step after which a node's value is there.
  private func terminal(_ node: ConfigNode) -> Step { node.terminalStep }

  private mutating func insertValue(of node: ConfigNode) {
    steps.insert(terminal(node), dependingOn: context.graph.dependencies(of: node).map(terminal))
  }

  private mutating func insert(_ change: Change) {
    let address = change.address
    let block = address.configAddress
    let values = context.graph.dependencies(of: .resource(block)).map(terminal)
    switch change.action {
    case .noOp: return
    case .read: insertMaking(.read(address), block, after: values)
    case .create: insertMaking(.create(address), block, after: values)
    case .update: insertMaking(.update(address), block, after: values)
    case .forget: steps.insert(.forget(address, deposedKey: change.deposedKey))
    case .forgetThenCreate:
      steps.insert(.forget(address, deposedKey: nil), dependingOn: values)
      insertMaking(.create(address), block, after: values + [.forget(address, deposedKey: nil)])
    case .delete: insertDeletion(.delete(address, deposedKey: change.deposedKey), change, isLate: true)
    case .deleteThenCreate:
      insertDeletion(.delete(address, deposedKey: nil), change, isLate: false)
      insertMaking(.create(address), block, after: values + [.delete(address, deposedKey: nil)])
    case .createThenDelete:
      let key = change.deposedKey ?? ""
      steps.insert(.depose(address, deposedKey: key), dependingOn: values)
      insertMaking(.create(address), block, after: values + [.depose(address, deposedKey: key)])
      insertDeletion(.delete(address, deposedKey: key), change, isLate: true)
      steps.insert(.delete(address, deposedKey: key), dependingOn: [.create(address)])
    }
  }

  private mutating func insertMaking(_ step: Step, _ block: ResourceAddress, after steps: [Step]) {
    self.steps.insert(step, dependingOn: steps)
    self.steps.insert(.collect(block), dependingOn: [step])
  }

  private mutating func insertDeletion(_ step: Step, _ change: Change, isLate: Bool) {
    let block = change.address.configAddress
    let provider = context.planner.config.providers.target(for: change.provider).node
    let evaluated = provider.flatMap { context.graph.contains($0) ? [terminal($0)] : nil } ?? []
    steps.insert(step, dependingOn: evaluated)
    steps.insert(.deletionsDone(block), dependingOn: [step])
    deletions[block, default: []].append(step)
    if isLate {
      lateDeletions[block, default: []].append(step)
    } else {
      earlyDeletions[block, default: []].append(step)
    }
  }

  private mutating func orderDeletions() {
    for (block, steps) in deletions.sorted(by: { $0.key < $1.key }) {
      let waits = (dependents[block] ?? []).filter { deletions[$0] != nil }.map(Step.deletionsDone)
      for step in steps { self.steps.insert(step, dependingOn: waits) }
    }
  }

  /// A dependent is brought up to date first, wherever that does not turn the order into a circle: a
  /// dependent may itself have to wait, through a replacement, for these very deletions.
  private mutating func orderLateDeletions() {
    for (block, deletions) in lateDeletions.sorted(by: { $0.key < $1.key }) {
      for dependent in (dependents[block] ?? []).sorted() {
        let update = Step.collect(dependent)
        guard steps.contains(update) else { continue }
        guard steps.allDependencies(of: [update]).isDisjoint(with: deletions) else { continue }
        for deletion in deletions { steps.insert(deletion, dependingOn: [update]) }
      }
    }
  }

  /// What a successor needs is made first, but for what itself has to wait for these very deletions.
  private mutating func orderEarlyDeletions() {
    for (block, deletions) in earlyDeletions.sorted(by: { $0.key < $1.key }) {
      let values = context.graph.dependencies(of: .resource(block)).map(terminal)
      let needed = steps.allDependencies(of: values).union(values).subtracting(
        steps.dependents(of: deletions))
      let made = needed.filter { if case .collect = $0 { true } else { false } }
      for deletion in deletions { steps.insert(deletion, dependingOn: made) }
    }
  }

  /// The actions of one instance are done one after another, before its change or after; so are those that
  /// were asked for.
  private mutating func insertInvocations() {
    var last: [ResourceInstanceAddress: [Bool: Step]] = [:]
    var requested: Step?
    for (index, invocation) in invocations.enumerated() {
      let step = Step.invoke(index)
      steps.insert(
        step,
        dependingOn: invocation.nodes(context.planner.config).filter(context.graph.contains).map(terminal))
      guard let trigger = invocation.trigger else {
        if let previous = requested { steps.insert(step, dependingOn: [previous]) }
        requested = step
        continue
      }
      let isBefore = trigger.event.isBefore
      let isUpdate = trigger.event == .beforeUpdate || trigger.event == .afterUpdate
      let making = isUpdate ? Step.update(trigger.instance) : .create(trigger.instance)
      if isBefore {
        steps.insert(making, dependingOn: [step])
      } else {
        steps.insert(step, dependingOn: [making])
      }
      if let previous = last[trigger.instance]?[isBefore] { steps.insert(step, dependingOn: [previous]) }
      last[trigger.instance, default: [:]][isBefore] = step
    }
  }

  /// Nothing but their checks can refer to the data sources of checks, so this makes no circle.
  private mutating func orderReadingsForChecks() {
    let changing = steps.nodes.filter(\.changesWorld)
    for change in changes where change.reason == .belongsToCheck {
      steps.insert(.read(change.address), dependingOn: changing)
    }
  }

  /// Values that are known already are not computed again.
  private func isNeeded(_ step: Step, _ changed: Set<ResourceAddress>) -> Bool {
    switch step {
    case .evaluate(.check): !changes.isEmpty
    case .evaluate(let node): outputs[node]?.isWhollyKnown == false && !isIdleAction(node)
    case .collect(let address): changed.contains(address)
    case .read, .create, .update, .delete, .depose, .forget, .deletionsDone, .invoke: true
    }
  }

  /// Whether the node is an action that the plan does not do.
  private func isIdleAction(_ node: ConfigNode) -> Bool {
    guard let address = node.resourceAddress, address.resource.mode == .action else { return false }
    return !invocations.contains { $0.action.configAddress == address }
  }
}
