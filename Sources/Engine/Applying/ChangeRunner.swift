import Addresses
import Diagnostics
import Encodings
import HCL
import Language
import ProviderAPI
import StateStorage
import Values

/// Makes one change real: completes its configuration, calls the provider and says what to record.
struct ChangeRunner: Sendable {
  let change: Change
  let evaluation: ModuleEvaluation
  let provider: ProviderAccess
  let session: any StateSession
  let provisioners: [String: any Provisioner]
  let events: EventHandler

  private var address: ResourceInstanceAddress { change.address }
  private var type: String { address.resource.type }
  private var schema: Schema { change.schema }

  private var block: (module: ModuleConfig, resource: ResourceConfig)? {
    guard let module = evaluation.config.modules[address.module.module],
      let resource = module.resources[address.resource]
    else { return nil }
    return (module, resource)
  }

  /// What `each` and `count` mean for the instance, by what is known now.
  private var member: Scope.Instance {
    guard let (module, resource) = block, change.member.eachValue?.isWhollyKnown == false else {
      return change.member
    }
    let scope = evaluation.scope(
      of: module, in: address.module, for: resource.repetition.references)
    var evaluator = MemberEvaluation(scope: scope, context: resource.range)
    let members = evaluator.members(resource.repetition)
    return members?.elements.first { $0.key == address.key }?.scope ?? change.member
  }

  private var origin: BlockOrigin {
    BlockOrigin(address: "\(address)", body: block?.resource.body, header: block?.resource.range)
  }

  // MARK: Reading

  func read(_ output: inout StepOutput) async {
    await timed(.read, id: nil, doing: "reading", &output) { output in
      guard let config = completeConfig(&output) else { return nil }
      let response = try await provider.configured().readData(
        DataRequest(type: type, config: config.withoutDeepMarks, meta: try await meta()))
      output.diagnostics += response.diagnostics.map(origin.diagnostic)
      guard !output.diagnostics.hasErrors else { return nil }
      let object = schema.block.markingSensitive(response.object.marked(at: config.markedPaths))
      output.object = object
      output.stateChanges = [try record(object, privateData: [])]
      return object.idText
    }
  }

  // MARK: Creating and updating

  func make(_ output: inout StepOutput) async {
    let isUpdate = change.action == .update
    let action: Action = isUpdate ? .update : .create
    let id = isUpdate ? change.prior.idText : nil
    await timed(action, id: id, doing: isUpdate ? "updating" : "creating", &output) { output in
      conditions?.checkPreconditions(&output.diagnostics, &output.checks)
      guard !output.diagnostics.hasErrors, let request = try await request(&output) else { return nil }
      let operation = try await begin(isUpdate ? .update : .create, request.planned)
      do {
        let response = try await provider.configured().apply(request, operation)
        try note(response, request, &output)
        output.intent = operation.id
        if !isUpdate { try await provision(&output) }
      } catch let error as StateError {
        throw error
      } catch {
        noteFailure(error, of: operation, &output)
      }
      restoreDeposed(&output)
      return output.object?.idText
    }
    if !output.diagnostics.hasErrors, let object = output.object {
      conditions?.checkPostconditions(object, &output.diagnostics, &output.checks)
    }
  }

  /// Runs the provisioners of a new object. Until they are through it is recorded as one to be replaced, and it
  /// stays one when they fail.
  private func provision(_ output: inout StepOutput) async throws {
    let wanted = block?.resource.provisioners.filter { $0.moment == .afterCreation } ?? []
    guard let (module, resource) = block, !wanted.isEmpty, let object = output.object,
      !output.diagnostics.hasErrors
    else { return }
    let finished = output.stateChanges
    output.stateChanges = finished.map(\.tainted)
    try await session.record(output.stateChanges, closing: output.intent)
    output.intent = nil
    var member = member
    member.selfObject = object
    output.diagnostics += await run(
      wanted, connection: resource.connection, context: resource.range, in: module, member)
    if !output.diagnostics.hasErrors { output.stateChanges = finished }
  }

  /// Runs the provisioners that are to run before the object is deleted; not for one whose creation came to
  /// nothing, nor for one that has been replaced already.
  private func provisionDeletion(_ deposedKey: String?, _ output: inout StepOutput) async {
    guard deposedKey == nil, change.recorded?.isTainted != true else { return }
    let removal = block == nil ? evaluation.config.removalWithModule(of: address) : nil
    guard let module = block?.module ?? removal?.module,
      let context = block?.resource.range ?? removal?.removed.range
    else { return }
    let all = block?.resource.provisioners ?? removal?.removed.provisioners ?? []
    output.diagnostics += await run(
      all.filter { $0.moment == .beforeDeletion },
      connection: block?.resource.connection ?? removal?.removed.connection, context: context, in: module,
      Scope.Instance(key: address.key, selfObject: change.prior))
  }

