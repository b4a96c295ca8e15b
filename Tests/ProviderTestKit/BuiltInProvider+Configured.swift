public import ProviderAPI
public import ProviderKit
public import Values

extension BuiltInProvider {
  /// A provider with a configuration, ready for verbs.
  public static func configured(_ declaration: Declaration, _ arguments: KeyedValues = [:]) async throws
    -> Self
  {
    let provider = Self(declaration)
    let schema = try await provider.configurationSchema()
    _ = try await provider.configure(schema.block.config(arguments))
    return provider
  }
}

extension Provider {
  /// Creates an object as an apply does, and returns it.
  public func create(_ type: String, _ arguments: KeyedValues) async throws -> Value {
    let (config, none) = try await config(.managed, type, arguments)
    let plan = try await plan(PlanRequest(type: type, prior: none, proposed: config, config: config))
    let request = ApplyRequest(type: type, prior: none, planned: plan.planned, config: config)
    let response = try await apply(request, Operation(id: "test"))
    if let error = response.diagnostics.first(where: { !$0.isWarning }) {
      throw ProviderError(.invalid, error.detail, attribute: error.attribute)
    }
    return response.object
  }

  /// Reads a data source.
  public func readData(_ type: String, _ arguments: KeyedValues) async throws -> DataResponse {
    try await readData(DataRequest(type: type, config: try await config(.data, type, arguments).config))
  }

  /// The plan for an object whose configuration has changed.
  public func plan(_ type: String, _ arguments: KeyedValues, prior: Value) async throws -> PlanResponse {
    let config = try await config(.managed, type, arguments).config
    return try await plan(PlanRequest(type: type, prior: prior, proposed: config, config: config))
  }

  /// What is wrong with a configuration, in the words of the details.
  public func problems(_ kind: ResourceKind, _ type: String, _ arguments: KeyedValues) async throws
    -> [String]
  {
    try await validate(kind, type, try await config(kind, type, arguments).config).map(\.detail)
  }

  private func config(
    _ kind: ResourceKind, _ type: String, _ arguments: KeyedValues
  ) async throws -> (config: Value, none: Value) {
    guard let schema = try await schema(of: kind, type) else {
      throw ProviderError(.notFound, "The provider has no \(kind) \(type).")
    }
    return (schema.block.config(arguments), .null(schema.block.impliedType))
  }
}
