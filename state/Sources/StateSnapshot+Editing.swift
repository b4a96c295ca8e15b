public import Addresses

/// A part of a state that a command names: one instance, a whole resource, or a module with all below it.
public enum StateSelector: Hashable, Sendable {
  case instance(ResourceInstanceAddress)
  case resource(ResourceKey)
  case module(ModuleInstancePath)

  /// - Parameter text: such as `docker_volume.home`, `docker_container.box[0]` or `module.net`. An address
  ///   without a key names the whole resource, which may be a single instance.
  public init?(_ text: String) {
    if let module = ModuleInstancePath(text), !module.isRoot {
      self = .module(module)
    } else if let address = ResourceInstanceAddress(text) {
      self =
        address.key == .none
        ? .resource(ResourceKey(address.module, address.resource)) : .instance(address)
    } else {
      return nil
    }
  }

  func includes(_ address: ResourceInstanceAddress) -> Bool {
    switch self {
    case .instance(let instance): instance == address
    case .resource(let key): key == ResourceKey(address.module, address.resource)
    case .module(let path): address.module.steps.starts(with: path.steps)
    }
  }
}

extension StateSelector: CustomStringConvertible {
  public var description: String {
    switch self {
    case .instance(let address): "\(address)"
    case .resource(let key): "\(key.instance(.none))"
    case .module(let path): "\(path)"
    }
  }
}

/// Why a change of a state by hand cannot be made.
public enum StateEditError: Error, Hashable, Sendable {
  /// The text is no address at all.
  case notAnAddress(String)
  case notFound(StateSelector)
  /// Something is recorded there already.
  case isTaken(ResourceInstanceAddress)
  /// The two are not of one kind: a resource cannot become a module, nor another type.
  case doesNotFit(StateSelector, StateSelector)
}

extension StateSnapshot {
  /// All recorded instances, in the order of their addresses.
  public var addresses: [ResourceInstanceAddress] {
    resources.flatMap { key, resource in resource.instances.keys.map(key.instance) }.sorted()
  }

  public func addresses(in selector: StateSelector) -> [ResourceInstanceAddress] {
    addresses.filter(selector.includes)
  }

  /// Forgets what the selector names; the objects themselves stay as they are.
  ///
  /// - Returns: the addresses that are gone.
  @discardableResult
  public mutating func remove(_ selector: StateSelector) throws(StateEditError) -> [ResourceInstanceAddress] {
    let gone = addresses(in: selector)
    guard !gone.isEmpty else { throw .notFound(selector) }
    for address in gone { _ = take(address) }
    return gone
  }

