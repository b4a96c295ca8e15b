import Addresses
import DAG
import Diagnostics
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans the deletion of what is recorded and whose block is gone from the configuration; when everything
/// is to be destroyed, of all that is recorded.
struct OrphanPlanner: Sendable {
  private let context: PlanningContext
  /// The outputs of the configuration's nodes.
  private let known: [ConfigNode: NodeOutput]

  init(_ context: PlanningContext, known: [ConfigNode: NodeOutput]) {
    self.context = context
    self.known = known
  }

  func plan() async -> NodeOutput {
    let results = await concurrently(orphans, limit: context.planner.options.parallelism) { await plan($0) }
    var output = NodeOutput()
    for result in results {
      output.changes += result.changes
      output.drift += result.drift
      output.refreshed += result.refreshed
      output.diagnostics += result.diagnostics
    }
    return output
  }

  /// The recorded instances that no visit of the walk has dealt with.
  private var orphans: [ResourceInstanceAddress] {
    let planner = context.planner
    let isDestroying = planner.options.mode == .destroy
    let kept = planner.keptByExclusion(context.recorded)
    return context.recorded.flatMap { address, instances -> [ResourceInstanceAddress] in
      let isVisited = context.graph.contains(.resource(address)) && !isDestroying
      let isKept = !isDestroying && planner.config.graph.contains(.resource(address))
      return isVisited || isKept ? [] : instances
    }
    .filter { instance in
      if kept.contains(instance.configAddress) || planner.isExcluded(instance) { return false }
      return planner.options.targets.isEmpty || planner.options.targets.contains { $0.includes(instance) }
        || isDependent(on: planner.options.targets, instance)
    }
    .sorted()
  }

  /// Whether deleting a target takes this instance with it.
  private func isDependent(on targets: [Target], _ instance: ResourceInstanceAddress) -> Bool {
    guard context.planner.options.mode == .destroy else { return false }
    let objects = context.recordedInstance(instance)
    let dependencies = objects?.current?.dependencies ?? []
    return dependencies.contains { dependency in targets.contains { $0.mayInclude(dependency) } }
  }

  private func plan(_ address: ResourceInstanceAddress) async -> InstancePlan {
    let planner = context.planner
    let key = ResourceKey(address.module, address.resource)
    guard let recorded = planner.state.resources[key] else { return InstancePlan() }
    let module = planner.config.modules[address.module.module]
    let block = module?.resources[address.resource]
    if let module, let block {
      let destructionGuard = DestructionGuard(
        evaluation: evaluation(of: address), module: module, resource: block, address: address)
      if let refusal = destructionGuard.refusal() { return InstancePlan(diagnostics: [refusal]) }
    }
    let removal = block == nil ? planner.config.removal(of: address) : nil
    let target = planner.config.providers.target(
      for: recorded.provider.with(recorded.instances[address.key]?.providerKey ?? .none))
    var provider = ProviderAccess(planner.pool, target, target.node.flatMap { known[$0] })
    let kind = address.resource.mode.kind
    do {
      guard
        let schema = try await planner.pool.schema(target.address.provider, kind, address.resource.type)
      else { return InstancePlan(diagnostics: [unknownType(address, target.address.provider)]) }
      provider.meta = try await evaluation(of: address)
        .providerMeta(for: target.address.provider, in: address.module, planner.pool)
      return await DeletionPlanner(
        context: context, provider: provider, schema: schema, address: address,
        destroysObjects: removal?.destroysObjects ?? block?.lifecycle.destroysObjects
      ).plan(reason: planner.options.mode == .destroy ? .wasRequested : .notInConfiguration)
    } catch {
      return InstancePlan(
        diagnostics: context.origin(of: address).diagnostics(error, doing: "planning to delete"))
    }
  }

  private func evaluation(of address: ResourceInstanceAddress) -> ModuleEvaluation {
    ModuleEvaluation(
      config: context.planner.config, environment: context.planner.environment,
      node: .resource(address.configAddress), inputs: known)
  }

  private func unknownType(_ address: ResourceInstanceAddress, _ provider: ProviderAddress) -> Diagnostic {
    Diagnostic(
      "unknown-type", "Unknown type in state",
      "The provider \(provider.shortDescription) has no type \"\(address.resource.type)\", so the recorded "
        + "object cannot be read or deleted.", address: "\(address)")
  }
}
