import Addresses
public import Diagnostics
public import HCL
public import Values

/// What names mean before anything is planned, where the configuration says how its state is kept: the root module's
/// input variables, locals made of them, `path` and functions.
public struct EarlyScope: EvaluationScope {
  private let module: ModuleConfig
  private let variables: [String: Value]
  private let environment: ScopeEnvironment
  /// The locals that are being evaluated.
  private var open: Set<String> = []

  /// - Parameter variables: those that have a value already.
  public init(module: ModuleConfig, variables: [String: Value], environment: ScopeEnvironment) {
    self.module = module
    self.variables = variables
    self.environment = environment
  }

  public func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    let reference = try Reference.parse(traversal)
    switch reference.subject {
    case .variable(let name):
      if let problem = module.undeclared(reference) { throw DiagnosticsError(problem) }
      guard let value = variables[name] else {
        throw unavailable(traversal, "this variable has no value yet")
      }
      return Resolution(value, steps: reference.steps)
    case .local(let name):
      if let problem = module.undeclared(reference) { throw DiagnosticsError(problem) }
      return Resolution(try local(name, traversal), steps: reference.steps)
    case .path(let member):
      let path = member == "cwd" ? environment.workingDirectory : module.directory
      return Resolution(.string(path), steps: reference.steps)
    case .terraform: return Resolution(.string(environment.workspace), steps: reference.steps)
    case .resource, .module, .each, .countIndex, .selfObject:
      throw unavailable(traversal, "only variables and what is made of them has a value so early")
    }
  }

  private func local(_ name: String, _ traversal: Traversal) throws(DiagnosticsError) -> Value {
    guard let config = module.locals[name], !open.contains(name) else {
      throw unavailable(traversal, "this local value refers to itself")
    }
    var scope = self
    scope.open.insert(name)
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(config.value)
    guard !evaluator.diagnostics.hasErrors else { throw DiagnosticsError(evaluator.diagnostics) }
    return value
  }

  private func unavailable(_ traversal: Traversal, _ reason: String) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "too-early", "Value not available here",
        "This is read before anything is planned, because it says how the state is kept; \(reason).",
        at: traversal.range))
  }

  public func function(named name: String) -> Function? { environment.functions[name] }
  public var functionNames: [String] { Array(environment.functions.keys) }
}
