public import Addresses
public import Values

/// All that is recorded about what exists: the content of a state file.
public struct StateSnapshot: Hashable, Sendable {
  /// Grows by one with every snapshot of one lineage.
  public var serial: Int
  /// Made up when the state is first written; states of different lineages have nothing to do with each
  /// other.
  public var lineage: String
  public var outputs: [String: OutputState]
  public var resources: [ResourceKey: ResourceState]
  /// The `check_results` of the file, kept as they were found.
  public var checkResults: JSON

  public init(
    serial: Int = 0, lineage: String = "", outputs: [String: OutputState] = [:],
    resources: [ResourceKey: ResourceState] = [:], checkResults: JSON = .null
  ) {
    self.serial = serial
    self.lineage = lineage
    self.outputs = outputs
    self.resources = resources
    self.checkResults = checkResults
  }

  public var isEmpty: Bool { resources.isEmpty && outputs.isEmpty }
}

/// A resource within one module instance: what the instances of it are recorded under.
public struct ResourceKey: Hashable, Sendable {
  public var module: ModuleInstancePath
  public var resource: ResourceName

  public init(_ module: ModuleInstancePath, _ resource: ResourceName) {
    self.module = module
    self.resource = resource
  }

  public func instance(_ key: InstanceKey) -> ResourceInstanceAddress {
    ResourceInstanceAddress(module, resource, key)
  }
}

extension ResourceKey: Comparable {
  public static func < (a: ResourceKey, b: ResourceKey) -> Bool {
    (a.module, a.resource) < (b.module, b.resource)
  }
}

public struct OutputState: Hashable, Sendable {
  /// Without marks.
  public var value: Value
  public var isSensitive: Bool

  public init(value: Value, isSensitive: Bool) {
    self.value = value
    self.isSensitive = isSensitive
  }

  /// The value as JSON.
  public var valueJSON: JSON {
    do { return try JSON(value) } catch {
      preconditionFailure("An output was recorded that is not known: \(error). This is a bug in rcw.")
    }
  }
}

public struct ResourceState: Hashable, Sendable {
  /// The provider block that manages the resource, needed to delete it once it is gone from the
  /// configuration.
  public var provider: ProviderConfigAddress
  public var instances: [InstanceKey: InstanceState]

  public init(provider: ProviderConfigAddress, instances: [InstanceKey: InstanceState] = [:]) {
    self.provider = provider
    self.instances = instances
  }

  /// The provider configuration that manages an object of the resource.
  public func provider(of object: ObjectState?) -> ProviderConfigAddress {
    provider.with(object?.providerKey ?? .none)
  }
}

/// The objects of one resource instance.
public struct InstanceState: Hashable, Sendable {
  public var current: ObjectState?
  /// Objects that have been replaced and are still to be deleted, by a key made up for each.
  public var deposed: [String: ObjectState]

  public init(current: ObjectState? = nil, deposed: [String: ObjectState] = [:]) {
    self.current = current
    self.deposed = deposed
  }

  public var isEmpty: Bool { current == nil && deposed.isEmpty }
}

/// One object as it was last known.
public struct ObjectState: Hashable, Sendable {
  /// The version of the schema that ``attributes`` follow.
  public var schemaVersion: Int
  public var attributes: JSON
  /// Where in the attributes sensitive values lie, beyond what the schema says.
  public var sensitivePaths: [AttributePath]
  /// What the provider stored for itself.
  public var privateData: [UInt8]
  /// What tells the object apart from all others; nil where nothing is known to.
  public var identity: IdentityState?
  /// To be replaced at the next apply, because its creation did not finish or the user said so.
  public var isTainted: Bool
  /// The resources that have to outlive this object.
  public var dependencies: [ResourceAddress]
  public var createBeforeDestroy: Bool
  /// Whether the object is left as it is when nothing says any more that it is wanted.
  public var isKept = false
  /// Which of the configurations of the resource's provider block manages the object, where that is repeated.
  public var providerKey = InstanceKey.none

