import ProviderAPI
import Values

/// One managed resource behind closures that speak ``Value``.
struct ManagedHandler<Client: Sendable>: Sendable {
  typealias Apply = @Sendable (Client, ServedSchema, ApplyRequest, Operation) async throws -> ApplyResponse

  let validate: @Sendable (ConfigView) -> [ProviderDiagnostic]
  let adjust: @Sendable (inout ResourcePlan) -> Void
  let upgrade: @Sendable (Int, JSON) throws -> JSON
  let move: @Sendable (MoveRequest) throws -> JSON?
  let apply: Apply
  let read: @Sendable (Client, ServedSchema, ReadRequest) async throws -> ReadResponse
  /// By import id; nil when there is no such object.
  let importObject: @Sendable (Client, ServedSchema, String) async throws -> Value?
  let locate: @Sendable (Client, ServedSchema, LocateRequest) async throws -> LocateResponse
  let deliver: @Sendable (Client, ServedSchema, DeliveryRequest, Operation) async throws -> DeliveryOutcome
  let execute: @Sendable (Client, ServedSchema, ExecutionRequest) async throws -> (any RunningProcess)?
  let output: @Sendable (Client, ServedSchema, OutputRequest) async throws -> (any OutputSource)?
  let connect: @Sendable (Client, ConnectionRequest) async throws -> (any ObjectConnection)?
  /// Decodes and encodes again.
  let recode: @Sendable (ServedSchema, Value) throws -> Value

  init<R: ManagedResource>(_ resource: R.Type) where R.Client == Client {
    validate = { R.validate($0) }
    adjust = { R.adjust(&$0) }
    upgrade = { try R.upgrade(version: $0, $1) }
    move = { try R.adopt($0) }
    apply = { try await ManagedVerbs<R>($0, $1).apply($2, $3) }
    let isAsRecorded = (resource as? any RecordedResource.Type)?.isAsRecorded == true
    read = { client, schema, request in
      let verbs = ManagedVerbs<R>(client, schema)
      return isAsRecorded ? try verbs.readRecorded(request) : try await verbs.read(request)
    }
    importObject = { try await ManagedVerbs<R>($0, $1).importObject(id: $2) }
    locate = { try await ManagedVerbs<R>($0, $1).locate($2) }
    deliver = { try await ManagedVerbs<R>($0, $1).deliver($2, $3) }
    execute = { try await ManagedVerbs<R>($0, $1).execute($2) }
    output = { try await ManagedVerbs<R>($0, $1).output($2) }
    connect = { _, _ in nil }
    recode = { try ObjectCoding<R.Object>(type: R.type, schema: $0).recode($1) }
  }

  /// The change that the schema and the resource plan. Needs no client: planning asks nobody.
  func plan(_ request: PlanRequest, _ schema: ServedSchema) -> PlanResponse {
    if request.proposed.isNull { return PlanResponse(planned: .null(schema.objectType)) }
    let prior = request.prior.isNull ? nil : request.prior
    var plan = ResourcePlan(schema.block, config: request.config, prior: prior)
    adjust(&plan)
    return PlanResponse(
      planned: plan.planned, requiresReplace: plan.replacements, diagnostics: plan.diagnostics)
  }
}

/// The verbs of one resource, with values for objects.
private struct ManagedVerbs<R: ManagedResource> {
  let resource: R
  let coding: ObjectCoding<R.Object>

  init(_ client: R.Client, _ schema: ServedSchema) {
    resource = R(client: client)
    coding = ObjectCoding(type: R.type, schema: schema)
  }

  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    do {
      return ApplyResponse(object: try await change(request, operation))
    } catch let partial as PartialObject<R.Object> {
      let object = try coding.encode(partial.object, id: partial.id)
      return ApplyResponse(object: object, diagnostics: [ProviderDiagnostic(partial.cause, R.type)])
    }
  }

  private func change(_ request: ApplyRequest, _ operation: Operation) async throws -> Value {
    if request.prior.isNull {
      let wanted = try coding.decode(request.planned, writeOnly: request.config)
      let created = try await resource.create(wanted, operation)
      return try coding.encode(created.object, id: created.id)
    }
    let id = try coding.id(of: request.prior)
    let prior = try coding.decode(request.prior)
    if request.planned.isNull {
      try await resource.delete(id: id, prior, operation)
      return .null(coding.schema.objectType)
    }
    let wanted = try coding.decode(request.planned, writeOnly: request.config)
    let changed = try await resource.update(id: id, from: prior, to: wanted, operation)
    return try coding.encode(changed, id: R.id(of: changed, was: id))
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    let id = try coding.id(of: request.current)
    var response = ReadResponse(object: .null(coding.schema.objectType), privateData: request.privateData)
    do {
      let object = try await resource.read(id: id, prior: try coding.decode(request.current))
      if let object { response.object = try coding.encode(object, id: R.id(of: object, was: id)) }
    } catch let broken as BrokenObject<R.Object> {
      response.object = try coding.encode(broken.object, id: id)
      response.isBroken = true
    }
    return response
  }

  func readRecorded(_ request: ReadRequest) throws -> ReadResponse {
    _ = try coding.id(of: request.current)
    return ReadResponse(object: request.current, privateData: request.privateData)
  }

  func importObject(id: String) async throws -> Value? {
    let found = try await resource.importObject(id: id)
    return try found.map { try coding.encode($0.object, id: $0.id) }
  }

  func deliver(_ request: DeliveryRequest, _ operation: Operation) async throws -> DeliveryOutcome {
    try await resource.deliver(request, id: try coding.id(of: request.object), operation)
  }

  func execute(_ request: ExecutionRequest) async throws -> (any RunningProcess)? {
    try await resource.execute(request, id: try coding.id(of: request.object))
  }

  func output(_ request: OutputRequest) async throws -> (any OutputSource)? {
    try await resource.output(request, id: try coding.id(of: request.object))
  }

  /// What is found need only be as complete as a read of it asks for.
  func locate(_ request: LocateRequest) async throws -> LocateResponse {
    let wanted = try coding.decode(request.planned)
    switch try await resource.locate(wanted, request) {
    case .found(let id): return .found(try coding.encode(wanted, id: id))
    case .absent: return .absent
    case .cannotTell: return .cannotTell
    }
  }
}

extension ProviderDiagnostic {
  /// What made a change end half-way.
  init(_ cause: any Error, _ type: String) {
    let error = cause as? ProviderError
    self.init(
      "Incomplete change",
      "The \(type) exists, but not all of the change was made. \(error?.description ?? "\(cause)")",
      at: error?.attribute)
  }
}
