import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans all instances of one `resource` or `data` block, in all instances of its module.
struct ResourcePlanner: Sendable {
  let context: PlanningContext
  let evaluation: ModuleEvaluation
  let address: ResourceAddress

  private var planner: Planner { context.planner }

  func plan() async -> NodeOutput {
    guard let module = planner.config.modules[address.module],
      let resource = module.resources[address.resource]
    else { return NodeOutput() }
    let target = planner.config.providers.target(for: resource, in: address.module)
    let origin = BlockOrigin(address: "\(address)", body: resource.body, header: resource.range)
    do {
      let schema = try await planner.pool.schema(of: resource, target.address.provider)
      let block = PlannedBlock(
        address: address, resource: resource, module: module, schema: schema,
        createBeforeDestroy: context.createBeforeDestroy.contains(address),
        dependencies: (context.dependencies[address] ?? []).sorted())
      return await plan(
        block, target, try await evaluation.providerMeta(for: target.address.provider, planner.pool))
    } catch {
      return NodeOutput(diagnostics: origin.diagnostics(error, doing: "planning"))
    }
  }

  private func plan(
    _ block: PlannedBlock, _ target: ProviderResolution.Target, _ meta: [ModuleInstancePath: Value]
  ) async -> NodeOutput {
    var output = NodeOutput()
    let instances = members(of: block, &output)
    guard !output.diagnostics.hasErrors else { return output }
    let wanted = Set(instances.map(\.address))
    let imports = imports(of: block, among: wanted, &output)
    output.diagnostics += instances.compactMap { Moves.problem(wanting: $0.address, in: planner.config) }
    guard !output.diagnostics.hasErrors else { return output }
    let results = await concurrently(instances, limit: planner.options.parallelism) { instance in
      do throws(DiagnosticsError) {
        var target = target
        target.address.key = try evaluation.providerKey(of: block.resource, for: instance)
        return await InstancePlanner(
          context: context, evaluation: evaluation, block: block,
          provider: providerAccess(target, meta[instance.address.module]), instance: instance,
          importing: imports[instance.address]
        ).plan()
      } catch {
        return InstancePlan(diagnostics: error.diagnostics)
      }
    }
    let members = output.members
    let orphans = await concurrently(
      (context.recorded[address] ?? []).filter { !wanted.contains($0) && context.isSelected($0) }.sorted(),
      limit: planner.options.parallelism
    ) { await delete($0, of: block, target, meta[$0.module], members) }
    for result in results { output.add(result) }
    for result in orphans { output.add(result) }
    assemble(&output, zip(instances, results).map { ($0.address, $1.value) })
    return output
  }

  private func delete(
    _ orphan: ResourceInstanceAddress, of block: PlannedBlock, _ target: ProviderResolution.Target,
    _ meta: Value?, _ members: [ModuleInstancePath: Members]
  ) async -> InstancePlan {
    var target = target
    target.address.key = context.recordedInstance(orphan)?.providerKey ?? .none
    let destructionGuard = DestructionGuard(
      evaluation: evaluation, module: block.module, resource: block.resource, address: orphan)
    if let refusal = destructionGuard.refusal() { return InstancePlan(diagnostics: [refusal]) }
    return await DeletionPlanner(
      context: context, provider: providerAccess(target, meta), schema: block.schema, address: orphan,
      destroysObjects: block.resource.lifecycle.destroysObjects
    ).plan(reason: reason(orphan, members))
  }

  /// The existing objects that are to be taken over, by the options and by `import` blocks.
  private func imports(
    of block: PlannedBlock, among wanted: Set<ResourceInstanceAddress>, _ output: inout NodeOutput
  ) -> [ResourceInstanceAddress: ImportSubject] {
    var imports = ImportEvaluation(evaluation, identity: block.schema.identity)
    imports.evaluate(importsInto: address)
    if planner.options.targets.isEmpty { imports.requireTargets(among: wanted) }
    output.diagnostics += imports.diagnostics
    return imports.subjects.merging(planner.options.imports) { $1 }
  }