  private func run(
    _ wanted: [ProvisionerConfig], connection: Block?, context: SourceRange, in module: ModuleConfig,
    _ member: Scope.Instance
  ) async -> [Diagnostic] {
    await ProvisionerRun(
      address: address, provisioners: wanted, connection: connection, context: context, module: module,
      evaluation: evaluation, member: member, kinds: provisioners, events: events
    ).run()
  }

  private var conditions: InstanceConditions? {
    block.map { module, resource in
      let planned = PlannedBlock(
        address: address.configAddress, resource: resource, module: module, schema: schema)
      return InstanceConditions(
        evaluation: evaluation, block: planned,
        instance: PlannedInstance(address: address, member: member))
    }
  }

  /// What to ask the provider, with everything in it known that the configuration decides.
  private func request(_ output: inout StepOutput) async throws -> ApplyRequest? {
    let prior = change.action == .update ? change.prior : .null(schema.block.impliedType)
    guard !change.config.isWhollyKnown else {
      return ApplyRequest(
        type: type, prior: prior.withoutDeepMarks, planned: change.planned.withoutDeepMarks,
        config: change.config.withoutDeepMarks, privateData: change.privateData,
        identity: change.plannedIdentity, meta: try await meta())
    }
    guard let config = completeConfig(&output) else { return nil }
    return try await replanned(prior: prior, config: config, &output)
  }

  /// The plan again, now that all of the configuration is known; it may only fill in what was open.
  private func replanned(
    prior: Value, config: Value, _ output: inout StepOutput
  ) async throws -> ApplyRequest? {
    let ignored = block?.resource.lifecycle.ignoreChanges ?? .none
    let wanted = prior.isNull ? config : IgnoredChanges(ignored, schema.block).apply(to: config, prior: prior)
    let bare = wanted.withoutDeepMarks
    let meta = try await meta()
    let request = PlanRequest(
      type: type, prior: prior.withoutDeepMarks,
      proposed: ProposedObject.merge(schema.block, prior: prior.withoutDeepMarks, config: bare),
      config: bare, privateData: change.recorded?.privateData ?? [],
      identity: prior.isNull ? nil : change.priorIdentity, meta: meta)
    let response = try await provider.configured().plan(request)
    output.diagnostics += response.diagnostics.filter { !$0.isWarning }.map(origin.diagnostic)
    guard !output.diagnostics.hasErrors else { return nil }
    try PlanConformance(schema: schema.block, type: type).check(response, request)
    return ApplyRequest(
      type: type, prior: request.prior, planned: response.planned, config: bare,
      privateData: response.privateData, identity: response.identity, meta: meta)
  }

  private func note(
    _ response: ApplyResponse, _ request: ApplyRequest, _ output: inout StepOutput
  ) throws {
    output.diagnostics += response.diagnostics.map(origin.diagnostic)
    guard !response.object.isNull else { return }
    let marks = change.planned.markedPaths
    let object = schema.block.markingSensitive(response.object.marked(at: marks))
    let isTainted = output.diagnostics.hasErrors && change.action != .update
    output.object = object
    let identity =
      response.identity ?? request.identity ?? (request.prior.isNull ? nil : change.priorIdentity)
    output.stateChanges = [
      try record(object, privateData: response.privateData, identity: identity, isTainted: isTainted)
    ]
    guard !output.diagnostics.hasErrors else { return }
    try PlanConformance(schema: schema.block, type: type).check(
      applied: response.object, planned: request.planned, isLegacy: response.usesLegacyTypeSystem)
  }

  /// A create whose answer was lost may have made the object: its intent stays open, so that the next run
  /// looks for it. An update is settled by reading the object, which every run does.
  private func noteFailure(_ error: any Error, of operation: Operation, _ output: inout StepOutput) {
    let isUpdate = change.action == .update
    var found = origin.diagnostics(error, doing: isUpdate ? "updating" : "creating")
    let leavesNothing = (error as? ProviderError)?.leavesNothing ?? false
    if isUpdate || leavesNothing || !output.stateChanges.isEmpty {
      output.intent = operation.id
    } else if let last = found.indices.last {
      found[last].detail +=
        "\nWhether the object exists is not known. The next apply or destroy looks for it before it does anything."
    }
    output.diagnostics += found
  }

