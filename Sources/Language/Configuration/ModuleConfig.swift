public import Addresses
public import Diagnostics
public import HCL
public import Values

/// One module as its files declare it, with the modules it calls: the static configuration, before
/// anything is evaluated.
public struct ModuleConfig: Sendable {
  public var path: ModulePath
  /// Where the files are: what `path.module` says.
  public var directory: String
  /// `required_version` constraints, each with its place.
  public var requiredVersions: [VersionConstraintConfig] = []
  /// By local name.
  public var requiredProviders: [String: ProviderRequirement] = [:]
  public var variables: [String: VariableConfig] = [:]
  public var locals: [String: LocalConfig] = [:]
  public var outputs: [String: OutputConfig] = [:]
  /// `resource`, `data`, `ephemeral` and `action` blocks.
  public var resources: [ResourceName: ResourceConfig] = [:]
  public var providers: [ProviderReference.Key: ProviderConfig] = [:]
  public var calls: [String: ModuleCallConfig] = [:]
  public var moved: [MovedConfig] = []
  public var removed: [RemovedConfig] = []
  public var imports: [ImportConfig] = []
  public var checks: [String: CheckConfig] = [:]
  /// What tests put in the place of some instances of the module.
  public var overrides: [ModuleOverride] = []
  /// The called modules, under the names of their calls.
  public var children: [String: ModuleConfig] = [:]
  /// The files that declare the module.
  public var sources: [SourceFile] = []
  /// The blocks of the `terraform` block that say where the state is kept and how it is encrypted.
  public var backend: Block?
  public var cloud: Block?
  public var encryption: Block?
  /// The `provider_meta` blocks, which tell providers about the module, by the local names of those.
  public var providerMeta: [String: Block] = [:]

  public init(path: ModulePath, directory: String) {
    self.path = path
    self.directory = directory
  }
}

public struct VersionConstraintConfig: Sendable {
  public var text: String
  public var range: SourceRange

  public init(text: String, range: SourceRange) {
    self.text = text
    self.range = range
  }

  /// nil when the text is no constraint, which the loader reports.
  public var constraint: VersionConstraint? { VersionConstraint(text) }
}

/// One entry of `required_providers`.
public struct ProviderRequirement: Sendable {
  public var address: ProviderAddress
  public var version: VersionConstraintConfig?
  /// The aliased configurations that the module's caller has to hand it.
  public var configurationAliases: [ProviderReference] = []
  public var range: SourceRange

  public init(address: ProviderAddress, version: VersionConstraintConfig? = nil, range: SourceRange) {
    self.address = address
    self.version = version
    self.range = range
  }
}

/// `variable "name"`.
public struct VariableConfig: Sendable {
  public var name: String
  public var type: TypeConstraint = TypeConstraint(.dynamic)
  /// Without a declared type, a value from the command line or the environment is taken as text.
  public var hasDeclaredType = false
  /// The default, converted to the type; nil makes the variable required.
  public var defaultValue: Value?
  public var summary: String?
  public var isSensitive = false
  public var isEphemeral = false
  public var isNullable = true
  /// Why not to set the variable any more; nil when it is current.
  public var deprecation: String?
  public var validations: [CheckRule] = []
  public var range: SourceRange

  public init(name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }
}

/// A type as a `variable` block writes it, with the defaults of its optional attributes.
public struct TypeConstraint: Sendable {
  public var type: ValueType
  /// nil when no attribute inside has a default.
  public var defaults: TypeDefaults?

  public init(_ type: ValueType, defaults: TypeDefaults? = nil) {
    self.type = type
    self.defaults = defaults
  }
}

/// The defaults of the optional attributes inside a type, in the type's shape.
public indirect enum TypeDefaults: Sendable {
  case object(values: [String: Value], nested: [String: TypeDefaults])
  case collection(TypeDefaults)
  case tuple([Int: TypeDefaults])
}

/// A condition with the message to show when it does not hold.
public struct CheckRule: Sendable {
  public var condition: Expression
  public var errorMessage: Expression
  public var range: SourceRange

  public init(condition: Expression, errorMessage: Expression, range: SourceRange) {
    self.condition = condition
    self.errorMessage = errorMessage
    self.range = range
  }
}

/// One argument of a `locals` block.
public struct LocalConfig: Sendable {
  public var name: String
  public var value: Expression
  public var range: SourceRange
  /// The header of the block around it.
  public var context: SourceRange

