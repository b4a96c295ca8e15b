import PluginWire
import ProviderAPI
import Synchronization
import Values

/// All schemas of a provider, as it sent them; each is read when it is first needed. Of the 711 resource types of a
/// large provider, a configuration uses a handful.
final class PluginSchemas: Sendable {
  /// A schema with the type of its objects, which is made once: every call needs it.
  struct Typed: Sendable {
    let schema: Schema
    let type: ValueType
  }

  private struct Key: Hashable {
    var kind: ResourceKind
    var name: String
  }

  let version: PluginProtocol
  /// Whether the provider wants to be told of what is to be deleted when that is planned.
  let plansDeletions: Bool
  private let provider: ArraySlice<UInt8>
  private let metaMessage: ArraySlice<UInt8>?
  private let types: [ResourceKind: [String: ArraySlice<UInt8>]]
  private let identities: [String: ArraySlice<UInt8>]
  private let functionMessages: [String: ArraySlice<UInt8>]
  private let read = Mutex<[Key: Typed]>([:])

  /// - Parameters:
  ///   - response: the answer to the call for the schema.
  ///   - identities: the answer to the call for the schemas of identities; empty where there is no such call.
  init(
    _ response: ArraySlice<UInt8>, identities: ArraySlice<UInt8> = [], _ version: PluginProtocol
  ) throws(WireError) {
    let message = try WireMessage(response)
    self.version = version
    provider = message.bytes(Fields.SchemaResponse.provider) ?? []
    metaMessage = message.bytes(Fields.SchemaResponse.meta)
    types = [
      .managed: try message.map(Fields.SchemaResponse.managed),
      .data: try message.map(Fields.SchemaResponse.data),
      .ephemeral: try message.map(Fields.SchemaResponse.ephemeral),
      .action: try message.map(Fields.SchemaResponse.actions),
    ]
    self.identities = try WireMessage(identities).map(Fields.IdentitySchemasResponse.schemas)
    plansDeletions =
      try message.message(Fields.SchemaResponse.capabilities)?.bool(Fields.ServerCapabilities.planDestroy)
      ?? false
    functionMessages = try message.map(Fields.SchemaResponse.functions)
  }

  func configuration() throws -> Typed { try typed(Key(kind: .managed, name: ""), provider) }

  /// Of `provider_meta` blocks; nil when the provider has no use for any.
  func meta() throws -> Typed? { try metaMessage.map { try typed(Key(kind: .data, name: ""), $0) } }

  func names(of kind: ResourceKind) -> [String] { types[kind].map { Array($0.keys) } ?? [] }

  /// nil when there is no such type.
  func schema(of kind: ResourceKind, _ name: String) throws -> Typed? {
    guard !name.isEmpty, let bytes = types[kind]?[name] else { return nil }
    let key = Key(kind: kind, name: name)
    guard kind == .action else { return try typed(key, bytes) }
    return try typed(key, try WireMessage(bytes).bytes(Fields.ActionSchema.schema) ?? [])
  }

  /// What the provider's functions are called, take and give.
  func functions() throws -> [String: FunctionSignature] {
    try functionMessages.mapValues { try FunctionSignature(try WireMessage($0)) }
  }

  private func typed(_ key: Key, _ bytes: ArraySlice<UInt8>) throws -> Typed {
    if let known = read.withLock({ $0[key] }) { return known }
    var schema = try SchemaReader(version).schema(bytes)
    if key.kind == .managed, let identity = identities[key.name] {
      schema.identity = try SchemaReader.identity(identity)
    }
    let typed = Typed(schema: schema, type: schema.block.impliedType)
    read.withLock { $0[key] = typed }
    return typed
  }
}
