import Addresses
import Diagnostics
import ProviderAPI
import StateStorage
import Values

/// Plans the deletion of a recorded instance that the configuration does not want.
struct DeletionPlanner: Sendable {
  let context: PlanningContext
  let provider: ProviderAccess
  let schema: Schema
  let address: ResourceInstanceAddress
  /// Whether the objects are deleted, rather than left as they are.
  var destroysObjects = true

  func plan(reason: ActionReason) async -> InstancePlan {
    var result = InstancePlan()
    guard let recorded = context.recordedInstance(address) else { return result }
    guard address.resource.mode == .managed else {
      // What was only read is simply no longer recorded.
      result.refreshed.append(RefreshedObject(address: address, provider: provider.address))
      return result
    }
    let objects =
      [(nil, recorded.current)]
      + recorded.deposed.sorted { $0.key < $1.key }.map { (Optional($0.key), Optional($0.value)) }
    for (deposedKey, object) in objects {
      guard let object else { continue }
      do {
        try await plan(object, deposedKey, reason, &result)
      } catch {
        result.diagnostics += context.origin(of: address).diagnostics(error, doing: "reading")
      }
    }
    return result
  }

  private func plan(
    _ object: ObjectState, _ deposedKey: String?, _ reason: ActionReason, _ result: inout InstancePlan
  ) async throws {
    let reader = ObjectReader(
      context: context, provider: provider, schema: schema, address: address, deposedKey: deposedKey)
    let reading = try await reader.read(object)
    try reader.note(reading, of: object, in: &result)
    guard !reading.current.isNull, context.planner.options.mode != .refreshOnly else { return }
    var change = Change(
      address: address, deposedKey: deposedKey, action: destroysObjects ? .delete : .forget, reason: reason,
      provider: provider.address,
      prior: reading.current, planned: .null(schema.block.impliedType), schema: schema, recorded: object)
    change.privateData = reading.privateData
    change.dependencies = object.dependencies
    result.changes.append(change)
  }
}
