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
  /// Whether the objects are deleted, rather than left as they are; nil where that is as recorded.
  var destroysObjects: Bool?

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
        try await plan(object, deposedKey, reason: reason, &result)
      } catch {
        result.diagnostics += context.origin(of: address).diagnostics(error, doing: "reading")
      }
    }
    return result
  }

  /// Plans the deletion of one object of the instance, as it is found to be.
  func plan(
    _ object: ObjectState, _ deposedKey: String?, reason: ActionReason?, _ result: inout InstancePlan
  ) async throws {
    let reader = ObjectReader(
      context: context, provider: provider, schema: schema, address: address, deposedKey: deposedKey)
    let reading = try await reader.read(object)
    try reader.note(reading, of: object, in: &result)
    guard !reading.current.isNull, context.planner.options.mode != .refreshOnly else { return }
    let destroysObject = destroysObjects ?? !object.isKept
    var change = Change(
      address: address, deposedKey: deposedKey, action: destroysObject ? .delete : .forget, reason: reason,
      provider: provider.address,
      prior: reading.current, planned: .null(schema.block.impliedType), schema: schema, recorded: object)
    change.privateData = reading.privateData
    change.priorIdentity = reading.identity
    change.dependencies = object.dependencies
    if destroysObject { change.privateData = try await consultProvider(on: reading, &result) }
    result.changes.append(change)
  }

  /// Has those providers plan the deletion that want to; they may have something against it.
  ///
  /// - Returns: what the provider is to be given back with the deletion.
  func consultProvider(
    on object: ObjectReader.Reading, _ result: inout InstancePlan
  ) async throws -> [UInt8] {
    let configured = try await provider.configured()
    guard try await configured.plansDeletions() else { return object.privateData }
    let none = Value.null(schema.block.impliedType)
    let response = try await configured.plan(
      PlanRequest(
        type: address.resource.type, prior: object.current.withoutDeepMarks, proposed: none, config: none,
        privateData: object.privateData, identity: object.identity, meta: provider.meta))
    result.diagnostics += response.diagnostics.map(context.origin(of: address).diagnostic)
    guard !response.diagnostics.contains(where: { !$0.isWarning }) else { return object.privateData }
    guard response.planned.isNull else {
      throw ProviderError(
        .protocolViolation,
        "Its provider plans to keep the object, which is to be deleted. This is a bug in the provider.")
    }
    return response.privateData
  }
}
