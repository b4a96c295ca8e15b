import Addresses
import Diagnostics
import ProviderAPI
import StateStorage
import Values

/// Finds out what a recorded object is like now.
struct ObjectReader: Sendable {
  let context: PlanningContext
  let provider: ProviderAccess
  let schema: Schema
  let address: ResourceInstanceAddress
  let deposedKey: String?

  /// An object before and after it was read.
  struct Reading: Sendable {
    /// As recorded, with marks.
    var recorded: Value
    /// As it is now, with marks; null when it is gone.
    var current: Value
    var privateData: [UInt8]
    /// As it is now; nil where nothing is known of it.
    var identity: Value?
    /// As it was recorded.
    var recordedIdentity: Value?
    var diagnostics: [ProviderDiagnostic] = []
    /// Whether the object can only be deleted.
    var isBroken = false
  }

  func read(_ object: ObjectState) async throws -> Reading {
    let type = address.resource.type
    let codec = ObjectCodec(type: type, schema: schema)
    let unconfigured = try await provider.unconfigured()
    let recorded = try await codec.decode(object, provider: unconfigured)
    let identity = try await codec.identity(of: object, provider: unconfigured)
    guard context.planner.options.refreshes else {
      return Reading(
        recorded: recorded, current: recorded, privateData: object.privateData, identity: identity,
        recordedIdentity: identity)
    }
    let id = recorded.idText
    context.planner.events(.refreshStarted(address, id: id))
    let response = try await provider.configured().read(
      ReadRequest(
        type: type, current: recorded.withoutDeepMarks, privateData: object.privateData, identity: identity,
        meta: provider.meta))
    context.planner.events(.refreshEnded(address, id: id))
    let current = schema.block.markingSensitive(response.object.marked(at: recorded.markedPaths))
    return Reading(
      recorded: recorded, current: current, privateData: response.privateData,
      identity: response.identity ?? identity, recordedIdentity: identity,
      diagnostics: response.diagnostics, isBroken: response.isBroken)
  }

  /// What an existing object that is not recorded yet is like; its current value is null when there is none.
  func read(importing subject: ImportSubject) async throws -> Reading {
    let type = address.resource.type
    let id = subject.description
    context.planner.events(.refreshStarted(address, id: id))
    let found = try await objects(subject).first { $0.type == type }
    guard let found else {
      let none = Value.null(schema.block.impliedType)
      return Reading(recorded: none, current: none, privateData: [])
    }
    let response = try await provider.configured().read(
      ReadRequest(
        type: type, current: found.object, privateData: found.privateData, identity: found.identity,
        meta: provider.meta))
    context.planner.events(.refreshEnded(address, id: id))
    return Reading(
      recorded: found.object, current: schema.block.markingSensitive(response.object),
      privateData: response.privateData, identity: response.identity ?? found.identity,
      diagnostics: response.diagnostics)
  }

  private func objects(_ subject: ImportSubject) async throws -> [ImportedObject] {
    let provider = try await provider.configured()
    switch subject {
    case .id(let id): return try await provider.importObjects(address.resource.type, id: id)
    case .identity(let identity):
      return try await provider.importObjects(
        address.resource.type,
        identity: try schema.identity?.subject(identity, of: address.resource.type) ?? identity)
    }
  }

  /// An imported object is recorded first, whatever is planned for it after.
  ///
  /// - Returns: its record.
  func noteImport(_ reading: Reading, in result: inout InstancePlan) throws -> ObjectState {
    let object = try ObjectCodec(type: address.resource.type, schema: schema)
      .encode(reading.current, privateData: reading.privateData, identity: reading.identity)
    result.refreshed.append(
      RefreshedObject(address: address, deposedKey: nil, provider: provider.address, object: object))
    return object
  }

  /// What a reading means for the plan: drift to show, and a record to bring up to date.
  func note(_ reading: Reading, of object: ObjectState, in result: inout InstancePlan) throws {
    guard reading.current.withoutDeepMarks != reading.recorded.withoutDeepMarks else {
      return try noteRewrite(reading, of: object, in: &result)
    }
    var drift = Change(
      address: address, deposedKey: deposedKey, action: reading.current.isNull ? .delete : .update,
      provider: provider.address, prior: reading.recorded, planned: reading.current, schema: schema,
      recorded: object)
    drift.priorIdentity = reading.recordedIdentity
    drift.plannedIdentity = reading.current.isNull ? nil : reading.identity
    result.drift.append(drift)
    result.refreshed.append(try refreshed(reading, of: object))
  }

  /// An unchanged object is recorded anew when it is broken, or the schema, the identity or the provider's own data
  /// has moved on.
  private func noteRewrite(
    _ reading: Reading, of object: ObjectState, in result: inout InstancePlan
  ) throws {
    let isAsRecorded =
      object.schemaVersion == schema.version && object.privateData == reading.privateData
      && (object.isTainted || !reading.isBroken) && reading.identity == reading.recordedIdentity
      && (reading.identity == nil || object.identity?.version == schema.identity?.version)
    if isAsRecorded { return }
    result.refreshed.append(try refreshed(reading, of: object))
  }

  private func refreshed(_ reading: Reading, of object: ObjectState) throws -> RefreshedObject {
    guard !reading.current.isNull else {
      return RefreshedObject(address: address, deposedKey: deposedKey, provider: provider.address)
    }
    var updated = try ObjectCodec(type: address.resource.type, schema: schema)
      .encode(reading.current, privateData: reading.privateData, identity: reading.identity)
    updated.isTainted = object.isTainted || reading.isBroken
    updated.dependencies = object.dependencies
    updated.createBeforeDestroy = object.createBeforeDestroy
    updated.isKept = object.isKept
    return RefreshedObject(
      address: address, deposedKey: deposedKey, provider: provider.address, object: updated)
  }
}

extension Value {
  /// The `id` attribute, for showing.
  var idText: String? { keyedElements?["id"]?.unmarked().asString }
}
