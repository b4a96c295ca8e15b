public import Diagnostics
public import Values

/// What names mean where an expression is evaluated.
public protocol EvaluationScope {
  /// The value of the longest prefix of `traversal` that the scope knows as one thing, such as
  /// `data.coder_workspace.me` of `data.coder_workspace.me.id`; the evaluator takes the remaining steps.
  ///
  /// - Throws: what is wrong with the reference, with its range.
  func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution

  /// The function of a name, with its namespaces; nil when there is none.
  func function(named name: String) -> Function?

  /// The names of all functions, for suggestions.
  var functionNames: [String] { get }

  /// What to say beside the name when there is no function of it; nil to suggest a similar name.
  func advice(onMissingFunction name: String) -> String?

  /// Whether names have values as far as these are known at all; otherwise they stand for any value of their
  /// type.
  var hasValues: Bool { get }
}

extension EvaluationScope {
  public func advice(onMissingFunction name: String) -> String? { nil }
  public var hasValues: Bool { true }
}

/// The value of a reference, and how many steps of the traversal it accounts for.
public struct Resolution: Sendable {
  public var value: Value
  public var steps: Int

  public init(_ value: Value, steps: Int) {
    self.value = value
    self.steps = steps
  }
}

/// A scope of plain variables and functions, as `templatefile` and tests need it.
public struct VariableScope: EvaluationScope, Sendable {
  public var variables: [String: Value]
  public var functions: [String: Function]

  public init(variables: [String: Value] = [:], functions: [String: Function] = [:]) {
    self.variables = variables
    self.functions = functions
  }

  public func resolve(_ traversal: Traversal) throws(DiagnosticsError) -> Resolution {
    if let value = variables[traversal.root] { return Resolution(value, steps: 0) }
    let suggestion = Suggestion.sentence(for: traversal.root, in: variables.keys)
    throw DiagnosticsError(
      Diagnostic(
        "unknown-variable", "Unknown variable",
        "There is no variable named \"\(traversal.root)\".\(suggestion)", at: traversal.rootRange))
  }

  public func function(named name: String) -> Function? { functions[name] }
  public var functionNames: [String] { Array(functions.keys) }
}
