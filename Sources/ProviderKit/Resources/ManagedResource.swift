public import ProviderAPI
public import Values

/// A type of resource whose objects the provider creates, changes and deletes.
///
/// A conforming type is a small struct: the schema as data, the object as a `Codable` struct, and the
/// verbs. Everything that follows from the schema (validation, defaults, what is known after apply, what
/// requires replacement) is common code.
///
/// The attribute `id` belongs to every resource; it stands neither in ``Object`` nor, unless it needs a
/// summary of its own, in the schema.
public protocol ManagedResource: Sendable {
  /// What the provider's configuration was made into: usually a client of the remote API.
  associatedtype Client: Sendable
  /// The object as the state records it. Its properties are the schema's attributes in camel case. What
  /// the configuration may leave out and what the provider computes is optional: in the object that a
  /// create or update wants, a value not known yet is nil.
  associatedtype Object: Codable & Sendable

  /// `docker_volume`
  static var type: String { get }
  static var schema: ResourceSchema { get }

  init(client: Client)

  /// Checks what the schema's rules cannot say. Values in the configuration may be unknown.
  static func validate(_ config: ConfigView) -> [ProviderDiagnostic]

  /// Adjusts a plan that the schema alone would get wrong: an attribute that becomes unknown when another
  /// changes, a difference that means nothing to the remote side.
  static func adjust(_ plan: inout ResourcePlan)

  /// Makes the object. When several calls are needed and a later one fails, throws ``PartialObject`` so
  /// that what exists is recorded.
  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object>

  /// The object as it is now; nil when it is gone. `prior` is what was recorded last, for what the remote
  /// side does not give back; nil on import. Throws ``BrokenObject`` when the object can only be deleted.
  func read(id: String, prior: Object?) async throws -> Object?

  /// Changes the object in place. Only called when an attribute changes that does not require replacement.
  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) async throws
    -> Object

  /// Deletes the object. That it is gone already is success.
  func delete(id: String, _ prior: Object, _ operation: Operation) async throws

  /// The object that an import id names, with its own id; nil when there is none. Reads by the import id
  /// unless implemented.
  func importObject(id: String) async throws -> Created<Object>?

  /// The id of an object after an update or a read, for objects whose id changes with what they are. The one that it
  /// had unless implemented.
  static func id(of object: Object, was id: String) -> String

  /// The id of what a create with this operation left behind before it was cut off.
  func locate(_ wanted: Object, operation: String) async throws -> Located

  /// As ``locate(_:operation:)``, which is what it calls unless implemented, for APIs that keep no operation.
  func locate(_ wanted: Object, _ request: LocateRequest) async throws -> Located

  /// Lays files into the object. Not possible unless implemented.
  func deliver(_ request: DeliveryRequest, id: String, _ operation: Operation) async throws -> DeliveryOutcome

  /// Starts a process inside of the object. Not possible (nil) unless implemented.
  func execute(_ request: ExecutionRequest, id: String) async throws -> (any RunningProcess)?

  /// What the object's own process has printed. Not possible (nil) unless implemented.
  func output(_ request: OutputRequest, id: String) async throws -> (any OutputSource)?

  /// The attributes, `id` included, of what was an object of another type; nil where there is no way.
  static func adopt(_ request: MoveRequest) throws -> JSON?

  /// Brings an object of an older schema version to the current one's attributes.
  static func upgrade(version: Int, _ object: JSON) throws -> JSON
}

/// A new object and its id.
public struct Created<Object: Sendable>: Sendable {
  public var id: String
  public var object: Object

  public init(id: String, _ object: Object) {
    self.id = id
    self.object = object
  }
}

/// Where the search for the remains of a create ended.
public enum Located: Hashable, Sendable {
  case found(id: String)
  case absent
  case cannotTell
}

/// Thrown by a create or update that failed half-way: the object exists and must be recorded.
public struct PartialObject<Object: Sendable>: Error, Sendable {
  public var id: String
  public var object: Object
  public var cause: any Error

  public init(id: String, _ object: Object, cause: any Error) {
    self.id = id
    self.object = object
    self.cause = cause
  }
}

/// Thrown by a read: the object exists, and nothing can be done with it any more but to delete it.
public struct BrokenObject<Object: Sendable>: Error, Sendable {
  public var object: Object

  public init(_ object: Object) { self.object = object }
}

extension ManagedResource {
  public static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { [] }
  public static func adjust(_ plan: inout ResourcePlan) {}
  public static func id(of object: Object, was id: String) -> String { id }
  public func locate(_ wanted: Object, operation: String) async throws -> Located { .cannotTell }
  public func locate(_ wanted: Object, _ request: LocateRequest) async throws -> Located {
    try await locate(wanted, operation: request.operation)
  }
  public static func upgrade(version: Int, _ object: JSON) throws -> JSON { object }
  public static func adopt(_ request: MoveRequest) throws -> JSON? { nil }

  public func deliver(
    _ request: DeliveryRequest, id: String, _ operation: Operation
  ) async throws -> DeliveryOutcome { .notPossible }

  public func execute(_ request: ExecutionRequest, id: String) async throws -> (any RunningProcess)? { nil }
  public func output(_ request: OutputRequest, id: String) async throws -> (any OutputSource)? { nil }

  public func importObject(id: String) async throws -> Created<Object>? {
    try await read(id: id, prior: nil).map { Created(id: id, $0) }
  }

  /// For resources whose every argument requires replacement, which the conformance suite proves.
  public func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    throw ProviderError(.invalid, "A \(Self.type) cannot be changed in place. This is a bug in rcw.")
  }
}
