public import ProviderAPI

/// A type of thing that is only read.
public protocol DataSource: Sendable {
  associatedtype Client: Sendable
  /// Arguments and results in one object: the result has the arguments' values unchanged.
  associatedtype Object: Codable & Sendable

  static var type: String { get }
  static var schema: ResourceSchema { get }

  init(client: Client)

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic]

  /// Reads the thing that `config` names. A thing that must exist and does not is an error with `.notFound`.
  func read(_ config: Object) async throws -> DataResult<Object>
}

/// What a data source read, with its id (which may be made up: it only has to be there).
public struct DataResult<Object: Sendable>: Sendable {
  public var id: String
  public var object: Object
  public var warnings: [ProviderDiagnostic]

  public init(id: String, _ object: Object, warnings: [ProviderDiagnostic] = []) {
    self.id = id
    self.object = object
    self.warnings = warnings
  }
}

extension DataSource {
  public static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
}
