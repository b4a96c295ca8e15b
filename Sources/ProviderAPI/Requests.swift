public import Values

/// Asks what an object is like now.
public struct ReadRequest: Sendable {
  public var type: String
  public var current: Value
  /// What the provider stored beside the object for itself.
  public var privateData: [UInt8]
  /// An object of the type's identity attributes; nil when none is recorded.
  public var identity: Value?
  /// What the module tells the provider about itself (`provider_meta`); nil for nothing.
  public var meta: Value?

  public init(
    type: String, current: Value, privateData: [UInt8] = [], identity: Value? = nil, meta: Value? = nil
  ) {
    self.type = type
    self.current = current
    self.privateData = privateData
    self.identity = identity
    self.meta = meta
  }
}

public struct ReadResponse: Sendable {
  /// Null when the object is gone.
  public var object: Value
  public var privateData: [UInt8]
  public var diagnostics: [ProviderDiagnostic]
  /// Whether the object is there, but good for nothing any more but to be deleted.
  public var isBroken: Bool
  /// nil when the provider says nothing of it.
  public var identity: Value?

  public init(
    object: Value, privateData: [UInt8] = [], diagnostics: [ProviderDiagnostic] = [], isBroken: Bool = false,
    identity: Value? = nil
  ) {
    self.object = object
    self.privateData = privateData
    self.diagnostics = diagnostics
    self.isBroken = isBroken
    self.identity = identity
  }
}

/// Asks what a change will make of an object.
public struct PlanRequest: Sendable {
  public var type: String
  /// Null for a create.
  public var prior: Value
  /// Null for a delete.
  public var proposed: Value
  public var config: Value
  public var privateData: [UInt8]
  /// That of `prior`, as far as it is known.
  public var identity: Value?
  /// What the module tells the provider about itself (`provider_meta`); nil for nothing.
  public var meta: Value?

  public init(
    type: String, prior: Value, proposed: Value, config: Value, privateData: [UInt8] = [],
    identity: Value? = nil, meta: Value? = nil
  ) {
    self.type = type
    self.prior = prior
    self.proposed = proposed
    self.config = config
    self.privateData = privateData
    self.identity = identity
    self.meta = meta
  }
}

public struct PlanResponse: Sendable {
  public var planned: Value
  /// The attributes whose change cannot be made in place.
  public var requiresReplace: [AttributePath]
  public var privateData: [UInt8]
  /// The provider follows the looser rules of the old SDK: a plan may differ from the configuration where
  /// the configuration is null or equal by normalisation.
  public var usesLegacyTypeSystem: Bool
  public var diagnostics: [ProviderDiagnostic]
  /// What is known of the identity that the object will have; nil for nothing.
  public var identity: Value?

  public init(
    planned: Value, requiresReplace: [AttributePath] = [], privateData: [UInt8] = [],
    usesLegacyTypeSystem: Bool = false, diagnostics: [ProviderDiagnostic] = [], identity: Value? = nil
  ) {
    self.planned = planned
    self.requiresReplace = requiresReplace
    self.privateData = privateData
    self.usesLegacyTypeSystem = usesLegacyTypeSystem
    self.diagnostics = diagnostics
    self.identity = identity
  }
}

/// Makes a change real.
public struct ApplyRequest: Sendable {
  public var type: String
  /// Null for a create.
  public var prior: Value
  /// Null for a delete. What stays unknown in it the provider decides now.
  public var planned: Value
  public var config: Value
  public var privateData: [UInt8]
  /// As planned; nil for a delete.
  public var identity: Value?
  /// What the module tells the provider about itself (`provider_meta`); nil for nothing.
  public var meta: Value?

  public init(
    type: String, prior: Value, planned: Value, config: Value, privateData: [UInt8] = [],
    identity: Value? = nil, meta: Value? = nil
  ) {
    self.type = type
    self.prior = prior
    self.planned = planned
    self.config = config
    self.privateData = privateData
    self.identity = identity
    self.meta = meta
  }
}

/// What a change has made. An error among the diagnostics with an object that is not null means: the
/// object exists, in part; it is recorded and, after a create, tainted.
public struct ApplyResponse: Sendable {
  /// Wholly known; null after a delete.
  public var object: Value
  public var privateData: [UInt8]
  public var usesLegacyTypeSystem: Bool
  public var diagnostics: [ProviderDiagnostic]
  /// nil when the provider says nothing of it.
  public var identity: Value?

  public init(
    object: Value, privateData: [UInt8] = [], usesLegacyTypeSystem: Bool = false,
    diagnostics: [ProviderDiagnostic] = [], identity: Value? = nil
  ) {
    self.object = object
    self.privateData = privateData
    self.usesLegacyTypeSystem = usesLegacyTypeSystem
    self.diagnostics = diagnostics
    self.identity = identity
  }
}

public struct DataRequest: Sendable {
  public var type: String
  /// Wholly known.
  public var config: Value
  /// What the module tells the provider about itself (`provider_meta`); nil for nothing.
  public var meta: Value?

  public init(type: String, config: Value, meta: Value? = nil) {
    self.type = type
    self.config = config
    self.meta = meta
  }
}

