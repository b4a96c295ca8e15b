public import ProviderAPI
import Values

/// Something that a provider does and that leaves no object behind.
///
/// A conforming type is a small struct: the schema as data, the arguments as a `Codable` struct, and the verb.
public protocol ProviderAction: Sendable {
  associatedtype Client: Sendable
  /// The content of the block `config`. Its properties are the schema's attributes in camel case.
  associatedtype Config: Codable & Sendable

  /// `local_command`
  static var type: String { get }
  /// Without the attribute `id`.
  static var schema: ResourceSchema { get }

  init(client: Client)

  /// Checks what the schema's rules cannot say. Values in the configuration may be unknown.
  static func validate(_ config: ConfigView) -> [ProviderDiagnostic]

  /// Does it.
  func invoke(_ config: Config, _ operation: Operation) async throws
}

extension ProviderAction {
  public static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
}

/// One action behind closures that speak ``Value``.
struct ActionHandler<Client: Sendable>: Sendable {
  let validate: @Sendable (ConfigView) -> [ProviderDiagnostic]
  let invoke: @Sendable (Client, ServedSchema, Value, Operation) async throws -> [ProviderDiagnostic]
  /// Decodes and encodes again.
  let recode: @Sendable (ServedSchema, Value) throws -> Value

  init<A: ProviderAction>(_ action: A.Type) where A.Client == Client {
    validate = { A.validate($0) }
    recode = { try ObjectCoding<A.Config>(type: A.type, schema: $0).recode($1) }
    invoke = { client, schema, config, operation in
      let coding = ObjectCoding<A.Config>(type: A.type, schema: schema)
      let wanted = schema.block.planned(config: config, prior: nil)
      try await A(client: client).invoke(try coding.decode(wanted), operation)
      return []
    }
  }
}