  public init(
    schemaVersion: Int, attributes: JSON, sensitivePaths: [AttributePath] = [], privateData: [UInt8] = [],
    identity: IdentityState? = nil, isTainted: Bool = false, dependencies: [ResourceAddress] = [],
    createBeforeDestroy: Bool = false
  ) {
    self.schemaVersion = schemaVersion
    self.attributes = attributes
    self.sensitivePaths = sensitivePaths
    self.privateData = privateData
    self.identity = identity
    self.isTainted = isTainted
    self.dependencies = dependencies
    self.createBeforeDestroy = createBeforeDestroy
  }
}

/// The identity of an object, which its provider defines.
public struct IdentityState: Hashable, Sendable {
  /// The version of the identity's schema that ``attributes`` follow.
  public var version: Int
  public var attributes: JSON

  public init(version: Int, attributes: JSON) {
    self.version = version
    self.attributes = attributes
  }
}

extension StateSnapshot {
  /// The objects of an instance; setting an empty one removes it.
  public func instance(at address: ResourceInstanceAddress) -> InstanceState? {
    resources[ResourceKey(address.module, address.resource)]?.instances[address.key]
  }

  /// Carries out one change, in place, and says whether it made a difference.
  @discardableResult
  public mutating func apply(_ change: StateChange) -> Bool {
    switch change {
    case .object(let address, let deposedKey, let object, let provider):
      set(object, at: address, deposedKey, provider)
    case .depose(let address, let deposedKey):
      depose(address, deposedKey)
    case .output(let name, let output):
      set(output, for: name)
    case .checks(let results):
      set(results)
    }
  }

  private mutating func set(_ results: JSON) -> Bool {
    guard checkResults != results else { return false }
    checkResults = results
    return true
  }

  private mutating func set(_ output: OutputState?, for name: String) -> Bool {
    guard outputs[name] != output else { return false }
    outputs[name] = output
    return true
  }

  private mutating func set(
    _ object: ObjectState?, at address: ResourceInstanceAddress, _ deposedKey: String?,
    _ provider: ProviderConfigAddress
  ) -> Bool {
    let key = ResourceKey(address.module, address.resource)
    guard object != nil || resources[key] != nil else { return false }
    let differs = resources[key, default: ResourceState(provider: provider)]
      .set(object, of: address.key, deposedKey, provider)
    if resources[key]?.instances.isEmpty == true { resources[key] = nil }
    return differs
  }

  private mutating func depose(_ address: ResourceInstanceAddress, _ deposedKey: String) -> Bool {
    let key = ResourceKey(address.module, address.resource)
    guard let object = resources[key]?.instances[address.key]?.current else { return false }
    resources[key]?.instances[address.key]?.current = nil
    resources[key]?.instances[address.key]?.deposed[deposedKey] = object
    return true
  }
}

extension ResourceState {
  fileprivate mutating func set(
    _ object: ObjectState?, of key: InstanceKey, _ deposedKey: String?, _ provider: ProviderConfigAddress
  ) -> Bool {
    var (instance, object) = (instances[key] ?? InstanceState(), object)
    object?.providerKey = provider.key
    let provider = provider.with(.none)
    let before = deposedKey.map { instance.deposed[$0] } ?? instance.current
    if let deposedKey { instance.deposed[deposedKey] = object } else { instance.current = object }
    instances[key] = instance.isEmpty ? nil : instance
    let differs = before != object || self.provider != provider
    self.provider = provider
    return differs
  }
}

/// The least thing that can happen to a state.
public enum StateChange: Hashable, Sendable {
  /// An object is as given, or gone when `object` is nil. `deposedKey` is nil for the current object.
  case object(
    ResourceInstanceAddress, deposedKey: String?, object: ObjectState?, provider: ProviderConfigAddress)
  /// The current object steps aside for its replacement.
  case depose(ResourceInstanceAddress, deposedKey: String)
  /// A root output has this value, or none.
  case output(String, OutputState?)
  /// The `check_results` of the file.
  case checks(JSON)
}
