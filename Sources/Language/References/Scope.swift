public import Addresses
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
    let reference = try Reference.parse(traversal)
    switch reference.subject {
    case .variable, .local, .resource:
      return Resolution(try declared(reference), steps: reference.steps)
    case .module(let name, _):
      if let problem = module.undeclared(reference) { throw DiagnosticsError(problem) }
      // The outputs are attributes of the module's value, which the evaluator takes.
      return Resolution(try declared(reference, as: .module(name, output: nil)), steps: 1)
    case .path(let member): return Resolution(path(member), steps: reference.steps)
    case .terraform("applying"):
      let value = Value.bool(environment.isApplying).marked(.ephemeral)
      return Resolution(value, steps: reference.steps)
    case .terraform: return Resolution(.string(environment.workspace), steps: reference.steps)
    case .each, .countIndex, .selfObject:
      return Resolution(try instanceValue(reference), steps: reference.steps)
    }
  }

  /// The value of something that the module declares. What is declared and has no value yet, because its
  /// own evaluation failed, is not known.
  private func declared(
    _ reference: Reference, as subject: Reference.Subject? = nil
  ) throws(DiagnosticsError) -> Value {
    if let value = values[subject ?? reference.subject] { return value }
    if let problem = module.undeclared(reference) { throw DiagnosticsError(problem) }
    return .dynamic
  }

  private func path(_ member: String) -> Value {
    switch member {
    case "root": .string(environment.rootDirectory)
    case "cwd": .string(environment.workingDirectory)
    default: .string(module.directory)
    }
  }

  private func instanceValue(_ reference: Reference) throws(DiagnosticsError) -> Value {
    let value: Value? =
      switch reference.subject {
      case .each("key"): instance.eachKey
      case .each: instance.eachValue
      case .countIndex: instance.countIndex
      default: instance.selfObject
      }
    guard let value else { throw DiagnosticsError(.outOfContext(reference)) }
    return value
  }

  /// Built-in functions are also in the namespace `core::`; those of providers are in `provider::NAME::`, by
  /// the names that `required_providers` gives them.
  public func function(named name: String) -> Function? {
    if name.hasPrefix("core::") { return environment.functions[String(name.dropFirst(6))] }
    guard let (provider, function) = Self.providerFunction(name) else { return environment.functions[name] }
    return module.requiredProviders[provider].flatMap {
      environment.providerFunctions[$0.address]?[function]
    }
  }

  private static func providerFunction(_ name: String) -> (provider: String, function: String)? {
    let parts = name.split(separator: "::", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "provider" else { return nil }
    return (String(parts[1]), String(parts[2]))
  }

  public func advice(onMissingFunction name: String) -> String? {
    guard let (provider, function) = Self.providerFunction(name) else {
      guard name.contains("::") else { return nil }
      return "Functions of providers are called as provider::NAME::FUNCTION."
    }
    guard let requirement = module.requiredProviders[provider] else {
      return """
        No entry "\(provider)" in required_providers says which provider is meant. Add one:
            \(provider) = { source = "NAMESPACE/\(provider)" }
        """
    }
    let functions = environment.providerFunctions[requirement.address] ?? [:]
    let suggestion = Suggestion.sentence(for: function, in: functions.keys)
    return "The provider \(requirement.address.shortDescription) has no such function.\(suggestion)"
  }

  public var functionNames: [String] { Array(environment.functions.keys) }
  public var hasValues: Bool { environment.hasValues }
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
  /// The functions of providers, by their names without a namespace.
  public var providerFunctions: [ProviderAddress: [String: Function]] = [:]
  /// Whether names have values; otherwise they stand for any value of their type.
  public var hasValues = true
  /// `terraform.applying`.
  public var isApplying = false

  public init(
    rootDirectory: String, workingDirectory: String, workspace: String, functions: [String: Function]
  ) {
    self.rootDirectory = rootDirectory
    self.workingDirectory = workingDirectory
    self.workspace = workspace
    self.functions = functions
  }
}
