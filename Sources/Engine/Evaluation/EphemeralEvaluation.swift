import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Opens the instances of one `ephemeral` block, the same way when planning and when applying.
struct EphemeralEvaluation: Sendable {
  let evaluation: ModuleEvaluation
  let pool: ProviderPool
  let address: ResourceAddress
  let events: EventHandler

  func evaluate() async -> NodeOutput {
    var output = NodeOutput()
    guard let module = evaluation.config.modules[address.module],
      let resource = module.resources[address.resource]
    else { return output }
    let target = evaluation.config.providers.target(for: resource, in: address.module)
    let origin = BlockOrigin(address: "\(address)", body: resource.body, header: resource.range)
    do {
      let schema = try await pool.schema(of: resource, target.address.provider)
      let block = PlannedBlock(address: address, resource: resource, module: module, schema: schema)
      for path in evaluation.moduleInstances { await open(block, target, in: path, &output) }
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: "opening")
    }
    return output
  }

  private func open(
    _ block: PlannedBlock, _ target: ProviderResolution.Target, in path: ModuleInstancePath,
    _ output: inout NodeOutput
  ) async {
    let scope = evaluation.scope(of: block.module, in: path, for: block.resource.repetition.references)
    var members = MemberEvaluation(scope: scope, context: block.resource.range)
    let found = members.members(block.resource.repetition)
    output.diagnostics += members.diagnostics
    guard let found else { return }
    output.members[path] = found
    var values: [InstanceKey: Value] = [:]
    for (key, member) in found.elements {
      let instance = PlannedInstance(
        address: ResourceInstanceAddress(path, address.resource, key), member: member)
      do {
        var target = target
        target.address.key = try evaluation.providerKey(of: block.resource, for: instance)
        let provider = ProviderAccess(pool, target, target.node.flatMap { evaluation.inputs[$0] })
        values[key] = await open(instance, of: block, provider, &output)
      } catch { output.diagnostics += error.diagnostics }
    }
    output.values[path] = found.assemble { values[$0] }.marked(.ephemeral)
  }

  private func open(
    _ instance: PlannedInstance, of block: PlannedBlock, _ provider: ProviderAccess,
    _ output: inout NodeOutput
  ) async -> Value? {
    let conditions = InstanceConditions(evaluation: evaluation, block: block, instance: instance)
    conditions.checkPreconditions(&output.diagnostics, &output.checks)
    guard !output.diagnostics.hasErrors else { return nil }
    let origin = BlockOrigin(
      address: "\(instance.address)", body: block.resource.body, header: block.resource.range)
    do {
      guard let config = try await config(of: instance, block, provider, origin, &output) else { return nil }
      // What it depends on is made first; the next phase opens it then.
      guard config.isWhollyKnown else { return block.schema.block.openObject.marked(.ephemeral) }
      let value = try await open(instance.address, config, block, provider, origin, &output)
      if let value { conditions.checkPostconditions(value, &output.diagnostics, &output.checks) }
      return value
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: "opening")
      return nil
    }
  }

  private func config(
    of instance: PlannedInstance, _ block: PlannedBlock, _ provider: ProviderAccess, _ origin: BlockOrigin,
    _ output: inout NodeOutput
  ) async throws -> Value? {
    let scope = evaluation.scope(
      of: block.module, in: instance.address.module, for: evaluation.config.references[evaluation.node] ?? [],
      instance.member)
    var decoder = BodyDecoder(scope: scope, resource: block.resource)
    decoder.allowsEphemeral = true
    let config = decoder.decode(block.resource.body, schema: block.schema.block)
    output.diagnostics += decoder.diagnostics
    guard !decoder.diagnostics.hasErrors else { return nil }
    let findings = try await provider.unconfigured().validate(
      .ephemeral, address.resource.type, config.withoutDeepMarks)
    output.diagnostics += findings.map(origin.diagnostic)
    return findings.contains { !$0.isWarning } ? nil : config
  }

  private func open(
    _ instance: ResourceInstanceAddress, _ config: Value, _ block: PlannedBlock, _ provider: ProviderAccess,
    _ origin: BlockOrigin, _ output: inout NodeOutput
  ) async throws -> Value? {
    events(.ephemeral(instance, .opening))
    let start = ContinuousClock.now
    let configured = try await provider.configured()
    let response = try await configured.openEphemeral(
      DataRequest(type: address.resource.type, config: config.withoutDeepMarks))
    output.diagnostics += response.diagnostics.map(origin.diagnostic)
    guard !response.diagnostics.contains(where: { !$0.isWarning }) else { return nil }
    await pool.ephemerals.add(
      EphemeralObjects.Entry(
        address: instance, provider: configured, privateData: response.privateData,
        renewal: response.renewAfter.map { start + $0 }, events: events))
    events(.ephemeral(instance, .opened(ContinuousClock.now - start)))
    return block.schema.block.markingSensitive(response.object).marked(.ephemeral)
  }
}