  /// The way to the configured provider, taken only when an instance needs it.
  private func providerAccess(_ target: ProviderResolution.Target, _ meta: Value?) -> ProviderAccess {
    var access = ProviderAccess(planner.pool, target, target.node.flatMap { evaluation.inputs[$0] })
    access.meta = meta
    return access
  }

  private func members(of block: PlannedBlock, _ output: inout NodeOutput) -> [PlannedInstance] {
    var instances: [PlannedInstance] = []
    for path in evaluation.moduleInstances {
      let scope = evaluation.scope(of: block.module, in: path, for: block.resource.repetition.references)
      var members = MemberEvaluation(scope: scope, context: block.resource.range)
      let found = members.members(block.resource.repetition)
      output.diagnostics += members.diagnostics
      guard let found else { continue }
      output.members[path] = found
      instances += found.elements.map { element in
        PlannedInstance(
          address: ResourceInstanceAddress(path, block.address.resource, element.key), member: element.scope)
      }
    }
    return instances.filter { context.isSelected($0.address) }
  }

  private func reason(
    _ orphan: ResourceInstanceAddress, _ members: [ModuleInstancePath: Members]
  ) -> ActionReason {
    if planner.options.mode == .destroy { return .wasRequested }
    guard let members = members[orphan.module] else { return .moduleIsGone }
    return switch (members.shape, orphan.key) {
    case (.count, .index): .countIndex
    case (.forEach, .key): .eachKey
    case (.single, .none): .isDisabled
    default: .wrongRepetition
    }
  }

  private func assemble(_ output: inout NodeOutput, _ values: [(ResourceInstanceAddress, Value)]) {
    let byAddress = Dictionary(uniqueKeysWithValues: values)
    for (path, members) in output.members {
      output.values[path] = members.assemble {
        byAddress[ResourceInstanceAddress(path, address.resource, $0)]
      }
    }
  }
}

extension NodeOutput {
  fileprivate mutating func add(_ result: InstancePlan) {
    changes += result.changes
    drift += result.drift
    refreshed += result.refreshed
    diagnostics += result.diagnostics
    checks += result.checks
    checkProblems += result.checkProblems
    readForChecks += result.readForChecks
  }
}

/// A block with what is the same for all its instances, who share it.
final class PlannedBlock: Sendable {
  let address: ResourceAddress
  let resource: ResourceConfig
  let module: ModuleConfig
  let schema: Schema
  let createBeforeDestroy: Bool
  let dependencies: [ResourceAddress]

  init(
    address: ResourceAddress, resource: ResourceConfig, module: ModuleConfig, schema: Schema,
    createBeforeDestroy: Bool = false, dependencies: [ResourceAddress] = []
  ) {
    self.address = address
    self.resource = resource
    self.module = module
    self.schema = schema
    self.createBeforeDestroy = createBeforeDestroy
    self.dependencies = dependencies
  }
}

/// One instance that the configuration wants.
struct PlannedInstance: Sendable {
  var address: ResourceInstanceAddress
  var member: Scope.Instance
}

/// What became of the planning of one instance.
struct InstancePlan: Sendable {
  /// The object as it will be, with marks.
  var value: Value = .dynamic
  var changes: [Change] = []
  var drift: [Change] = []
  var refreshed: [RefreshedObject] = []
  var diagnostics: [Diagnostic] = []
  var checks: [CheckOutcome] = []
  /// Why the data source of a check could not be read.
  var checkProblems: [String] = []
  var readForChecks: [Change] = []

  /// Makes the failure to read the data source of a check one of the check, which stops nothing.
  mutating func blameCheck() {
    let errors = diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    checkProblems = errors.map(\.asProblem)
    diagnostics = diagnostics.map(\.asWarning)
    value = .dynamic
  }
}

extension Diagnostic {
  /// On one line, as the outcome of a check says it.
  var asProblem: String { "\(summary): \(detail)" }
}