/// Asks for an action: something that is done, and leaves no object to be recorded.
public struct ActionRequest: Sendable {
  public var type: String
  /// The content of the block `config`.
  public var config: Value

  public init(type: String, config: Value) {
    self.type = type
    self.config = config
  }
}

public struct DataResponse: Sendable {
  public var object: Value
  public var diagnostics: [ProviderDiagnostic]

  public init(object: Value, diagnostics: [ProviderDiagnostic] = []) {
    self.object = object
    self.diagnostics = diagnostics
  }
}

/// An ephemeral object that is open now.
public struct OpenResponse: Sendable {
  /// When to renew next, and what to hand back then.
  public struct Renewal: Sendable {
    public var privateData: [UInt8]
    /// nil when the object lasts.
    public var renewAfter: Duration?

    public init(privateData: [UInt8], renewAfter: Duration? = nil) {
      self.privateData = privateData
      self.renewAfter = renewAfter
    }
  }

  /// Wholly known.
  public var object: Value
  /// What the provider wants back when it renews or closes the object.
  public var privateData: [UInt8]
  /// nil when the object lasts for the whole run.
  public var renewAfter: Duration?
  public var diagnostics: [ProviderDiagnostic]

  public init(
    object: Value, privateData: [UInt8] = [], renewAfter: Duration? = nil,
    diagnostics: [ProviderDiagnostic] = []
  ) {
    self.object = object
    self.privateData = privateData
    self.renewAfter = renewAfter
    self.diagnostics = diagnostics
  }
}

public struct ImportedObject: Sendable {
  public var type: String
  /// To be read before it is recorded.
  public var object: Value
  public var privateData: [UInt8]
  public var identity: Value?

  public init(type: String, object: Value, privateData: [UInt8] = [], identity: Value? = nil) {
    self.type = type
    self.object = object
    self.privateData = privateData
    self.identity = identity
  }
}

/// Asks to make an object of one type into one of another, because a `moved` block says that it is one now.
public struct MoveRequest: Sendable {
  /// The type that the object is to have.
  public var type: String
  public var sourceType: String
  /// `registry.terraform.io/hashicorp/null`
  public var sourceProvider: String
  public var sourceVersion: Int
  /// As it is recorded.
  public var source: JSON
  public var privateData: [UInt8]
  public var sourceIdentity: RecordedIdentity?

  public init(
    type: String, sourceType: String, sourceProvider: String, sourceVersion: Int, source: JSON,
    privateData: [UInt8] = [], sourceIdentity: RecordedIdentity? = nil
  ) {
    self.type = type
    self.sourceType = sourceType
    self.sourceProvider = sourceProvider
    self.sourceVersion = sourceVersion
    self.source = source
    self.privateData = privateData
    self.sourceIdentity = sourceIdentity
  }
}

/// An identity as it is recorded, which another version of the provider may have written.
public struct RecordedIdentity: Sendable {
  /// That of the schema of the identity.
  public var version: Int
  public var attributes: JSON

  public init(version: Int, attributes: JSON) {
    self.version = version
    self.attributes = attributes
  }
}

/// An object that has become one of another type.
public struct MovedObject: Sendable {
  public var object: Value
  public var privateData: [UInt8]
  public var identity: Value?

  public init(object: Value, privateData: [UInt8] = [], identity: Value? = nil) {
    self.object = object
    self.privateData = privateData
    self.identity = identity
  }
}

/// Asks for what the operation `operation` may have created before it was cut off.
public struct LocateRequest: Sendable {
  public var type: String
  /// The ``Operation/id`` that the create was called with.
  public var operation: String
  public var planned: Value
  public var config: Value
  /// When the create was called; nil when that is not known. For APIs that keep no operation: what is older is
  /// something else.
  public var begun: Timestamp?
  /// The ids of all recorded objects of the type: none of them is what is looked for.
  public var recordedIDs: Set<String>

  public init(
    type: String, operation: String, planned: Value, config: Value, begun: Timestamp? = nil,
    recordedIDs: Set<String> = []
  ) {
    self.type = type
    self.operation = operation
    self.planned = planned
    self.config = config
    self.begun = begun
    self.recordedIDs = recordedIDs
  }
}

public enum LocateResponse: Sendable {
  /// It exists; the object is to be read before it is recorded.
  case found(Value)
  /// It does not exist.
  case absent
  /// The provider has no way to know.
  case cannotTell
}

/// One change in progress: its identity, for finding it again after a crash, and the way to tell how far
/// it is.
public struct Operation: Sendable {
  /// Unique among all operations ever. Providers whose API allows it attach it to what they create.
  public var id: String
  /// Takes a short line such as `pulling layer 3 of 7`.
  public var report: @Sendable (String) -> Void
  /// Takes a line that is only worth seeing while it is true, such as how many bytes have come. May be called
  /// often.
  public var reportInPassing: @Sendable (String) -> Void

  public init(
    id: String, report: @escaping @Sendable (String) -> Void = { _ in },
    inPassing: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.id = id
    self.report = report
    reportInPassing = inPassing
  }
}