  public init(name: String, value: Expression, range: SourceRange, context: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
    self.context = context
  }
}

/// `output "name"`.
public struct OutputConfig: Sendable {
  public var name: String
  public var value: Expression
  /// What the value is converted to; nil to take it as it is.
  public var type: TypeConstraint?
  public var summary: String?
  public var isSensitive = false
  public var isEphemeral = false
  /// Why not to use the output any more; nil when it is current.
  public var deprecation: String?
  public var dependsOn: [Reference] = []
  public var preconditions: [CheckRule] = []
  public var range: SourceRange

  public init(name: String, value: Expression, range: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
  }
}

/// How a block is repeated.
public enum Repetition: Sendable {
  case single
  case count(Expression)
  case forEach(Expression)
  /// `lifecycle { enabled = … }`: once or not at all.
  case enabled(Expression)
}

/// `resource "type" "name"` or `data "type" "name"`.
public struct ResourceConfig: Sendable {
  public var name: ResourceName
  public var repetition: Repetition = .single
  /// The `provider` argument; nil for the default of the type's prefix.
  public var provider: ProviderReference?
  public var dependsOn: [Reference] = []
  public var lifecycle = Lifecycle()
  public var provisioners: [ProvisionerConfig] = []
  public var connection: Block?
  /// What tests put in the place of the provider for some instances.
  public var standIns: [InstanceStandIn] = []
  /// The check that the data source belongs to; nil when anything may refer to it.
  public var check: String?
  /// What is left for the provider's schema.
  public var body: Body
  /// `resource "type" "name"`.
  public var range: SourceRange

  public init(name: ResourceName, body: Body, range: SourceRange) {
    self.name = name
    self.body = body
    self.range = range
  }
}

/// The `lifecycle` block of a resource.
public struct Lifecycle: Sendable {
  public enum IgnoreChanges: Sendable {
    case none
    case all
    /// Each with the place where it is written.
    case paths([(path: AttributePath, range: SourceRange)])
  }

  public var ignoreChanges = IgnoreChanges.none
  public var createBeforeDestroy = false
  /// Says whether a plan that deletes an instance is refused.
  public var preventDestroy: Attribute?
  /// Whether what is not wanted any more is deleted, rather than left as it is.
  public var destroysObjects = true
  public var replaceTriggeredBy: [Expression] = []
  public var actionTriggers: [ActionTrigger] = []
  public var preconditions: [CheckRule] = []
  public var postconditions: [CheckRule] = []

  public init() {}
}

/// `provider "name"`.
public struct ProviderConfig: Sendable {
  public var key: ProviderReference.Key
  /// Only blocks with an alias are repeated.
  public var repetition: Repetition = .single
  /// What stands in for the provider, in tests.
  public var standIn: ProviderAddress?
  public var body: Body
  public var range: SourceRange

  public init(key: ProviderReference.Key, body: Body, range: SourceRange) {
    self.key = key
    self.body = body
    self.range = range
  }
}

/// A provider as a module names it: `docker` or `docker.remote`.
public struct ProviderReference: Sendable {
  public struct Key: Hashable, Sendable {
    public var localName: String
    public var alias: String?

    public init(localName: String, alias: String? = nil) {
      self.localName = localName
      self.alias = alias
    }
  }

  public var key: Key
  /// What stands in brackets, which selects one configuration of a block that is repeated.
  public var instance: Expression?
  public var range: SourceRange

  public init(key: Key, instance: Expression? = nil, range: SourceRange) {
    self.key = key
    self.instance = instance
    self.range = range
  }
}

/// `module "name"`.
public struct ModuleCallConfig: Sendable {
  public var name: String
  public var source: String
  public var sourceRange: SourceRange
  /// What gives the source, or the version, when it is not written out; it has been evaluated once the module is
  /// loaded.
  var computedSource: Expression?
  var computedVersion: Expression?
  public var version: VersionConstraintConfig?
  public var repetition: Repetition = .single
  /// The `providers` argument: the child's name for each provider it is handed.
  public var providers: [ProviderReference.Key: ProviderReference] = [:]
  public var dependsOn: [Reference] = []
  /// The arguments for the child's input variables.
  public var inputs: [Attribute] = []
  public var range: SourceRange

  public init(name: String, source: String, sourceRange: SourceRange, range: SourceRange) {
    self.name = name
    self.source = source
    self.sourceRange = sourceRange
    self.range = range
  }
}
