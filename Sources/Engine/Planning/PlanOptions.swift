public import Addresses

/// What a plan is asked for, beyond the configuration.
public struct PlanOptions: Sendable {
  public var mode: Plan.Mode = .normal
  /// Whether objects are read before they are planned.
  public var refreshes = true
  /// The resources and modules to confine the plan to, with what they depend on; all when empty.
  public var targets: [Target] = []
  /// The resources and modules to leave as they are, with what depends on them; none together with ``targets``.
  public var excluded: [Target] = []
  /// Instances to replace even where nothing asks for it.
  public var replacing: Set<ResourceInstanceAddress> = []
  /// Existing objects to take over, by the id that their provider imports them under.
  public var imports: [ResourceInstanceAddress: ImportSubject] = [:]
  /// The actions to do instead of any change; those of a whole block where the key is `none`.
  public var invoking: [ResourceInstanceAddress] = []
  /// How many provider calls run at a time.
  public var parallelism = 10

  public init() {}
}

/// A part of the configuration that `-target` or `-exclude` names.
public enum Target: Hashable, Sendable {
  /// All of a module and of what it calls.
  case module(ModuleInstancePath)
  /// One instance, or the whole resource where the key is `none`.
  case resource(ResourceInstanceAddress)

  /// Whether the block at `address` has instances that the target may include.
  func mayInclude(_ address: ResourceAddress) -> Bool {
    switch self {
    case .module(let path): address.module.names.starts(with: path.module.names)
    case .resource(let instance): instance.configAddress == address
    }
  }

  /// Whether the target includes every instance that the block at `address` may have.
  func includesAll(_ address: ResourceAddress) -> Bool {
    switch self {
    case .module(let path): mayInclude(address) && path.steps.allSatisfy { $0.key == .none }
    case .resource(let instance):
      mayInclude(address) && instance.key == .none && instance.module.steps.allSatisfy { $0.key == .none }
    }
  }

  func includes(_ address: ResourceInstanceAddress) -> Bool {
    switch self {
    case .module(let path): address.module.steps.starts(with: path.steps)
    case .resource(let target):
      target == address
        || target.key == .none && target.resource == address.resource && target.module == address.module
    }
  }
}
