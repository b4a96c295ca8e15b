public import Addresses
public import Diagnostics
public import HCL

/// `moved`: what has another name now.
public struct MovedConfig: Sendable {
  public var from: ObjectAddress
  public var to: ObjectAddress
  public var range: SourceRange

  public init(from: ObjectAddress, to: ObjectAddress, range: SourceRange) {
    self.from = from
    self.to = to
    self.range = range
  }
}

/// `removed`: what is not in the configuration any more, and what becomes of its objects.
public struct RemovedConfig: Sendable {
  /// Without keys.
  public var from: ObjectAddress
  /// Whether the objects are deleted, rather than left as they are.
  public var destroysObjects = true
  public var connection: Block?
  /// Those to run before the objects are deleted.
  public var provisioners: [ProvisionerConfig] = []
  public var range: SourceRange

  public init(from: ObjectAddress, range: SourceRange) {
    self.from = from
    self.range = range
  }
}

/// `import`: objects that exist already and are to be managed from now on.
public struct ImportConfig: Sendable {
  public var target: AddressPattern
  /// One of the two is there.
  public var id: Expression?
  public var identity: Expression?
  public var forEach: Expression?
  /// For targets without a block, of which one is to be generated.
  public var provider: ProviderReference?
  public var range: SourceRange

  public init(target: AddressPattern, range: SourceRange) {
    self.target = target
    self.range = range
  }
}

/// The address of a resource instance, with keys that may have to be computed.
public struct AddressPattern: Sendable {
  public struct Step: Sendable {
    public var name: String
    public var key: Expression?
  }

  public var modules: [Step]
  /// nil where the address is that of a module.
  public var resource: ResourceName?
  public var key: Expression?
  public var range: SourceRange

  /// The block that the address leads to, seen from the module that the address is written in.
  public var block: ResourceAddress? {
    resource.map { ResourceAddress(ModulePath(modules.map(\.name)), $0) }
  }

  /// All keys that are given.
  public var keys: [Expression] { (modules.map(\.key) + [key]).compactMap(\.self) }
}

/// `check`: conditions that are looked at last, and whose failure stops nothing.
public struct CheckConfig: Sendable {
  public var name: String
  /// The data source that is only there for the conditions.
  public var data: ResourceName?
  public var assertions: [CheckRule] = []
  public var range: SourceRange

  public init(name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }
}
