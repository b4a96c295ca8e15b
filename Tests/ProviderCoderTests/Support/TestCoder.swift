import ProviderAPI
import ProviderKit
import ProviderTestKit
import Values

@testable import ProviderCoder

/// The provider as the engine sees it, in a workspace of a test's own.
struct TestCoder {
  let provider: BuiltInProvider<CoderProvider>

  init(
    _ environment: [String: String] = [:], key: String = "/home/ann/box", url: String? = nil,
    parameters: ParameterDesk = ParameterDesk(), supply: AgentSupply = .embedded
  ) async throws {
    let context = CoderContext(
      environment: environment, workspaceKey: key, parameters: parameters, supply: supply)
    provider = BuiltInProvider(CoderProvider(context))
    let block = CoderProvider.schema.schema.block
    _ = try await provider.configure(block.config(url.map { ["url": .string($0)] } ?? [:]))
  }

  /// What a data source says.
  func read(_ type: String, _ arguments: KeyedValues = [:]) async throws -> KeyedValues {
    try await response(type, arguments).object.keyedElements ?? [:]
  }

  func response(_ type: String, _ arguments: KeyedValues = [:]) async throws -> DataResponse {
    let config = try await config(.data, type, arguments)
    return try await provider.readData(DataRequest(type: type, config: config))
  }

  /// What is wrong with a configuration.
  func problems(
    _ type: String, _ arguments: KeyedValues, kind: ResourceKind = .managed
  ) async throws -> [ProviderDiagnostic] {
    try await provider.validate(kind, type, config(kind, type, arguments))
  }

  func plan(_ type: String, _ arguments: KeyedValues, from prior: KeyedValues? = nil) async throws
    -> PlanResponse
  {
    let config = try await config(.managed, type, arguments)
    let prior = prior.map(Value.object) ?? .null(config.type)
    return try await provider.plan(PlanRequest(type: type, prior: prior, proposed: config, config: config))
  }

  func create(_ type: String, _ arguments: KeyedValues) async throws -> KeyedValues {
    let config = try await config(.managed, type, arguments)
    let request = ApplyRequest(
      type: type, prior: .null(config.type), planned: try await plan(type, arguments).planned, config: config)
    return try await provider.apply(request, Operation(id: "test")).object.keyedElements ?? [:]
  }

  func refresh(_ type: String, _ object: KeyedValues) async throws -> KeyedValues {
    let response = try await provider.read(ReadRequest(type: type, current: .object(object)))
    return response.object.keyedElements ?? [:]
  }

  private func config(_ kind: ResourceKind, _ type: String, _ arguments: KeyedValues) async throws -> Value {
    guard let schema = try await provider.schema(of: kind, type) else {
      throw ProviderError(.notFound, "There is no \(type).")
    }
    return schema.block.config(arguments)
  }
}

extension Value {
  /// A list of nested blocks, each with these arguments and nothing else.
  static func blocks(_ blocks: KeyedValues..., of type: String, _ name: String) -> Value {
    let nested = schemas[type]?.schema.block.blocks[name]
    let element = nested?.block ?? BlockSchema()
    let values = blocks.map(element.config)
    return nested?.nesting == .set
      ? .set(values, of: element.impliedType) : .list(values, of: element.impliedType)
  }

  private static let schemas = [
    "coder_agent": AgentResource.schema, "coder_app": AppResource.schema,
    "coder_ai_task": AITaskResource.schema,
    "coder_metadata": MetadataResource.schema, "coder_parameter": ParameterDataSource.schema,
    "coder_workspace_preset": WorkspacePresetDataSource.schema,
  ]
}