  /// Records under another address what the first selector names, and lets what depends on it follow.
  ///
  /// - Returns: each address with the one that takes its place.
  @discardableResult
  public mutating func move(
    _ source: StateSelector, to destination: StateSelector
  ) throws(StateEditError) -> [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] {
    let moved = addresses(in: source)
    guard !moved.isEmpty else { throw .notFound(source) }
    var moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)] = []
    for address in moved {
      let target = try Self.target(of: address, source, destination, isSingle: moved == [source.single])
      guard instance(at: target) == nil else { throw .isTaken(target) }
      moves.append((address, target))
    }
    relocate(moves)
    return moves
  }

  /// Records objects under other addresses, at which nothing is recorded that stays there, and lets what depends
  /// on them follow.
  public mutating func relocate(_ moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)]) {
    let taken = moves.map { (take($0.from), $0.to) }
    for (objects, address) in taken { put(objects, at: address) }
    renameDependencies(moves)
  }

  /// What has to be recorded for `other` to become this state, outputs left aside.
  public func changes(since other: StateSnapshot) -> [StateChange] {
    let addresses = Set(self.addresses).union(other.addresses).sorted()
    let different = addresses.filter { instance(at: $0) != other.instance(at: $0) }
    return different.flatMap { address -> [StateChange] in
      let before = other.instance(at: address) ?? InstanceState()
      let after = instance(at: address) ?? InstanceState()
      let key = ResourceKey(address.module, address.resource)
      guard let provider = (resources[key] ?? other.resources[key])?.provider else { return [] }
      let deposed = Set(before.deposed.keys).union(after.deposed.keys).sorted()
      return [.object(address, deposedKey: nil, object: after.current, provider: provider)]
        + deposed.map { .object(address, deposedKey: $0, object: after.deposed[$0], provider: provider) }
    }
  }

  private static func target(
    of address: ResourceInstanceAddress, _ source: StateSelector, _ destination: StateSelector, isSingle: Bool
  ) throws(StateEditError) -> ResourceInstanceAddress {
    switch (source, destination) {
    case (.module(let old), .module(let new)):
      let path = ModuleInstancePath(new.steps + address.module.steps.dropFirst(old.steps.count))
      return ResourceInstanceAddress(path, address.resource, address.key)
    case (.resource(let old), .resource(let new)) where old.resource.hasKind(of: new.resource):
      return new.instance(address.key)
    case (.resource(let old), .instance(let new)) where isSingle && old.resource.hasKind(of: new.resource):
      return new
    case (.instance(let old), .instance(let new)) where old.resource.hasKind(of: new.resource): return new
    case (.instance(let old), .resource(let new)) where old.resource.hasKind(of: new.resource):
      return new.instance(.none)
    default: throw .doesNotFit(source, destination)
    }
  }

  private mutating func take(_ address: ResourceInstanceAddress) -> (InstanceState, ProviderConfigAddress)? {
    let key = ResourceKey(address.module, address.resource)
    guard let provider = resources[key]?.provider,
      let instance = resources[key]?.instances.removeValue(forKey: address.key)
    else { return nil }
    if resources[key]?.instances.isEmpty == true { resources[key] = nil }
    return (instance, provider)
  }

  private mutating func put(
    _ taken: (InstanceState, ProviderConfigAddress)?, at address: ResourceInstanceAddress
  ) {
    guard let (instance, provider) = taken else { return }
    let key = ResourceKey(address.module, address.resource)
    resources[key, default: ResourceState(provider: provider)].instances[address.key] = instance
  }

  private mutating func renameDependencies(
    _ moves: [(from: ResourceInstanceAddress, to: ResourceInstanceAddress)]
  ) {
    let names = Dictionary(
      moves.map { ($0.from.configAddress, $0.to.configAddress) }, uniquingKeysWith: { first, _ in first })
    mapObjects { object in
      object.dependencies = object.dependencies.map { names[$0] ?? $0 }
    }
  }

  /// Hands all objects of one provider to another.
  ///
  /// - Returns: the resources that changed hands.
  @discardableResult
  public mutating func replaceProvider(_ old: ProviderAddress, with new: ProviderAddress) -> [ResourceKey] {
    let keys = resources.filter { $0.value.provider.provider == old }.keys.sorted()
    for key in keys { resources[key]?.provider.provider = new }
    return keys
  }

  /// Says whether the object has to be replaced at the next apply.
  ///
  /// - Returns: whether that is news; nil when there is no such object.
  public mutating func setTainted(_ isTainted: Bool, at address: ResourceInstanceAddress) -> Bool? {
    let key = ResourceKey(address.module, address.resource)
    guard let current = resources[key]?.instances[address.key]?.current else { return nil }
    resources[key]?.instances[address.key]?.current?.isTainted = isTainted
    return current.isTainted != isTainted
  }

  private mutating func mapObjects(_ change: (inout ObjectState) -> Void) {
    for (key, resource) in resources {
      for (instanceKey, instance) in resource.instances {
        var changed = instance
        if var current = instance.current {
          change(&current)
          changed.current = current
        }
        for (deposedKey, var object) in instance.deposed {
          change(&object)
          changed.deposed[deposedKey] = object
        }
        if changed != instance { resources[key]?.instances[instanceKey] = changed }
      }
    }
  }
}

extension StateSelector {
  /// The one instance that a resource without keys has.
  fileprivate var single: ResourceInstanceAddress? {
    if case .resource(let key) = self { key.instance(.none) } else { nil }
  }
}

extension ResourceName {
  fileprivate func hasKind(of other: ResourceName) -> Bool { mode == other.mode && type == other.type }
}
