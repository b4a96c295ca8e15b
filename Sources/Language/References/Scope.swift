public import Diagnostics
public import HCL
public import Values

/// What names mean inside one module instance: an ``EvaluationScope`` over values that were computed
/// before.
public struct Scope: EvaluationScope, Sendable {
  /// What `each`, `count` and `self` mean.
  public struct Instance: Sendable {
    public var eachKey: Value?
    public var eachValue: Value?
    public var countIndex: Value?
    public var selfObject: Value?

    public init(
      eachKey: Value? = nil, eachValue: Value? = nil, countIndex: Value? = nil, selfObject: Value? = nil
    ) {
      self.eachKey = eachKey
      self.eachValue = eachValue
      self.countIndex = countIndex
      self.selfObject = selfObject
    }
  }

  /// The module whose names are looked up, for its directory and for suggestions.
  public let module: ModuleConfig
  /// The value of every subject that the expressions refer to. A resource's value is that of all its
  /// instances: an object, a tuple or a map. A module's (with `output: nil`) is an object of outputs, or
  /// a tuple or map of such objects.
  public var values: [Reference.Subject: Value]
  public var instance: Instance
  public let environment: ScopeEnvironment

  public init(
    module: ModuleConfig, values: [Reference.Subject: Value] = [:], instance: Instance = Instance(),
    environment: ScopeEnvironment
  ) {
    self.module = module
    self.values = values
    self.instance = instance
    self.environment = environment
  }

  public func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    Resolution(.dynamic, steps: 0)
  }

  public func function(named name: String) -> Function? { environment.functions[name] }
  public var functionNames: [String] { Array(environment.functions.keys) }
}

/// What is the same for all scopes of one run.
public struct ScopeEnvironment: Sendable {
  /// `path.root`.
  public var rootDirectory: String
  /// `path.cwd`, absolute.
  public var workingDirectory: String
  /// `terraform.workspace`.
  public var workspace: String
  public var functions: [String: Function]

  public init(
    rootDirectory: String, workingDirectory: String, workspace: String, functions: [String: Function]
  ) {
    self.rootDirectory = rootDirectory
    self.workingDirectory = workingDirectory
    self.workspace = workspace
    self.functions = functions
  }
}
