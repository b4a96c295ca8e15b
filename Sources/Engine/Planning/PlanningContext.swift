import Addresses
import DAG
import Diagnostics
import Language
import ProviderAPI
import StateStorage
import Values

/// What every visit of a plan's walk shares, none of which changes during the walk.
final class PlanningContext: Sendable {
  let planner: Planner
  let graph: AcyclicGraph<ConfigNode>
  /// The managed resources that each resource depends on.
  let dependencies: [ResourceAddress: Set<ResourceAddress>]
  /// The resources that must be created anew before the old object is deleted, because they or something
  /// that depends on them say so.
  let createBeforeDestroy: Set<ResourceAddress>
  /// The recorded instances by the block that they came from.
  let recorded: [ResourceAddress: [ResourceInstanceAddress]]

  init(_ planner: Planner, _ graph: AcyclicGraph<ConfigNode>) {
    self.planner = planner
    self.graph = graph
    dependencies = planner.config.managedDependencies()
    createBeforeDestroy = Self.createBeforeDestroy(planner.config, dependencies)
    var recorded: [ResourceAddress: [ResourceInstanceAddress]] = [:]
    for (key, resource) in planner.state.resources {
      recorded[ResourceAddress(key.module.module, key.resource), default: []] +=
        resource.instances.keys.map(key.instance)
    }
    self.recorded = recorded
  }

  func visit(_ node: ConfigNode, _ inputs: [ConfigNode: NodeOutput]) async -> Visit<NodeOutput> {
    let evaluation = ModuleEvaluation(
      config: planner.config, environment: planner.environment, node: node, inputs: inputs)
    guard let address = node.resourceAddress else {
      return await NodeEvaluator(
        evaluation: evaluation, variables: planner.variables, pool: planner.pool
      ).evaluate()
    }
    if address.resource.mode == .action {
      let output = await ActionEvaluation(
        evaluation: evaluation, pool: planner.pool, address: address
      ).evaluate()
      return output.diagnostics.hasErrors ? .failed(output) : .done(output)
    }
    guard address.resource.mode != .ephemeral else {
      let output = await EphemeralEvaluation(
        evaluation: evaluation, pool: planner.pool, address: address, events: planner.events
      ).evaluate()
      return output.diagnostics.hasErrors ? .failed(output) : .done(output)
    }
    let output = await ResourcePlanner(context: self, evaluation: evaluation, address: address).plan()
    return output.diagnostics.hasErrors ? .failed(output) : .done(output)
  }

  func recordedInstance(_ address: ResourceInstanceAddress) -> InstanceState? {
    planner.state.instance(at: address)
  }

  /// Where an object comes from; without a place when its block is gone.
  func origin(of address: ResourceInstanceAddress) -> BlockOrigin {
    let block = planner.config.modules[address.module.module]?.resources[address.resource]
    return BlockOrigin(address: "\(address)", body: block?.body, header: block?.range)
  }

  /// Whether `-target` names instances of this block rather than the block, and nothing that was targeted
  /// depends on the block.
  func isConfinedToInstances(_ address: ResourceAddress) -> Bool {
    let naming = planner.options.targets.filter { $0.mayInclude(address) }
    return !naming.isEmpty
      && graph.dependents(of: [.resource(address)]).allSatisfy { $0.resourceAddress == nil }
  }

  /// Whether an instance of a block that is visited is to be planned.
  func isSelected(_ instance: ResourceInstanceAddress) -> Bool {
    if planner.options.excluded.contains(where: { $0.includes(instance) }) { return false }
    guard !planner.options.targets.isEmpty, isConfinedToInstances(instance.configAddress) else { return true }
    return planner.options.targets.contains { $0.includes(instance) }
  }

  /// The warnings that providers gave about their configuration, each at its block.
  func providerWarnings() async -> [Diagnostic] {
    await planner.pool.warnings.map { address, finding in
      let target = planner.config.providers.target(for: address)
      var block: ProviderConfig?
      if case .provider(let module, let key) = target.node {
        block = planner.config.modules[module]?.providers[key]
      }
      return BlockOrigin(address: "\(address)", body: block?.body, header: block?.range).diagnostic(finding)
    }
  }

  private static func createBeforeDestroy(
    _ config: ConfigGraph, _ dependencies: [ResourceAddress: Set<ResourceAddress>]
  ) -> Set<ResourceAddress> {
    var pending = config.modules.all.flatMap { module in
      module.resources.values.filter(\.lifecycle.createBeforeDestroy).map {
        ResourceAddress(module.path, $0.name)
      }
    }
    var reached = Set(pending)
    while let address = pending.popLast() {
      for dependency in dependencies[address] ?? [] where reached.insert(dependency).inserted {
        pending.append(dependency)
      }
    }
    return reached
  }
}
