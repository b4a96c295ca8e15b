/// A module or a resource as `moved` and `removed` blocks name it, seen from the module that they stand in.
public enum ObjectAddress: Hashable, Sendable {
  /// A module call: all its instances, or the one of the last step's key.
  case module(ModuleInstancePath)
  /// A resource: all its instances, or the one of the key.
  case resource(ResourceInstanceAddress)
}

extension ObjectAddress {
  /// Whether one instance is named, rather than all.
  public var hasKey: Bool { key != .none }

  private var key: InstanceKey {
    switch self {
    case .module(let path): path.steps.last?.key ?? .none
    case .resource(let address): address.key
    }
  }

  /// The same thing, seen from the root, when the block stands in `module`.
  public func inside(_ module: ModuleInstancePath) -> ObjectAddress {
    switch self {
    case .module(let path): .module(ModuleInstancePath(module.steps + path.steps))
    case .resource(let address):
      .resource(
        ResourceInstanceAddress(
          ModuleInstancePath(module.steps + address.module.steps), address.resource, address.key))
    }
  }

  /// Whether `address` is what is named here or part of it.
  public func includes(_ address: ResourceInstanceAddress) -> Bool {
    switch self {
    case .module(let path): includes(address.module, path)
    case .resource(let resource):
      resource.module == address.module && resource.resource == address.resource
        && (resource.key == .none || resource.key == address.key)
    }
  }

  private func includes(_ other: ModuleInstancePath, _ path: ModuleInstancePath) -> Bool {
    guard let last = path.steps.last, other.steps.count >= path.steps.count else { return path.isRoot }
    let step = other.steps[path.steps.count - 1]
    return other.steps.starts(with: path.steps.dropLast()) && step.name == last.name
      && (last.key == .none || last.key == step.key)
  }

  /// Where a move from here to `destination` puts the object at `address`; nil when it leaves it alone.
  ///
  /// Where neither end has a key, all instances are moved and keep theirs. Otherwise the end without one means
  /// the instance that has none.
  public func destination(
    of address: ResourceInstanceAddress, to destination: ObjectAddress
  ) -> ResourceInstanceAddress? {
    let keepsKeys = !hasKey && !destination.hasKey
    switch (self, destination) {
    case (.resource(let from), .resource(let to)):
      guard includes(address), keepsKeys || address.key == from.key else { return nil }
      return ResourceInstanceAddress(to.module, to.resource, keepsKeys ? address.key : to.key)
    case (.module(let from), .module(let to)):
      guard includes(address), !from.isRoot, !to.isRoot else { return nil }
      let moved = address.module.steps[from.steps.count - 1]
      guard keepsKeys || moved.key == from.steps.last?.key else { return nil }
      var steps = to.steps
      if keepsKeys { steps[steps.count - 1].key = moved.key }
      let path = ModuleInstancePath(steps + address.module.steps.dropFirst(from.steps.count))
      return ResourceInstanceAddress(path, address.resource, address.key)
    case (.module, .resource), (.resource, .module): return nil
    }
  }

  /// Whether something can be part of both.
  public func overlaps(_ other: ObjectAddress) -> Bool {
    switch (self, other) {
    case (.resource(let a), .resource(let b)):
      a.module == b.module && a.resource == b.resource && (a.key == .none || b.key == .none || a.key == b.key)
    case (.module(let path), .resource(let address)), (.resource(let address), .module(let path)):
      includes(address.module, path)
    case (.module(let a), .module(let b)):
      a.steps.count <= b.steps.count ? includes(b, a) : includes(a, b)
    }
  }
}

extension ModuleInstancePath {
  /// Whether the path names `other`, where a step without a key stands for all instances of its module.
  public func covers(_ other: ModuleInstancePath) -> Bool {
    steps.count == other.steps.count
      && zip(steps, other.steps).allSatisfy { $0.name == $1.name && ($0.key == .none || $0.key == $1.key) }
  }
}

extension ResourceInstanceAddress {
  /// Whether the address names `other`, where a part without a key stands for all instances.
  public func covers(_ other: ResourceInstanceAddress) -> Bool {
    resource == other.resource && (key == .none || key == other.key) && module.covers(other.module)
  }
}

extension ObjectAddress: CustomStringConvertible {
  public var description: String {
    switch self {
    case .module(let path): "\(path)"
    case .resource(let address): "\(address)"
    }
  }
}
