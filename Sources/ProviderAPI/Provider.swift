public import Values

/// One provider as the engine sees it: the semantics of the Terraform plugin protocol version 6, whether
/// the provider is part of the program or a process of its own.
///
/// Objects travel as ``Value``s of the schema's implied type, without marks. *Prior* is what was recorded
/// or read last, *config* what the configuration says (null where it says nothing), *proposed* the two
/// merged by the engine, *planned* what the provider says will be; unknown stands for "known after apply".
///
/// Problems with the user's configuration come back as ``ProviderDiagnostic``s; a failure of the world is
/// thrown as ``ProviderError``.
public protocol Provider: Sendable {
  /// The schema of the `provider` block.
  func configurationSchema() async throws -> Schema
  /// The schema of a resource type; nil when the provider has no such type.
  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema?
  /// The schema of the `provider_meta` blocks, in which modules tell the provider about themselves; nil when it has no
  /// use for any.
  func metaSchema() async throws -> Schema?
  /// The names of all types of a kind, for suggestions and documentation.
  func typeNames(of kind: ResourceKind) async throws -> [String]

  /// Checks a configuration, in which values may be unknown. Needs no ``configure(_:)`` before it.
  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic]
  func validate(_ kind: ResourceKind, _ type: String, _ config: Value) async throws -> [ProviderDiagnostic]

  /// Readies the provider for every call below. Called once; unknown values may stand in `config` while
  /// planning.
  func configure(_ config: Value) async throws -> [ProviderDiagnostic]

  /// Brings an object that another version of the schema wrote up to the current one.
  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value
  /// Brings an identity that another version of the provider wrote up to the current one.
  func upgrade(_ type: String, _ identity: RecordedIdentity) async throws -> Value
  func read(_ request: ReadRequest) async throws -> ReadResponse
  func plan(_ request: PlanRequest) async throws -> PlanResponse
  /// Whether deletions are to be planned like other changes, so that the provider can say what stands against them.
  func plansDeletions() async throws -> Bool
  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse
  func readData(_ request: DataRequest) async throws -> DataResponse
  /// Makes an object that is there for one run and stored nowhere. The `config` is wholly known.
  func openEphemeral(_ request: DataRequest) async throws -> OpenResponse
  /// Lets an open object last longer, when its answer said that it has to be renewed.
  func renewEphemeral(_ type: String, privateData: [UInt8]) async throws -> OpenResponse.Renewal
  func closeEphemeral(_ type: String, privateData: [UInt8]) async throws
  /// The objects that an import id names; empty when there is no such thing.
  func importObjects(_ type: String, id: String) async throws -> [ImportedObject]

  /// The objects that an identity names; empty when there is no such thing.
  func importObjects(_ type: String, identity: Value) async throws -> [ImportedObject]
  /// Makes an object of one type, which may be another provider's, into one of another; nil where there is no
  /// way. Needs no ``configure(_:)`` before it.
  func move(_ request: MoveRequest) async throws -> MovedObject?

  /// The functions that the provider adds to the language, by name. Needs no ``configure(_:)`` before it.
  func functions() async throws -> [String: ProviderFunction]

  /// Says, before anything is changed, what stands against an action. Values may be unknown.
  func planAction(_ request: ActionRequest) async throws -> [ProviderDiagnostic]
  /// Does an action. The `config` is wholly known. An error among the diagnostics means that it failed.
  func invokeAction(_ request: ActionRequest, _ operation: Operation) async throws -> [ProviderDiagnostic]

  /// Looks for what a create that was cut off may have left behind.
  func locate(_ request: LocateRequest) async throws -> LocateResponse

  /// The types whose objects make deliveries; none for most providers. Needs no ``configure(_:)`` before it.
  func deliveringTypes() async throws -> Set<String>
  /// What is to be laid into objects of other providers, given all recorded objects of
  /// ``deliveringTypes()``. Needs no ``configure(_:)`` before it.
  func deliveries(from objects: [RecordedObject]) async throws -> [Delivery]
  /// Lays files into an object. Doing it twice does no harm.
  func deliver(_ request: DeliveryRequest, _ operation: Operation) async throws -> DeliveryOutcome

  /// Starts a process inside of an object; nil where objects of this type run none.
  func execute(_ request: ExecutionRequest) async throws -> (any RunningProcess)?
  /// What an object's own process has printed; nil where objects of this type run none.
  func output(_ request: OutputRequest) async throws -> (any OutputSource)?
  /// A connection to a port inside of an object; nil where objects of this type have no way there of their own.
  func connect(_ request: ConnectionRequest) async throws -> (any ObjectConnection)?

  /// All objects that carry this program's mark, whoever has recorded them; nil where nothing is marked.
  func markedObjects() async throws -> [MarkedObject]?

  /// Asks running calls to come to an end soon.
  func stop() async
  /// Ends the provider. No call follows.
  func close() async
}

/// What kind of thing a resource type is.
public enum ResourceKind: String, Hashable, Sendable {
  case managed
  case data
  case ephemeral
  case action
}

extension Provider {
  public func metaSchema() async throws -> Schema? { nil }

  public func plansDeletions() async throws -> Bool { false }

  public func functions() async throws -> [String: ProviderFunction] { [:] }

  public func planAction(_ request: ActionRequest) async throws -> [ProviderDiagnostic] { [] }

  public func invokeAction(
    _ request: ActionRequest, _ operation: Operation
  ) async throws -> [ProviderDiagnostic] {
    throw ProviderError(.notFound, "The provider has no action type \"\(request.type)\".")
  }

  public func locate(_ request: LocateRequest) async throws -> LocateResponse { .cannotTell }
  public func openEphemeral(_ request: DataRequest) async throws -> OpenResponse {
    throw ProviderError(.notFound, "The provider has no ephemeral resource type \"\(request.type)\".")
  }

  public func renewEphemeral(_ type: String, privateData: [UInt8]) async throws -> OpenResponse.Renewal {
    OpenResponse.Renewal(privateData: privateData)
  }

  public func closeEphemeral(_ type: String, privateData: [UInt8]) async throws {}

  public func upgrade(_ type: String, _ identity: RecordedIdentity) async throws -> Value {
    throw ProviderError(
      .invalid,
      "The identity of a \(type) was recorded as version \(identity.version), which its provider cannot read."
    )
  }

  public func move(_ request: MoveRequest) async throws -> MovedObject? { nil }

  /// Most types have no identity but the id.
  public func importObjects(_ type: String, identity: Value) async throws -> [ImportedObject] {
    guard let parts = identity.keyedElements, parts.count == 1, let id = parts["id"]?.asString else {
      throw ProviderError(
        .invalid, "A \(type) is imported by its id. Write id = … or identity = { id = … } instead.")
    }
    return try await importObjects(type, id: id)
  }

  public func deliveringTypes() async throws -> Set<String> { [] }
  public func deliveries(from objects: [RecordedObject]) async throws -> [Delivery] { [] }
  public func deliver(_ request: DeliveryRequest, _ operation: Operation) async throws -> DeliveryOutcome {
    .notPossible
  }
  public func execute(_ request: ExecutionRequest) async throws -> (any RunningProcess)? { nil }
  public func output(_ request: OutputRequest) async throws -> (any OutputSource)? { nil }
  public func connect(_ request: ConnectionRequest) async throws -> (any ObjectConnection)? { nil }
  public func markedObjects() async throws -> [MarkedObject]? { nil }
  public func stop() async {}
  public func close() async {}
}
