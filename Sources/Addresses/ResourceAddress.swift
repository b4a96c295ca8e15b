/// Whether a resource is managed (`resource`), only read (`data`), there for one run and stored nowhere
/// (`ephemeral`), or no resource at all but something to do (`action`).
public enum ResourceMode: String, Hashable, Sendable {
  case managed
  case data
  case ephemeral
  case action
}

/// A `resource` or `data` block, named within its module: `docker_volume.home`, `data.http.x`.
public struct ResourceName: Hashable, Sendable {
  public var mode: ResourceMode
  public var type: String
  public var name: String

  public init(_ mode: ResourceMode, _ type: String, _ name: String) {
    self.mode = mode
    self.type = type
    self.name = name
  }
}

extension ResourceName: CustomStringConvertible, Comparable {
  public var description: String {
    switch mode {
    case .managed: "\(type).\(name)"
    case .data: "data.\(type).\(name)"
    case .ephemeral: "ephemeral.\(type).\(name)"
    case .action: "action.\(type).\(name)"
    }
  }

  public static func < (a: ResourceName, b: ResourceName) -> Bool {
    (a.mode.rawValue, a.type, a.name) < (b.mode.rawValue, b.type, b.name)
  }
}

/// A `resource` or `data` block anywhere in the configuration: `module.net.docker_network.main`.
public struct ResourceAddress: Hashable, Sendable {
  public var module: ModulePath
  public var resource: ResourceName

  public init(_ module: ModulePath, _ resource: ResourceName) {
    self.module = module
    self.resource = resource
  }
}

extension ResourceAddress: CustomStringConvertible, Comparable {
  public var description: String { module.isRoot ? "\(resource)" : "\(module).\(resource)" }

  public static func < (a: ResourceAddress, b: ResourceAddress) -> Bool {
    (a.module, a.resource) < (b.module, b.resource)
  }
}

/// One member of a resource: `module.net["eu"].docker_container.box[0]`.
public struct ResourceInstanceAddress: Hashable, Sendable {
  public var module: ModuleInstancePath
  public var resource: ResourceName
  public var key: InstanceKey

  public init(_ module: ModuleInstancePath, _ resource: ResourceName, _ key: InstanceKey = .none) {
    self.module = module
    self.resource = resource
    self.key = key
  }

  /// The block that the instance comes from.
  public var configAddress: ResourceAddress { ResourceAddress(module.module, resource) }
}

extension ResourceInstanceAddress: CustomStringConvertible, Comparable {
  public var description: String {
    module.isRoot ? "\(resource)\(key)" : "\(module).\(resource)\(key)"
  }

  public static func < (a: ResourceInstanceAddress, b: ResourceInstanceAddress) -> Bool {
    (a.module, a.resource, a.key) < (b.module, b.resource, b.key)
  }
}
