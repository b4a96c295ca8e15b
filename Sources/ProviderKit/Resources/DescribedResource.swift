public import ProviderAPI
public import Values

/// A type of resource that data describes: what a ``ManagedResource`` is in code, this is in a value, so that one
/// Swift type serves many types of resources. Objects are ``Value``s of the schema's type, the attribute `id`
/// included, and the verbs mean what they mean there.
///
/// In what a create or update wants, what is not known yet is unknown: the result gives it a value, and only it.
/// Write-only attributes have values there; they are not recorded, whatever the result says of them.
public protocol DescribedResource: Sendable {
  associatedtype Client: Sendable

  /// `kubernetes_deployment`
  var type: String { get }
  /// Made when it is asked for, and kept by whoever asks.
  var schema: ResourceSchema { get }

  func validate(_ config: ConfigView) -> [ProviderDiagnostic]
  func adjust(_ plan: inout ResourcePlan)
  /// When a later call of several fails, throws ``PartialObject`` so that what exists is recorded.
  func create(_ wanted: Value, _ client: Client, _ operation: Operation) async throws -> Value
  /// The object as it is now; nil when it is gone. Throws ``BrokenObject`` when it can only be deleted.
  func read(_ prior: Value, _ client: Client) async throws -> Value?
  func update(
    from prior: Value, to wanted: Value, _ client: Client, _ operation: Operation
  ) async throws -> Value
  func delete(_ prior: Value, _ client: Client, _ operation: Operation) async throws
  /// The object that an import id names; nil when there is none.
  func importObject(id: String, _ client: Client) async throws -> Value?
  func locate(_ wanted: Value, operation: String, _ client: Client) async throws -> LocateResponse
  func deliver(
    _ request: DeliveryRequest, _ client: Client, _ operation: Operation
  ) async throws -> DeliveryOutcome
  func execute(_ request: ExecutionRequest, _ client: Client) async throws -> (any RunningProcess)?
  func output(_ request: OutputRequest, _ client: Client) async throws -> (any OutputSource)?
  func connect(_ request: ConnectionRequest, _ client: Client) async throws -> (any ObjectConnection)?
  /// Brings an object of an older schema version to the current one's attributes.
  func upgrade(version: Int, _ object: JSON) throws -> JSON
  /// The attributes of what was an object of another type; nil where there is no way.
  func adopt(_ request: MoveRequest) throws -> JSON?
}

extension DescribedResource {
  public func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
  public func adjust(_ plan: inout ResourcePlan) {}
  public func upgrade(version: Int, _ object: JSON) throws -> JSON { object }
  public func adopt(_ request: MoveRequest) throws -> JSON? { nil }
  public func execute(_ request: ExecutionRequest, _ client: Client) async throws -> (any RunningProcess)? {
    nil
  }
  public func output(_ request: OutputRequest, _ client: Client) async throws -> (any OutputSource)? { nil }
  public func connect(
    _ request: ConnectionRequest, _ client: Client
  ) async throws -> (any ObjectConnection)? { nil }

  public func deliver(
    _ request: DeliveryRequest, _ client: Client, _ operation: Operation
  ) async throws -> DeliveryOutcome { .notPossible }
}

/// A data source that data describes.
public protocol DescribedDataSource: Sendable {
  associatedtype Client: Sendable

  var type: String { get }
  var schema: ResourceSchema { get }

  func validate(_ config: ConfigView) -> [ProviderDiagnostic]
  /// The whole object, with the arguments' values unchanged and the attribute `id`.
  func read(_ config: Value, _ client: Client) async throws -> Value
}

extension DescribedDataSource {
  public func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
}

extension ResourceType {
  public static func managed<R: DescribedResource>(_ resource: R) -> ResourceType where R.Client == Client {
    ResourceType(
      kind: .managed, name: resource.type, schema: { resource.schema },
      handler: .managed(ManagedHandler(resource)))
  }

  public static func data<D: DescribedDataSource>(_ source: D) -> ResourceType where D.Client == Client {
    ResourceType(
      kind: .data, name: source.type, schema: { source.schema }, handler: .data(DataHandler(source)))
  }
}

extension ManagedHandler {
  init<R: DescribedResource>(_ resource: R) where R.Client == Client {
    validate = { resource.validate($0) }
    adjust = { resource.adjust(&$0) }
    upgrade = { try resource.upgrade(version: $0, $1) }
    move = { try resource.adopt($0) }
    apply = { try await DescribedVerbs(resource, $0, $1).apply($2, $3) }
    read = { try await DescribedVerbs(resource, $0, $1).read($2) }
    importObject = { client, _, id in try await resource.importObject(id: id, client) }
    locate = { client, _, request in
      try await resource.locate(request.planned, operation: request.operation, client)
    }
    deliver = { client, _, request, operation in
      try await resource.deliver(request, client, operation)
    }
    execute = { client, _, request in try await resource.execute(request, client) }
    output = { client, _, request in try await resource.output(request, client) }
    connect = { client, request in try await resource.connect(request, client) }
    recode = { $1 }
  }
}

extension DataHandler {
  init<D: DescribedDataSource>(_ source: D) where D.Client == Client {
    validate = { source.validate($0) }
    recode = { $1 }
    read = { client, schema, config in
      let wanted = schema.block.planned(config: config, prior: nil).settled
      return DataResponse(object: try await source.read(wanted, client))
    }
  }
}

/// The verbs of one described resource, as the contract asks for them.
private struct DescribedVerbs<R: DescribedResource> {
  let resource: R
  let client: R.Client
  let schema: ServedSchema

  init(_ resource: R, _ client: R.Client, _ schema: ServedSchema) {
    self.resource = resource
    self.client = client
    self.schema = schema
  }

  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    do {
      return ApplyResponse(object: schema.withoutWriteOnly(try await change(request, operation)))
    } catch let partial as PartialObject<Value> {
      return ApplyResponse(
        object: schema.withoutWriteOnly(partial.object),
        diagnostics: [ProviderDiagnostic(partial.cause, resource.type)])
    }
  }

  private func change(_ request: ApplyRequest, _ operation: Operation) async throws -> Value {
    if request.planned.isNull {
      try await resource.delete(request.prior, client, operation)
      return .null(schema.objectType)
    }
    let wanted = schema.withWriteOnly(request.planned, from: request.config)
    if request.prior.isNull { return try await resource.create(wanted, client, operation) }
    return try await resource.update(from: request.prior, to: wanted, client, operation)
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    var response = ReadResponse(object: .null(schema.objectType), privateData: request.privateData)
    do {
      if let object = try await resource.read(request.current, client) { response.object = object }
    } catch let broken as BrokenObject<Value> {
      response.object = broken.object
      response.isBroken = true
    }
    return response
  }
}
