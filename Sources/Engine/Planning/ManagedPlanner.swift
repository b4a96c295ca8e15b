import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// Plans one instance of a `resource` block: reads what exists, asks the provider what the configuration
/// makes of it, and picks the action.
struct ManagedPlanner {
  let instance: InstancePlanner
  /// With marks.
  let config: Value

  private var address: ResourceInstanceAddress { instance.address }
  private var schema: Schema { instance.block.schema }
  private var lifecycle: Lifecycle { instance.block.resource.lifecycle }

  func plan(_ result: inout InstancePlan) async throws {
    let recorded = instance.context.recordedInstance(address)
    try await planDeposed(recorded, &result)
    guard let found = recorded?.current else {
      guard let subject = instance.importing else { return try await planCreate(&result) }
      return try await planImport(subject, &result)
    }
    guard let object = try await ofThisType(found, &result) else { return }
    let reading = try await reader.read(object)
    result.diagnostics += reading.diagnostics.map(instance.origin.diagnostic)
    try reader.note(reading, of: object, in: &result)
    try await planObject(object, reading, &result)
  }

  /// Plans an object that was found to be as `reading` says.
  private func planObject(
    _ object: ObjectState, _ reading: ObjectReader.Reading, _ result: inout InstancePlan
  ) async throws {
    if instance.options.mode == .refreshOnly {
      result.value = reading.current
      noteMove(of: object, reading, &result)
    } else if reading.current.isNull {
      try await planCreate(&result)
    } else {
      try await planChange(of: object, reading, &result)
    }
  }

  /// Where nothing but the records is brought up to date, a new address is one of the differences.
  private func noteMove(
    of object: ObjectState, _ reading: ObjectReader.Reading, _ result: inout InstancePlan
  ) {
    guard instance.context.planner.moves?.origins[address] != nil, !reading.current.isNull,
      !result.drift.contains(where: { $0.address == address && $0.deposedKey == nil })
    else { return }
    result.drift.append(
      Change(
        address: address, action: .noOp, provider: instance.provider.address, prior: reading.current,
        planned: reading.current, schema: schema, recorded: object))
  }

  /// Takes an existing object over, then plans it like any other.
  private func planImport(_ subject: ImportSubject, _ result: inout InstancePlan) async throws {
    let reading = try await reader.read(importing: subject)
    result.diagnostics += reading.diagnostics.map(instance.origin.diagnostic)
    guard !reading.current.isNull else { return result.diagnostics.append(nothingToImport(subject)) }
    let object = try reader.noteImport(reading, in: &result)
    try await planObject(object, reading, &result)
    for index in result.changes.indices where result.changes[index].deposedKey == nil {
      result.changes[index].importing = subject
    }
  }

  /// The object, made into one of the resource's type where it was moved here from another; nil, and a diagnostic,
  /// when that cannot be done.
  private func ofThisType(_ object: ObjectState, _ result: inout InstancePlan) async throws -> ObjectState? {
    let planner = instance.context.planner
    guard let origin = planner.moves?.origins[address], origin.resource.type != address.resource.type,
      let source = planner.recordedState.resources[ResourceKey(origin.module, origin.resource)]
    else { return object }
    let moved = try await instance.provider.unconfigured().move(
      MoveRequest(
        type: address.resource.type, sourceType: origin.resource.type,
        sourceProvider: "\(source.provider.provider)", sourceVersion: object.schemaVersion,
        source: object.attributes, privateData: object.privateData,
        sourceIdentity: object.recordedIdentity))
    guard let moved else {
      result.diagnostics.append(cannotBecome(origin))
      return nil
    }
    var adopted = try ObjectCodec(type: address.resource.type, schema: schema)
      .encode(moved.object, privateData: moved.privateData, identity: moved.identity)
    adopted.isTainted = object.isTainted
    adopted.dependencies = object.dependencies
    adopted.createBeforeDestroy = object.createBeforeDestroy
    adopted.isKept = object.isKept
    result.refreshed.append(
      RefreshedObject(address: address, provider: instance.provider.address, object: adopted))
    return adopted
  }

  private func cannotBecome(_ origin: ResourceInstanceAddress) -> Diagnostic {
    Diagnostic(
      "invalid-move", "Cannot move between types",
      "The configuration says that \(origin) is \(address) now, and the provider of \(address.resource.type) cannot "
        + "make one of a \(origin.resource.type).", at: instance.block.resource.range, address: "\(address)")
  }

