public import ProviderAPI
import Synchronization
public import Values

/// The provider that a declaration describes.
///
/// Schemas are made when they are asked for, once. Plans need no client, so that a provider whose
/// configuration is not wholly known yet can plan, though not read.
public final class BuiltInProvider<Declaration: ProviderDeclaration>: Provider {
  typealias Client = Declaration.Client

  private let declaration: Declaration
  private let types: [TypeKey: ResourceType<Client>]
  private let schemas = Mutex<[TypeKey: ServedSchema]>([:])
  private let connection = Mutex<Connection>(.unconfigured)

  private struct TypeKey: Hashable {
    var kind: ResourceKind
    var name: String
  }

  /// What ``configure(_:)`` has come to.
  private enum Connection {
    case unconfigured
    /// These arguments are known after apply.
    case deferred([String])
    case ready(Client)
  }

  /// - Parameter declaration: Holds what the program hands down, such as its environment.
  public init(_ declaration: Declaration) {
    self.declaration = declaration
    types = Dictionary(
      Declaration.types.map { (TypeKey(kind: $0.kind, name: $0.name), $0) },
      uniquingKeysWith: { first, _ in first })
  }
}

// MARK: Configuration

extension BuiltInProvider {
  public func configurationSchema() async throws -> Schema { Declaration.schema.schema }

  public func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] {
    Self.problems(config, ServedSchema(Declaration.schema), Declaration.validate)
  }

  public func configure(_ config: Value) async throws -> [ProviderDiagnostic] {
    let open = (config.keyedElements ?? [:]).filter { !$0.value.isWhollyKnown }.map(\.key)
    guard open.isEmpty else {
      connection.withLock { $0 = .deferred(open) }
      return []
    }
    let client = try await declaration.makeClient(try decode(config))
    connection.withLock { $0 = .ready(client) }
    return []
  }

  private func decode(_ config: Value) throws -> Declaration.Configuration {
    let complete = Declaration.schema.schema.block.planned(config: config, prior: nil)
    do {
      return try ValueDecoder().decode(Declaration.Configuration.self, from: complete)
    } catch {
      throw ProviderError(
        .invalid, "The configuration of the provider \(Declaration.name) cannot be read.", cause: error)
    }
  }

  /// - Throws: `.invalid` when the provider is not configured, or not wholly.
  private func client() throws -> Client {
    switch connection.withLock({ $0 }) {
    case .ready(let client): return client
    case .deferred(let names):
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      throw ProviderError(
        .invalid,
        "The provider \(Declaration.name) is needed now, but its configuration is known only after apply: \(list). "
          + "Give it values that do not depend on what is yet to be created, or create that first with -target."
      )
    case .unconfigured:
      throw ProviderError(.invalid, "The provider \(Declaration.name) is not configured.")
    }
  }
}

// MARK: Schemas

extension BuiltInProvider {
  public func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    types[TypeKey(kind: kind, name: type)].map { served($0).schema }
  }

  public func typeNames(of kind: ResourceKind) async throws -> [String] {
    types.keys.filter { $0.kind == kind }.map(\.name).sorted()
  }

  private func served(_ type: ResourceType<Client>) -> ServedSchema {
    let key = TypeKey(kind: type.kind, name: type.name)
    return schemas.withLock { schemas in
      if let schema = schemas[key] { return schema }
      let schema = type.served
      schemas[key] = schema
      return schema
    }
  }

  private func managed(_ name: String) throws -> (handler: ManagedHandler<Client>, schema: ServedSchema) {
    guard let type = types[TypeKey(kind: .managed, name: name)], case .managed(let handler) = type.handler
    else { throw missing("resource type", name) }
    return (handler, served(type))
  }

  /// A data source, or an ephemeral resource that is made like one.
  private func data(
    _ name: String, kind: ResourceKind = .data
  ) throws -> (handler: DataHandler<Client>, schema: ServedSchema) {
    guard let type = types[TypeKey(kind: kind, name: name)], case .data(let handler) = type.handler
    else { throw missing(kind == .data ? "data source" : "ephemeral resource type", name) }
    return (handler, served(type))
  }

  private func missing(_ kind: String, _ name: String) -> ProviderError {
    ProviderError(.notFound, "The provider \(Declaration.name) has no \(kind) \"\(name)\".")
  }
}

// MARK: Functions and actions

extension BuiltInProvider {
  public func functions() async throws -> [String: ProviderFunction] { Declaration.functions }

  public func planAction(_ request: ActionRequest) async throws -> [ProviderDiagnostic] {
    let (handler, schema) = try action(request.type)
    return Self.errors(request.config, schema, handler.validate)
  }

  public func invokeAction(
    _ request: ActionRequest, _ operation: Operation
  ) async throws -> [ProviderDiagnostic] {
    let (handler, schema) = try action(request.type)
    let problems = Self.errors(request.config, schema, handler.validate)
    guard problems.isEmpty else { return problems }
    return try await handler.invoke(try client(), schema, request.config, operation)
  }

