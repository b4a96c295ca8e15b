import ProviderAPI
import Values

/// Takes the place of a provider: has its schemas, and makes up what it would have answered.
struct StandInProvider: Provider {
  /// What computed attributes are, as far as a test says.
  struct Answers: Sendable {
    var values: Value?
    /// Whether they are known when planning already.
    var isKnownWhenPlanning = false
  }

  let original: any Provider
  let answers: @Sendable (ResourceKind, String) -> Answers

  func configurationSchema() async throws -> Schema { try await original.configurationSchema() }
  func metaSchema() async throws -> Schema? { try await original.metaSchema() }
  func schema(of kind: ResourceKind, _ type: String) async throws -> Schema? {
    try await original.schema(of: kind, type)
  }
  func typeNames(of kind: ResourceKind) async throws -> [String] { try await original.typeNames(of: kind) }
  func validateConfiguration(_ config: Value) async throws -> [ProviderDiagnostic] { [] }
  func validate(
    _ kind: ResourceKind, _ type: String, _ config: Value
  ) async throws -> [ProviderDiagnostic] { try await original.validate(kind, type, config) }
  func configure(_ config: Value) async throws -> [ProviderDiagnostic] { [] }
  func upgrade(_ type: String, version: Int, _ object: JSON) async throws -> Value {
    try await original.upgrade(type, version: version, object)
  }

  func read(_ request: ReadRequest) async throws -> ReadResponse {
    ReadResponse(object: request.current, privateData: request.privateData)
  }

  func plan(_ request: PlanRequest) async throws -> PlanResponse {
    let answers = answers(.managed, request.type)
    guard answers.isKnownWhenPlanning, !request.proposed.isNull else {
      return PlanResponse(planned: request.proposed)
    }
    return PlanResponse(planned: try await filled(request.proposed, .managed, request.type, answers))
  }

  func apply(_ request: ApplyRequest, _ operation: Operation) async throws -> ApplyResponse {
    guard !request.planned.isNull else { return ApplyResponse(object: request.planned) }
    let answers = answers(.managed, request.type)
    return ApplyResponse(object: try await filled(request.planned, .managed, request.type, answers))
  }

  func readData(_ request: DataRequest) async throws -> DataResponse {
    DataResponse(
      object: try await filled(request.config, .data, request.type, answers(.data, request.type)))
  }

  func openEphemeral(_ request: DataRequest) async throws -> OpenResponse {
    OpenResponse(
      object: try await filled(
        request.config, .ephemeral, request.type, answers(.ephemeral, request.type)))
  }

  func importObjects(_ type: String, id: String) async throws -> [ImportedObject] {
    guard let schema = try await schema(of: .managed, type) else { return [] }
    let open = Value.unknown(schema.block.impliedType)
    let object = MadeUpObject(fillsNull: true).object(schema.block, open, answers(.managed, type).values)
    return [ImportedObject(type: type, object: object)]
  }

  private func filled(
    _ object: Value, _ kind: ResourceKind, _ type: String, _ answers: Answers
  ) async throws -> Value {
    guard let schema = try await schema(of: kind, type) else { return object }
    return MadeUpObject(fillsNull: kind != .managed).object(schema.block, object, answers.values)
  }
}
