public import Diagnostics
public import Values

/// A function of the language: a declaration that documents it and lets the evaluator check arity and
/// types and treat null, unknown and marked arguments, and a body that only computes.
public struct Function: Sendable {
  public struct Parameter: Sendable {
    public var name: String
    public var type: ValueType
    public var summary: String
    /// Whether the body wants null, unknown or marked arguments. Where it does not: null is an error, an
    /// argument that is not known (see ``Parameter/Unknowns``) makes the result unknown, and marks are
    /// taken off and put on the result.
    public var allowsNull: Bool
    public var unknowns: Unknowns
    public var allowsMarks: Bool

    public enum Unknowns: Sendable {
      /// The result is unknown when the argument is, or when anything in it is.
      case none
      /// The body handles an argument that is known itself and has unknown elements.
      case inside
      /// The body handles any unknown argument.
      case anywhere
    }

    public init(
      _ name: String, _ type: ValueType, _ summary: String, allowsNull: Bool = false,
      unknowns: Unknowns = .none, allowsMarks: Bool = false
    ) {
      self.name = name
      self.type = type
      self.summary = summary
      self.allowsNull = allowsNull
      self.unknowns = unknowns
      self.allowsMarks = allowsMarks
    }
  }

  public enum Result: Sendable {
    case type(ValueType)
    /// The type follows from the arguments, which may be unknown.
    case inferred(@Sendable ([Value]) throws(FunctionError) -> ValueType)
  }

  public enum Body: Sendable {
    /// Computes from arguments that have been converted to the parameters' types.
    case values(@Sendable ([Value]) throws(FunctionError) -> Value)
    /// Works on the arguments' expressions, as `try` and `can` do.
    case expressions(@Sendable ([Expression], FunctionCall, inout Evaluator) -> Value)
  }

  public var name: String
  /// One sentence or more, in Markdown, for documentation and `rcw console`.
  public var summary: String
  public var parameters: [Parameter]
  public var variadic: Parameter?
  public var result: Result
  public var body: Body
  /// What is known of every result, such as that it is never null.
  public var refinement: Refinement

  public init(
    _ name: String, _ summary: String, _ parameters: Parameter..., variadic: Parameter? = nil,
    result: Result, refinement: Refinement = .notNull,
    body: @escaping @Sendable ([Value]) throws(FunctionError) -> Value
  ) {
    self.init(name, summary, parameters: parameters, variadic: variadic, result: result, body: body)
    self.refinement = refinement
  }

  /// A function of which nothing is known but its declaration.
  public init(
    _ name: String, _ summary: String, parameters: [Parameter], variadic: Parameter?, result: Result,
    body: @escaping @Sendable ([Value]) throws(FunctionError) -> Value
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.variadic = variadic
    self.result = result
    refinement = .none
    self.body = .values(body)
  }

  /// `replace(str, substr, replace)`, `max(numbers...)`.
  public var signature: String {
    let names = parameters.map(\.name) + (variadic.map { ["\($0.name)..."] } ?? [])
    return "\(name)(\(names.joined(separator: ", ")))"
  }

  /// A function that takes its arguments unevaluated.
  public init(
    _ name: String, _ summary: String, unevaluated parameters: [Parameter] = [], variadic: Parameter? = nil,
    result: Result, body: @escaping @Sendable ([Expression], FunctionCall, inout Evaluator) -> Value
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.variadic = variadic
    self.result = result
    refinement = .none
    self.body = .expressions(body)
  }
}

/// Why a function cannot give a result for its arguments.
public struct FunctionError: Error, Sendable {
  public var message: String
  /// The argument at fault, from 0; nil when it is the call as a whole.
  public var argument: Int?
  /// Problems inside a text that the function evaluated, as `templatefile` does.
  public var diagnostics: [Diagnostic]

  public init(_ message: String, argument: Int? = nil, diagnostics: [Diagnostic] = []) {
    self.message = message
    self.argument = argument
    self.diagnostics = diagnostics
  }
}