  private var reader: ObjectReader {
    ObjectReader(
      context: instance.context, provider: instance.provider, schema: schema, address: address,
      deposedKey: nil)
  }

  /// Objects that an interrupted replacement left behind are deleted.
  private func planDeposed(_ recorded: InstanceState?, _ result: inout InstancePlan) async throws {
    guard instance.options.mode != .refreshOnly else { return }
    for (key, object) in (recorded?.deposed ?? [:]).sorted(by: { $0.key < $1.key }) {
      try await deletion.plan(object, key, reason: nil, &result)
    }
  }

  private var deletion: DeletionPlanner {
    DeletionPlanner(context: instance.context, provider: instance.provider, schema: schema, address: address)
  }

  private func planCreate(_ result: inout InstancePlan) async throws {
    guard instance.options.mode != .refreshOnly else { return }
    let response = try await ask(prior: .null(schema.block.impliedType), config)
    result.diagnostics += response.diagnostics.map(instance.origin.diagnostic)
    add(.create, reason: nil, from: nil, response, recorded: nil, &result)
  }

  private func planChange(
    of object: ObjectState, _ reading: ObjectReader.Reading, _ result: inout InstancePlan
  ) async throws {
    let prior = reading.current
    let wanted = IgnoredChanges(lifecycle.ignoreChanges, schema.block).apply(to: config, prior: prior)
    let response = try await ask(
      prior: prior, wanted, privateData: reading.privateData, identity: reading.identity)
    result.diagnostics += response.diagnostics.map(instance.origin.diagnostic)
    guard !response.diagnostics.contains(where: { !$0.isWarning }) else { return }
    let replaced = response.requiresReplace.filter {
      prior.value(at: $0)?.withoutDeepMarks != response.planned.value(at: $0)
    }
    if let reason = replacementReason(isTainted: object.isTainted || reading.isBroken, replaced) {
      try await planReplacement(of: object, reading, reason, replaced, &result)
    } else {
      let isChanged = response.planned != prior.withoutDeepMarks
      if !isChanged { try noteCircumstances(of: object, reading, &result) }
      add(isChanged ? .update : .noOp, reason: nil, from: reading, response, recorded: object, &result)
    }
  }

  /// What the deletion of an object heeds may have changed though the object stays as it is: what it depends on,
  /// and whether it is to be deleted at all.
  private func noteCircumstances(
    of object: ObjectState, _ reading: ObjectReader.Reading, _ result: inout InstancePlan
  ) throws {
    let isKept = !lifecycle.destroysObjects
    guard object.dependencies != instance.block.dependencies || object.isKept != isKept else { return }
    var updated = try ObjectCodec(type: address.resource.type, schema: schema)
      .encode(reading.current, privateData: reading.privateData, identity: reading.identity)
    updated.dependencies = instance.block.dependencies
    updated.createBeforeDestroy = object.createBeforeDestroy
    updated.isKept = isKept
    result.refreshed.removeAll { $0.address == address && $0.deposedKey == nil }
    result.refreshed.append(
      RefreshedObject(address: address, deposedKey: nil, provider: instance.provider.address, object: updated)
    )
  }

  private func planReplacement(
    of object: ObjectState, _ reading: ObjectReader.Reading, _ reason: ActionReason,
    _ paths: [AttributePath], _ result: inout InstancePlan
  ) async throws {
    if let refusal = instance.destructionGuard.refusal() { return result.diagnostics.append(refusal) }
    var privateData: [UInt8]?
    if lifecycle.destroysObjects {
      privateData = try await deletion.consultProvider(on: reading, &result)
      guard !result.diagnostics.hasErrors else { return }
    }
    // Ignored attributes keep their values through a replacement.
    let wanted = IgnoredChanges(lifecycle.ignoreChanges, schema.block)
      .apply(to: config, prior: reading.current)
    let response = try await ask(prior: .null(schema.block.impliedType), wanted)
    result.diagnostics += response.diagnostics.map(instance.origin.diagnostic)
    add(replacement, reason: reason, from: reading, response, recorded: object, replaced: paths, &result)
    result.changes[result.changes.count - 1].deletionPrivateData = privateData
  }

