import Addresses
import Diagnostics
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans one instance of a `data` block: reads it now where that is possible, else when applying.
struct DataPlanner {
  let instance: InstancePlanner
  /// With marks.
  let config: Value

  private var address: ResourceInstanceAddress { instance.address }
  private var schema: Schema { instance.block.schema }

  func plan(_ result: inout InstancePlan) async throws {
    if let reason = reasonToWait {
      result.value = deferredObject
      result.changes.append(change(.read, reason: reason, planned: result.value))
      return
    }
    if instance.block.resource.check != nil {
      result.readForChecks = [change(.read, reason: .belongsToCheck, planned: deferredObject)]
    }
    let events = instance.context.planner.events
    events(.started(address, .read, id: nil))
    let start = ContinuousClock.now
    let response = try await tellingTime { [address] in
      events(.stillRunning(address, .read, id: nil, elapsed: $0))
    } _: {
      try await instance.provider.configured().readData(
        DataRequest(
          type: address.resource.type, config: config.withoutDeepMarks, meta: instance.provider.meta))
    }
    result.diagnostics += response.diagnostics.map(instance.origin.diagnostic)
    guard !response.diagnostics.contains(where: { !$0.isWarning }) else { return }
    let object = schema.block.markingSensitive(response.object.marked(at: config.markedPaths))
    events(.ended(address, .read, id: object.idText, took: ContinuousClock.now - start))
    result.value = object
    for index in result.readForChecks.indices { result.readForChecks[index].planned = object }
    result.refreshed.append(
      RefreshedObject(
        address: address, provider: instance.provider.address,
        object: try ObjectCodec(type: address.resource.type, schema: schema).encode(object)))
  }

  /// Why the data source can be read only when applying; nil when it can be read now.
  private var reasonToWait: ActionReason? {
    guard config.isWhollyKnown else { return .configIsUnknown }
    let isPending = instance.block.resource.dependsOn.contains { reference in
      instance.evaluation.config.nodes(of: reference, in: instance.block.address.module).contains { node in
        (instance.evaluation.inputs[node]?.changes ?? []).contains { $0.action != .noOp }
      }
    }
    return isPending ? .dependencyIsPending : nil
  }

  private var deferredObject: Value {
    ProposedObject.merge(schema.block, prior: .null(schema.block.impliedType), config: config)
  }

  private func change(_ action: Action, reason: ActionReason, planned: Value) -> Change {
    var change = Change(
      address: address, action: action, reason: reason, provider: instance.provider.address,
      prior: .null(schema.block.impliedType), planned: schema.block.markingSensitive(planned), schema: schema)
    change.config = config
    change.member = instance.instance.member
    change.dependencies = instance.block.dependencies
    return change
  }
}
