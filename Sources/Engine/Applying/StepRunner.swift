import Addresses
import DAG
import Diagnostics
import Language
import ProviderAPI
import StateStorage
import Values

/// What a step gives to those that depend on it, and what is to be recorded.
struct StepOutput: Sendable {
  /// Of an evaluation or a collection.
  var node: NodeOutput?
  /// The new object of a create, an update or a read, with marks.
  var object: Value?
  var stateChanges: [StateChange] = []
  /// The intent that the state changes settle.
  var intent: String?
  var diagnostics: [Diagnostic] = []
  /// What the conditions of the object have come to.
  var checks: [CheckOutcome] = []
  /// Why the step was not begun: it could not be recorded.
  var stateFailure: StateError?

  var isFailure: Bool { diagnostics.hasErrors || stateFailure != nil }
}

/// Carries out one step.
struct StepRunner: Sendable {
  let applier: Applier
  let step: Step
  let inputs: [Step: StepOutput]
  let session: any StateSession

  func run() async -> Visit<StepOutput> {
    var output = StepOutput()
    switch step {
    case .evaluate(let node): await evaluate(node, &output)
    case .collect(let resource): collect(resource, &output)
    case .deletionsDone: break
    case .invoke(let index): await invoke(applier.plan.invocations[index], &output)
    case .read(let address): await withChange(address, nil, &output) { await read($0, &$1) }
    case .create(let address), .update(let address):
      await withChange(address, nil, &output) { await make($0, &$1) }
    case .depose(let address, let key): output.stateChanges = [.depose(address, deposedKey: key)]
    case .delete(let address, let key):
      await withChange(address, key, &output) { await delete($0, key, &$1) }
    case .forget(let address, let key):
      await withChange(address, key, &output) { change, output in
        output.stateChanges = [.object(address, deposedKey: key, object: nil, provider: change.provider)]
      }
    }
    return output.isFailure ? .failed(output) : .done(output)
  }

  private func invoke(_ invocation: ActionInvocation, _ output: inout StepOutput) async {
    var nodes: [ConfigNode: NodeOutput] = [:]
    for node in invocation.nodes(applier.plan.config) {
      nodes[node] = inputs[node.terminalStep]?.node ?? applier.plan.known[node]
    }
    output.diagnostics = await ActionRunner(invocation: invocation, applier: applier, inputs: nodes).run()
  }

  private func withChange(
    _ address: ResourceInstanceAddress, _ deposedKey: String?, _ output: inout StepOutput,
    _ body: (Change, inout StepOutput) async -> Void
  ) async {
    guard let change = applier.changes[address, deposedKey] else {
      preconditionFailure("The step \(step) has no change in its plan. This is a bug in rcw.")
    }
    await body(change, &output)
  }

  /// The outputs of the configuration's nodes as far as they are known at this step.
  private func nodeInputs(of node: ConfigNode) -> [ConfigNode: NodeOutput] {
    var outputs: [ConfigNode: NodeOutput] = [:]
    for dependency in applier.plan.config.graph.dependencies(of: node) {
      outputs[dependency] = inputs[dependency.terminalStep]?.node ?? applier.plan.known[dependency]
    }
    return outputs
  }

  private func evaluation(of node: ConfigNode) -> ModuleEvaluation {
    ModuleEvaluation(
      config: applier.plan.config, environment: applier.environment, node: node, inputs: nodeInputs(of: node))
  }

  private func evaluate(_ node: ConfigNode, _ output: inout StepOutput) async {
    if let address = node.resourceAddress, address.resource.mode == .action {
      let evaluated = await ActionEvaluation(
        evaluation: evaluation(of: node), pool: applier.pool, address: address
      ).evaluate()
      output.diagnostics = evaluated.diagnostics
      output.node = evaluated
      return
    }
    if let address = node.resourceAddress {
      let opened = await EphemeralEvaluation(
        evaluation: evaluation(of: node), pool: applier.pool, address: address, events: applier.events
      ).evaluate()
      output.diagnostics = opened.diagnostics
      output.checks = opened.checks
      output.node = opened
      return
    }
    let visit = await NodeEvaluator(
      evaluation: evaluation(of: node), variables: applier.variables, pool: applier.pool
    ).evaluate()
    output.diagnostics = visit.output.diagnostics
    output.checks = visit.output.checks
    output.node = visit.output
  }

  /// The objects of all instances: the new ones from the steps before, the others as planned.
  private func collect(_ resource: ResourceAddress, _ output: inout StepOutput) {
    var node = applier.plan.known[.resource(resource)] ?? NodeOutput()
    for (path, members) in node.members {
      node.values[path] = members.assemble { key in
        let address = ResourceInstanceAddress(path, resource.resource, key)
        for step in [Step.create(address), .update(address), .read(address)] {
          if let object = inputs[step]?.object { return object }
        }
        if isForCheck(resource), let failed = inputs[.read(address)] {
          node.checkProblems += failed.diagnostics.map(\.asProblem)
          return .dynamic
        }
        return plannedValue(of: address, members, node.values[path])
      }
    }
    output.node = node
  }

  private func isForCheck(_ resource: ResourceAddress) -> Bool {
    applier.plan.config.modules[resource.module]?.resources[resource.resource]?.check != nil
  }

  private func plannedValue(
    of address: ResourceInstanceAddress, _ members: Members, _ planned: Value?
  ) -> Value? {
    if let change = applier.changes[address], !change.planned.isNull { return change.planned }
    // A data source that was read when planning has no change.
    switch (members.shape, address.key) {
    case (.count, .index(let index)): return planned?.elements?[index]
    case (.forEach, .key(let key)): return planned?.keyedElements?[key]
    default: return planned
    }
  }

  private func read(_ change: Change, _ output: inout StepOutput) async {
    await runner(for: change).read(&output)
    guard isForCheck(change.address.configAddress) else { return }
    output.diagnostics = output.diagnostics.map(\.asWarning)
  }

  private func make(_ change: Change, _ output: inout StepOutput) async {
    await runner(for: change).make(&output)
  }

  private func delete(_ change: Change, _ deposedKey: String?, _ output: inout StepOutput) async {
    await runner(for: change).delete(deposedKey, &output)
  }

  private func runner(for change: Change) -> ChangeRunner {
    let node = ConfigNode.resource(change.address.configAddress)
    let target = applier.plan.config.providers.target(for: change.provider)
    let block = target.node.flatMap { node in
      inputs[.evaluate(node)]?.node ?? applier.plan.known[node]
    }
    return ChangeRunner(
      change: change, evaluation: evaluation(of: node),
      provider: ProviderAccess(applier.pool, target, block),
      session: session, provisioners: applier.pool.provisioners, events: applier.events)
  }
}
