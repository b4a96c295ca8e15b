public import ProviderAPI

/// What a provider module declares: the schema of its block, its types, and how a configuration becomes a
/// client. ``BuiltInProvider`` makes a `Provider` of it.
public protocol ProviderDeclaration: Sendable {
  /// The decoded `provider` block.
  associatedtype Configuration: Codable & Sendable
  associatedtype Client: Sendable

  /// `docker`
  static var name: String { get }
  static var schema: ResourceSchema { get }
  static var types: [ResourceType<Client>] { get }

  /// What the provider adds to the language, by name.
  static var functions: [String: ProviderFunction] { get }

  /// Checks what the schema's rules cannot say. Values in the configuration may be unknown.
  static func validate(_ config: ConfigView) -> [ProviderDiagnostic]

  /// Makes the client without a remote call: whether the remote side answers shows at first use. Only
  /// called when the whole configuration is known.
  func makeClient(_ configuration: Configuration) async throws -> Client

  /// The types whose objects make deliveries.
  static var deliveringTypes: Set<String> { get }
  /// What is to be laid into objects of other providers, given all recorded objects of ``deliveringTypes``.
  func deliveries(from objects: [RecordedObject]) throws -> [Delivery]

  /// All objects that carry this program's mark; nil where nothing is marked.
  func markedObjects(_ client: Client) async throws -> [MarkedObject]?
}

extension ProviderDeclaration {
  public static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
  public static var functions: [String: ProviderFunction] { [:] }
  public static var deliveringTypes: Set<String> { [] }
  public func deliveries(from objects: [RecordedObject]) throws -> [Delivery] { [] }
  public func markedObjects(_ client: Client) async throws -> [MarkedObject]? { nil }
}

/// The configuration of a provider whose block takes no arguments.
public struct EmptyConfiguration: Codable, Sendable {
  public init() {}
}

/// The client of a provider that works on nothing but values.
public struct NoClient: Sendable {
  public init() {}
}
