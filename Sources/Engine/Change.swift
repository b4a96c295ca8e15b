public import Addresses
public import Language
public import StateStorage
public import Values

/// What is done to an object.
public enum Action: String, Hashable, Sendable {
  case noOp = "no-op"
  case create
  case read
  case update
  case delete
  /// Delete, then create anew.
  case deleteThenCreate
  /// Create anew, then delete what was there.
  case createThenDelete
  /// Drop from the state and leave alone.
  case forget
  /// Leave what was there alone, and create anew.
  case forgetThenCreate

  public var isReplace: Bool {
    self == .deleteThenCreate || self == .createThenDelete || self == .forgetThenCreate
  }
}

/// Why an action is what it is, where the action alone does not say.
public enum ActionReason: String, Hashable, Sendable {
  case cannotUpdate
  case isTainted
  /// `-replace`
  case wasRequested
  /// `replace_triggered_by`
  case wasTriggered
  case notInConfiguration
  /// The `count` has become smaller than the instance's index.
  case countIndex
  /// The `for_each` has lost the instance's key.
  case eachKey
  /// The block's `lifecycle` says that it is not enabled.
  case isDisabled
  /// The block is now repeated in another way than when the object was made.
  case wrongRepetition
  case moduleIsGone
  /// A data source whose arguments are known only after apply.
  case configIsUnknown
  /// A data source that depends on something with pending changes.
  case dependencyIsPending
  /// A data source that a check looks at once everything is done.
  case belongsToCheck
}

/// One object and what a plan makes of it.
public struct Change: Sendable {
  public var address: ResourceInstanceAddress
  /// nil for the current object.
  public var deposedKey: String?
  public var action: Action
  public var reason: ActionReason?
  public var provider: ProviderConfigAddress
  /// With the marks that show what not to show. Null before a create.
  public var prior: Value
  /// Null after a delete.
  public var planned: Value
  /// The attributes that made the action a replacement.
  public var requiresReplace: [AttributePath]
  /// The schema of the object, for showing it.
  public var schema: Schema
  /// The recorded object that is changed; nil for a create.
  public var recorded: ObjectState?

  /// The configuration as far as it was known when planning; null where there is none.
  public var config: Value = .null(.dynamic)
  public var privateData: [UInt8] = []
  /// What the provider gets with the deletion that is part of a replacement; nil for what is recorded.
  public var deletionPrivateData: [UInt8]?
  /// What `each` and `count` mean for the instance.
  public var member = Scope.Instance()
  public var dependencies: [ResourceAddress] = []
  public var createBeforeDestroy = false
  /// Whether the object is to be left as it is once its block is gone.
  public var keepsObject = false
  /// What the object is taken over by; nil for all that are managed already, or new.
  public var importing: ImportSubject?
  /// The address that the object is recorded under, where the configuration has moved it.
  public var previousAddress: ResourceInstanceAddress?

  /// What tells the object apart before the change, and after it as far as that is known; nil where nothing does.
  public var priorIdentity: Value?
  public var plannedIdentity: Value?

  /// Whether there is nothing to tell about the object.
  public var isUnremarkable: Bool { action == .noOp && importing == nil && previousAddress == nil }

  public init(
    address: ResourceInstanceAddress, deposedKey: String? = nil, action: Action, reason: ActionReason? = nil,
    provider: ProviderConfigAddress, prior: Value, planned: Value, requiresReplace: [AttributePath] = [],
    schema: Schema, recorded: ObjectState? = nil
  ) {
    self.address = address
    self.deposedKey = deposedKey
    self.action = action
    self.reason = reason
    self.provider = provider
    self.prior = prior
    self.planned = planned
    self.requiresReplace = requiresReplace
    self.schema = schema
    self.recorded = recorded
  }
}

/// An object as the remote side has it now.
struct RefreshedObject: Sendable {
  var address: ResourceInstanceAddress
  var deposedKey: String?
  var provider: ProviderConfigAddress
  /// nil when it is gone.
  var object: ObjectState?
}

/// A root output and what a plan makes of it.
public struct OutputChange: Sendable {
  public var name: String
  public var action: Action
  /// With marks. Null when the output is new.
  public var prior: Value
  /// Null when the output is gone.
  public var planned: Value
  public var isSensitive: Bool

  public init(name: String, action: Action, prior: Value, planned: Value, isSensitive: Bool) {
    self.name = name
    self.action = action
    self.prior = prior
    self.planned = planned
    self.isSensitive = isSensitive
  }
}
