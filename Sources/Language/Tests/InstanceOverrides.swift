public import Addresses
public import Values

/// What a test puts in the place of the provider of some instances of a resource.
public struct InstanceStandIn: Sendable {
  /// A part without a key stands for all instances.
  public var target: ResourceInstanceAddress
  /// The key under which the source of providers has the stand-in.
  public var key: InstanceKey

  public init(_ target: ResourceInstanceAddress, key: InstanceKey) {
    self.target = target
    self.key = key
  }
}

/// The outputs that a test puts in the place of some instances of a module, with all that is in them.
public struct ModuleOverride: Sendable {
  /// A step without a key stands for all instances.
  public var target: ModuleInstancePath
  public var outputs: KeyedValues

  public init(_ target: ModuleInstancePath, outputs: KeyedValues) {
    self.target = target
    self.outputs = outputs
  }
}

extension ModuleConfig {
  /// Has what a test says of a resource's instances: what names them more closely counts more, and then what came
  /// last.
  ///
  /// - Returns: false when there is no such resource.
  public mutating func override(_ standIn: InstanceStandIn) -> Bool {
    let name = standIn.target.resource
    return withModule(at: standIn.target.module.module.names[...]) { module in
      guard var resource = module.resources[name] else { return false }
      let place = resource.standIns.firstIndex { $0.target.closeness <= standIn.target.closeness }
      resource.standIns.insert(standIn, at: place ?? resource.standIns.endIndex)
      module.resources[name] = resource
      return true
    }
  }

  /// The same for instances of a module.
  public mutating func override(_ override: ModuleOverride) -> Bool {
    withModule(at: override.target.module.names[...]) { module in
      let place = module.overrides.firstIndex { $0.target.closeness <= override.target.closeness }
      module.overrides.insert(override, at: place ?? module.overrides.endIndex)
      return true
    }
  }

  private mutating func withModule(
    at path: ArraySlice<String>, _ change: (inout ModuleConfig) -> Bool
  ) -> Bool {
    guard let name = path.first else { return change(&self) }
    return children[name]?.withModule(at: path.dropFirst(), change) ?? false
  }
}

extension ModuleInstancePath {
  /// How many of its steps have a key.
  fileprivate var closeness: Int { steps.count { $0.key != .none } }
}

extension ResourceInstanceAddress {
  /// The module comes before the resource's own key.
  fileprivate var closeness: Int { 2 * module.closeness + (key == .none ? 0 : 1) }
}