  private func action(_ name: String) throws -> (handler: ActionHandler<Client>, schema: ServedSchema) {
    guard let type = types[TypeKey(kind: .action, name: name)], case .action(let handler) = type.handler
    else { throw missing("action", name) }
    return (handler, served(type))
  }
}

// MARK: Resources

extension BuiltInProvider {
  public func validate(
    _ kind: ResourceKind, _ type: String, _ config: Value
  ) async throws -> [ProviderDiagnostic] {
    switch kind {
    case .managed:
      let (handler, schema) = try managed(type)
      return Self.problems(config, schema, handler.validate)
    case .data, .ephemeral:
      let (handler, schema) = try data(type, kind: kind)
      return Self.problems(config, schema, handler.validate)
    case .action:
      let (handler, schema) = try action(type)
      return Self.problems(config, schema, handler.validate)
    }
  }

  private static func problems(
    _ config: Value, _ schema: ServedSchema, _ validate: (ConfigView) -> [ProviderDiagnostic]
  ) -> [ProviderDiagnostic] {
    var validation = Validation()
    validation.check(config, schema)
    return validation.diagnostics + validate(ConfigView(config))
  }

  /// What is wrong with a configuration that was not wholly known when it was validated. No verb is called
  /// with values that break a rule.
  private static func errors(
    _ config: Value, _ schema: ServedSchema, _ validate: (ConfigView) -> [ProviderDiagnostic]
  ) -> [ProviderDiagnostic] {
    problems(config, schema, validate).filter { !$0.isWarning }
  }

  public func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value {
    let (handler, schema) = try managed(type)
    let current = schema.schema.version
    if version > current {
      throw ProviderError(
        .invalid,
        "The \(type) was recorded by a newer version of its provider (schema \(version), here \(current)).")
    }
    let upgraded = version < current ? try handler.upgrade(version, object) : object
    return try schema.value(of: upgraded, type)
  }

  public func read(_ request: ReadRequest) async throws -> ReadResponse {
    let (handler, schema) = try managed(request.type)
    return try await handler.read(try client(), schema, request)
  }

  public func plan(_ request: PlanRequest) async throws -> PlanResponse {
    let (handler, schema) = try managed(request.type)
    return handler.plan(request, schema)
  }

  public func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    let (handler, schema) = try managed(request.type)
    // A delete has no configuration.
    let problems =
      request.planned.isNull ? [] : Self.errors(request.config, schema, handler.validate)
    guard problems.isEmpty else { return ApplyResponse(object: request.prior, diagnostics: problems) }
    return try await handler.apply(try client(), schema, request, operation)
  }

  public func importObjects(_ type: String, id: String) async throws -> [ImportedObject] {
    let (handler, schema) = try managed(type)
    let object = try await handler.importObject(try client(), schema, id)
    return object.map { [ImportedObject(type: type, object: $0)] } ?? []
  }

  public func move(_ request: MoveRequest) async throws -> MovedObject? {
    let (handler, schema) = try managed(request.type)
    guard let object = try handler.move(request) else { return nil }
    return MovedObject(object: try schema.value(of: object, request.type))
  }

  public func locate(_ request: LocateRequest) async throws -> LocateResponse {
    let (handler, schema) = try managed(request.type)
    return try await handler.locate(try client(), schema, request)
  }

  public func deliveringTypes() async throws -> Set<String> { Declaration.deliveringTypes }

  public func deliveries(from objects: [RecordedObject]) async throws -> [Delivery] {
    try declaration.deliveries(from: objects)
  }

  public func deliver(_ request: DeliveryRequest, _ operation: Operation) async throws -> DeliveryOutcome {
    let (handler, schema) = try managed(request.type)
    return try await handler.deliver(try client(), schema, request, operation)
  }

  public func execute(_ request: ExecutionRequest) async throws -> (any RunningProcess)? {
    let (handler, schema) = try managed(request.type)
    return try await handler.execute(try client(), schema, request)
  }

  public func output(_ request: OutputRequest) async throws -> (any OutputSource)? {
    let (handler, schema) = try managed(request.type)
    return try await handler.output(try client(), schema, request)
  }

  public func connect(_ request: ConnectionRequest) async throws -> (any ObjectConnection)? {
    try await managed(request.type).0.connect(try client(), request)
  }

  public func markedObjects() async throws -> [MarkedObject]? {
    try await declaration.markedObjects(try client())
  }

  public func readData(_ request: DataRequest) async throws -> DataResponse {
    try await read(request, .data)
  }

  public func openEphemeral(_ request: DataRequest) async throws -> OpenResponse {
    let response = try await read(request, .ephemeral)
    return OpenResponse(object: response.object, diagnostics: response.diagnostics)
  }

  private func read(_ request: DataRequest, _ kind: ResourceKind) async throws -> DataResponse {
    let (handler, schema) = try data(request.type, kind: kind)
    let problems = Self.errors(request.config, schema, handler.validate)
    guard problems.isEmpty else {
      return DataResponse(object: .null(schema.objectType), diagnostics: problems)
    }
    return try await handler.read(try client(), schema, request.config)
  }
}
