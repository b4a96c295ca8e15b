import Addresses
public import Diagnostics
public import HCL
public import Values

/// What names mean before anything is planned, where the configuration says how its state is kept and where its
/// modules come from: a module's input variables, locals made of them, `path` and functions.
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
        "This is read before anything is planned, and \(reason).",
        at: traversal.range))
  }

  public func function(named name: String) -> Function? { environment.functions[name] }
  public var functionNames: [String] { Array(environment.functions.keys) }

  /// The names of a module that this one calls, as far as its variables have a value so early.
  public func inside(_ child: ModuleConfig, _ call: ModuleCallConfig) throws -> EarlyScope {
    var values: [String: Value] = [:]
    for variable in child.variables.values {
      guard let argument = call.inputs.first(where: { $0.name == variable.name }) else {
        values[variable.name] = variable.valueWhenNotGiven
        continue
      }
      var evaluator = Evaluator(scope: self)
      let value = evaluator.evaluate(argument.value)
      guard !evaluator.diagnostics.hasErrors else { continue }
      values[variable.name] = try? variable.accept(value, at: argument.value.range)
    }
    return EarlyScope(module: child, variables: values, environment: environment)
  }
}