  /// A replacement that came to nothing leaves the old object current.
  private func restoreDeposed(_ output: inout StepOutput) {
    guard change.action == .createThenDelete, output.object == nil, output.diagnostics.hasErrors,
      let old = change.recorded
    else { return }
    output.stateChanges = [
      .object(address, deposedKey: nil, object: old, provider: change.provider),
      .object(address, deposedKey: change.deposedKey, object: nil, provider: change.provider),
    ]
  }

  // MARK: Deleting

  func delete(_ deposedKey: String?, _ output: inout StepOutput) async {
    await timed(.delete, id: change.prior.idText, doing: "deleting", &output) { output in
      let none = Value.null(schema.block.impliedType)
      await provisionDeletion(deposedKey, &output)
      guard !output.diagnostics.hasErrors else { return nil }
      let request = ApplyRequest(
        type: type, prior: change.prior.withoutDeepMarks, planned: none, config: none,
        privateData: deletionPrivateData, meta: try await meta())
      let operation = try await begin(.delete, request.prior)
      output.intent = operation.id
      let response = try await provider.configured().apply(request, operation)
      output.diagnostics += response.diagnostics.map(origin.diagnostic)
      if response.object.isNull, !output.diagnostics.hasErrors {
        output.stateChanges = [
          .object(address, deposedKey: deposedKey, object: nil, provider: change.provider)
        ]
      }
      return change.prior.idText
    }
  }

  private var deletionPrivateData: [UInt8] {
    if change.action == .delete { return change.privateData }
    return change.deletionPrivateData ?? change.recorded?.privateData ?? []
  }

  // MARK: Common parts

  private func meta() async throws -> Value? {
    try await evaluation.providerMeta(for: provider.address.provider, in: address.module, provider.pool)
  }

  /// The block's content with nothing unknown left in it; nil when that cannot be had.
  private func completeConfig(_ output: inout StepOutput) -> Value? {
    if change.config.isWhollyKnown { return change.config }
    guard let block else { return change.config }
    let scope = evaluation.scope(
      of: block.module, in: address.module, for: evaluation.config.references[evaluation.node] ?? [],
      member)
    var decoder = BodyDecoder(scope: scope, resource: block.resource)
    let config = decoder.decode(block.resource.body, schema: schema.block)
    output.diagnostics += decoder.diagnostics.filter { $0.severity == .error }
    return output.diagnostics.hasErrors ? nil : config
  }

  private func begin(_ action: Intent.Action, _ planned: Value) async throws -> Operation {
    let intent = Intent(
      id: "\(UUID.random())", action: action, address: "\(address)", provider: "\(change.provider)",
      planned: try JSON(planned.knownPart, as: schema.block.impliedType))
    try await session.begin(intent)
    let shown: Action = action == .delete ? .delete : action == .update ? .update : .create
    return Operation(
      id: intent.id, report: { [events, address] in events(.progressed(address, shown, $0)) },
      inPassing: { [events, address] in events(.passing(address, shown, $0)) })
  }

  private func record(
    _ object: Value, privateData: [UInt8], identity: Value? = nil, isTainted: Bool = false
  ) throws -> StateChange {
    var state = try ObjectCodec(type: type, schema: schema)
      .encode(object, privateData: privateData, identity: identity)
    state.isTainted = isTainted
    state.dependencies = change.dependencies
    state.createBeforeDestroy = change.createBeforeDestroy
    state.isKept = change.keepsObject
    return .object(address, deposedKey: nil, object: state, provider: change.provider)
  }

  /// Runs `body`, which returns the id of the object, between the events of an action.
  private func timed(
    _ action: Action, id: String?, doing: String, _ output: inout StepOutput,
    _ body: (inout StepOutput) async throws -> String?
  ) async {
    events(.started(address, action, id: id))
    let start = ContinuousClock.now
    var newID: String?
    do {
      newID = try await tellingTime { [events, address] in
        events(.stillRunning(address, action, id: id, elapsed: $0))
      } _: {
        try await body(&output)
      }
    } catch let error as StateError {
      output.stateFailure = error
    } catch {
      output.diagnostics += origin.diagnostics(error, doing: doing)
    }
    let took = ContinuousClock.now - start
    events(
      output.isFailure
        ? .failed(address, action, took: took) : .ended(address, action, id: newID ?? id, took: took))
  }
}

extension StateChange {
  /// The change with its object to be replaced.
  fileprivate var tainted: StateChange {
    guard case .object(let address, let deposedKey, .some(var object), let provider) = self else {
      return self
    }
    object.isTainted = true
    return .object(address, deposedKey: deposedKey, object: object, provider: provider)
  }
}

extension Value {
  /// The value with null in place of what is not known yet.
  fileprivate var knownPart: Value {
    if case .unknown(let type, _) = content { return .null(type) }
    return mapElements(\.knownPart)
  }
}