  private var replacement: Action {
    guard lifecycle.destroysObjects else { return .forgetThenCreate }
    return instance.block.createBeforeDestroy ? .createThenDelete : .deleteThenCreate
  }

  /// Why the object has to be replaced; nil when it has not.
  private func replacementReason(isTainted: Bool, _ paths: [AttributePath]) -> ActionReason? {
    if isTainted { return .isTainted }
    if instance.options.replacing.contains(address) { return .wasRequested }
    if isTriggered { return .wasTriggered }
    return paths.isEmpty ? nil : .cannotUpdate
  }

  /// Whether something that `replace_triggered_by` names changes with this plan.
  private var isTriggered: Bool {
    lifecycle.replaceTriggeredBy.flatMap(\.references).contains { reference in
      guard case .resource(let name) = reference.subject else { return false }
      let node = ConfigNode.resource(ResourceAddress(instance.block.address.module, name))
      return (instance.evaluation.inputs[node]?.changes ?? []).contains { change in
        ReplacementTrigger(reference: reference, member: instance.instance.member)
          .isPulled(by: change, in: address.module)
      }
    }
  }

  private func ask(
    prior: Value, _ config: Value, privateData: [UInt8] = [], identity: Value? = nil
  ) async throws -> PlanResponse {
    let bare = config.withoutDeepMarks
    let proposed = ProposedObject.merge(schema.block, prior: prior.withoutDeepMarks, config: bare)
    let request = PlanRequest(
      type: address.resource.type, prior: prior.withoutDeepMarks, proposed: proposed, config: bare,
      privateData: privateData, identity: identity, meta: instance.provider.meta)
    let response = try await instance.provider.configured().plan(request)
    try PlanConformance(schema: schema.block, type: address.resource.type).check(response, request)
    return response
  }

  /// - Parameter reading: the object as it is; nil where there is none.
  private func add(
    _ action: Action, reason: ActionReason?, from reading: ObjectReader.Reading?, _ response: PlanResponse,
    recorded: ObjectState?, replaced: [AttributePath] = [], _ result: inout InstancePlan
  ) {
    let config = self.config.withoutEphemerals
    let planned = schema.block.markingSensitive(response.planned.marked(at: config.markedPaths))
    var change = Change(
      address: address, action: action, reason: reason, provider: instance.provider.address,
      prior: reading?.current ?? .null(schema.block.impliedType), planned: planned, requiresReplace: replaced,
      schema: schema, recorded: recorded)
    change.priorIdentity = reading?.identity
    change.plannedIdentity = response.identity
    change.config = config
    change.privateData = response.privateData
    change.member = instance.instance.member
    change.dependencies = instance.block.dependencies
    change.createBeforeDestroy = instance.block.createBeforeDestroy
    change.keepsObject = !lifecycle.destroysObjects
    result.changes.append(change)
    result.value = planned
  }

  private func nothingToImport(_ subject: ImportSubject) -> Diagnostic {
    Diagnostic(
      "nothing-to-import", "Cannot import non-existent remote object",
      "There is no \(address.resource.type) with the id \(subject.description.quoted) to import for \(address). Check the id, and that "
        + "the provider is configured for the account, host or region that the object is in.",
      at: instance.block.resource.range, address: "\(address)")
  }
}

/// A reference in `replace_triggered_by`.
struct ReplacementTrigger {
  let reference: Reference
  let member: Scope.Instance

  /// Whether `change` is one that the reference waits for: to the whole instance, or to the attribute that
  /// it names.
  func isPulled(by change: Change, in module: ModuleInstancePath) -> Bool {
    guard change.address.module == module, change.action != .noOp, change.action != .read else {
      return false
    }
    if let key = reference.key, key != change.address.key { return false }
    if let index = member.countIndex?.asInt, case .index(let other) = change.address.key,
      reference.key == nil, hasDynamicKey, other != index
    {
      return false
    }
    guard let attribute = attributePath else { return true }
    return change.prior.value(at: attribute) != change.planned.value(at: attribute)
  }

  /// `x[count.index]`: the key is an expression and stands outside the traversal.
  private var hasDynamicKey: Bool { reference.traversal.steps.count == reference.steps }

  private var attributePath: AttributePath? {
    let names = reference.traversal.steps.dropFirst(reference.steps).compactMap(\.attributeName)
    return names.first.map { AttributePath($0) }
  }
}
