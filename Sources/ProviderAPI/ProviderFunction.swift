public import Values

/// A function that a provider adds to the language, called as `provider::NAME::FUNCTION`.
public struct ProviderFunction: Sendable {
  public struct Parameter: Sendable {
    public var name: String
    public var type: ValueType
    public var summary: String
    /// Whether the body wants null and unknown arguments. Where it does not, null is refused, and the result
    /// is unknown when an argument is.
    public var allowsNull: Bool
    public var allowsUnknown: Bool

    public init(
      _ name: String, _ type: ValueType, _ summary: String, allowsNull: Bool = false,
      allowsUnknown: Bool = false
    ) {
      self.name = name
      self.type = type
      self.summary = summary
      self.allowsNull = allowsNull
      self.allowsUnknown = allowsUnknown
    }
  }

  /// Computes from arguments that have been converted to the parameters' types, without marks. It is called
  /// in the middle of an evaluation, and may be called from several threads at once; where it has to wait for
  /// something, it blocks the thread.
  public typealias Body = @Sendable ([Value]) throws(ProviderFunctionError) -> Value

  public var summary: String
  public var parameters: [Parameter]
  /// What the arguments after those of ``parameters`` are; nil when there may be none.
  public var variadic: Parameter?
  /// Dynamic when the type follows from the arguments.
  public var result: ValueType
  public var body: Body

  public init(
    _ summary: String, _ parameters: [Parameter], variadic: Parameter? = nil, result: ValueType,
    body: @escaping Body
  ) {
    self.summary = summary
    self.parameters = parameters
    self.variadic = variadic
    self.result = result
    self.body = body
  }
}

/// Why a provider's function cannot give a result for its arguments.
public struct ProviderFunctionError: Error, Sendable {
  public var message: String
  /// The argument at fault, from 0; nil when it is the call as a whole.
  public var argument: Int?

  public init(_ message: String, argument: Int? = nil) {
    self.message = message
    self.argument = argument
  }
}
