public import ProviderKit
public import StateStorage
public import Values

/// A kind of place for states, as a `backend` block describes it: one state for each workspace.
///
/// What it throws are ``StateError``s and `CancellationError`.
public protocol StateBackend: Sendable {
  /// The state of a workspace, whether or not there is one.
  func document(for workspace: String) async throws -> any StateDocument
  /// The workspaces that have a state, in no order; nil when the backend keeps only one state.
  func workspaces() async throws -> [String]?
  /// The folder for journal and earlier versions, when the backend has an opinion.
  var folder: String? { get }
}

extension StateBackend {
  public var folder: String? { nil }
}

/// What backends find in their surroundings.
public struct BackendContext: Sendable {
  public var environment: [String: String]
  /// How HTTP is spoken, beyond what the block says.
  public var http: HTTPClient.Configuration

  public init(environment: [String: String], http: HTTPClient.Configuration = HTTPClient.Configuration()) {
    self.environment = environment
    self.http = http
  }
}

/// A type of backend that a block can name.
public struct BackendKind: Sendable {
  public let name: String
  public let schema: BlockSchema
  private let make: @Sendable (BackendConfig) async throws -> any StateBackend

  init(
    _ name: String, _ schema: BlockSchema,
    _ make: @escaping @Sendable (BackendConfig) async throws -> any StateBackend
  ) {
    self.name = name
    self.schema = schema
    self.make = make
  }

  public static let all: [BackendKind] = [.local, .http, .pg, .s3, .kubernetes, .sqlite]

  /// nil when there is no such type.
  public init?(named name: String) {
    guard let kind = Self.all.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// - Parameter config: an object of the schema's type, wholly known.
  public func backend(_ config: Value, _ context: BackendContext) async throws -> any StateBackend {
    try await make(BackendConfig(kind: name, value: config, context: context))
  }
}

/// The arguments of a `backend` block; those that it leaves out may be in the environment.
struct BackendConfig: Sendable {
  let kind: String
  let value: Value
  let context: BackendContext

  private func given(_ name: String) -> Value? {
    guard let value = value.keyedElements?[name], !value.isNull else { return nil }
    return value.unmarked()
  }

  /// - Parameter variables: of the environment, the best first.
  func string(_ name: String, _ variables: String...) -> String? {
    if let text = given(name)?.asString { return text }
    return variables.lazy.compactMap { context.environment[$0] }.first { !$0.isEmpty }
  }

  func required(_ name: String, _ variables: String...) throws -> String {
    if let text = given(name)?.asString, !text.isEmpty { return text }
    if let text = variables.lazy.compactMap({ context.environment[$0] }).first(where: { !$0.isEmpty }) {
      return text
    }
    let alternative =
      variables.isEmpty ? "" : ", or \(variables.joined(separator: " or ")) in the environment"
    throw problem("it needs \"\(name)\": set the argument in the block or by -backend-config\(alternative)")
  }

  func bool(_ name: String, _ variables: String..., otherwise: Bool = false) -> Bool {
    if let bool = given(name)?.asBool { return bool }
    guard let text = variables.lazy.compactMap({ context.environment[$0] }).first else { return otherwise }
    return ["1", "true", "yes"].contains(text.lowercased())
  }

  func int(_ name: String, _ variables: String..., otherwise: Int) throws -> Int {
    if let number = given(name)?.asNumber?.int { return number }
    guard let text = variables.lazy.compactMap({ context.environment[$0] }).first else { return otherwise }
    guard let number = Int(text) else { throw problem("\(variables[0]) is no number") }
    return number
  }

  func strings(_ name: String) -> [String] {
    given(name)?.elements?.compactMap { $0.unmarked().asString } ?? []
  }

  func stringMap(_ name: String) -> [String: String] {
    var map: [String: String] = [:]
    for (key, value) in given(name)?.keyedElements ?? KeyedValues([]) { map[key] = value.unmarked().asString }
    return map
  }

  func nested(_ name: String) -> BackendConfig? {
    given(name).map { BackendConfig(kind: kind, value: $0, context: context) }
  }

  func problem(_ what: String) -> StateError {
    StateError(.misconfigured, "The backend \"\(kind)\" cannot be used: \(what).")
  }
}

extension BlockSchema {
  /// The arguments of a backend, none of which has to be written: they may come from elsewhere.
  static func backend(_ attributes: [String: AttributeSchema]) -> BlockSchema {
    BlockSchema(attributes: attributes)
  }
}

extension AttributeSchema {
  static let text = AttributeSchema(.string, .optional)
  static let secret = AttributeSchema(.string, .optional, isSensitive: true)
  static let flag = AttributeSchema(.bool, .optional)
  static let integer = AttributeSchema(.number, .optional)
  static let textList = AttributeSchema(.list(.string), .optional)
  static let textMap = AttributeSchema(.map(.string), .optional)
}
