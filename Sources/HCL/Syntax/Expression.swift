public import Diagnostics
public import Values

/// An expression as it was written. Nodes hold syntax and range only; ``Evaluator`` gives them meaning.
public indirect enum Expression: Sendable {
  /// A number, `true`, `false`, `null`, or the literal text of a template.
  case literal(Value, SourceRange)
  /// A variable and the static steps after it: `var.x`, `local.a["b"][0].c`.
  case traversal(Traversal)
  /// Static steps after something that is no variable: `f(x).name`, `a[i].b`.
  case relative(Expression, [Traversal.Step], SourceRange)
  /// `collection[key]` with a key that is no literal.
  case index(Expression, key: Expression, SourceRange)
  /// `source[*]…` or `source.*…`; `each` is what is taken from every element, starting from `splatItem`.
  case splat(Expression, each: Expression, SourceRange)
  /// The current element inside the `each` of a splat.
  case splatItem(SourceRange)
  case template([TemplatePart], SourceRange)
  /// `"${expression}"`: the value itself, not a string made of it.
  case templateWrap(Expression, SourceRange)
  case call(FunctionCall)
  case conditional(Expression, then: Expression, else: Expression, SourceRange)
  case unary(UnaryOperator, Expression, SourceRange)
  case binary(Expression, BinaryOperator, Expression, SourceRange)
  case tuple([Expression], SourceRange)
  case object([ObjectItem], SourceRange)
  case forTuple(ForExpression)
  case forObject(ForExpression)
  case parenthesised(Expression, SourceRange)
  /// Stands where an expression could not be read; its error has been reported.
  case invalid(SourceRange)
}

/// A reference to a variable, with the steps that are known without evaluation.
public struct Traversal: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    case attribute(String, SourceRange)
    /// The key is a known number or string: `[0]`, `["a"]`, or the legacy `.0`.
    case index(Value, SourceRange)
  }

  public var root: String
  public var rootRange: SourceRange
  public var steps: [Step]

  public init(root: String, rootRange: SourceRange, steps: [Step] = []) {
    self.root = root
    self.rootRange = rootRange
    self.steps = steps
  }
}

extension Traversal {
  public var range: SourceRange { steps.last.map { rootRange.through($0.range) } ?? rootRange }

  /// The range of the root and the first `count` steps.
  public func range(ofSteps count: Int) -> SourceRange {
    count == 0 ? rootRange : rootRange.through(steps[count - 1].range)
  }
}

extension Traversal.Step {
  public var range: SourceRange {
    switch self {
    case .attribute(_, let range), .index(_, let range): range
    }
  }

  /// The name of an attribute step.
  public var attributeName: String? {
    if case .attribute(let name, _) = self { name } else { nil }
  }
}

public enum TemplatePart: Sendable {
  case text(String, SourceRange)
  case interpolation(Expression)
  /// `%{ if }`; the parts of an absent `else` are empty.
  case conditional(Expression, then: [TemplatePart], else: [TemplatePart], SourceRange)
  /// `%{ for key, value in collection }`.
  case loop(key: String?, value: String, in: Expression, body: [TemplatePart], SourceRange)
}

public struct FunctionCall: Sendable {
  /// With its namespaces: `provider::docker::parse`.
  public var name: String
  public var nameRange: SourceRange
  public var arguments: [Expression]
  /// Whether the last argument is followed by `...`.
  public var expandsLast: Bool
  public var range: SourceRange

  public init(
    name: String, nameRange: SourceRange, arguments: [Expression], expandsLast: Bool, range: SourceRange
  ) {
    self.name = name
    self.nameRange = nameRange
    self.arguments = arguments
    self.expandsLast = expandsLast
    self.range = range
  }
}

public struct ObjectItem: Sendable {
  public var key: ObjectKey
  public var value: Expression

  public init(key: ObjectKey, value: Expression) {
    self.key = key
    self.value = value
  }
}

public enum ObjectKey: Sendable {
  /// A bare word, which is a string and no variable.
  case name(String, SourceRange)
  case expression(Expression)
}

/// `[for k, v in c : value if condition]` and `{for k, v in c : key => value... if condition}`.
public struct ForExpression: Sendable {
  public var keyName: String?
  public var valueName: String
  public var collection: Expression
  /// The key of the result; nil in a tuple.
  public var key: Expression?
  public var value: Expression
  public var condition: Expression?
  /// Whether values with the same key are gathered in a tuple (`...`).
  public var isGrouped: Bool
  public var range: SourceRange

  public init(
    keyName: String?, valueName: String, collection: Expression, key: Expression?, value: Expression,
    condition: Expression?, isGrouped: Bool, range: SourceRange
  ) {
    self.keyName = keyName
    self.valueName = valueName
    self.collection = collection
    self.key = key
    self.value = value
    self.condition = condition
    self.isGrouped = isGrouped
    self.range = range
  }
}

public enum UnaryOperator: String, Sendable {
  case negate = "-"
  case not = "!"
}

public enum BinaryOperator: String, Sendable {
  case or = "||"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

extension Expression {
  public var range: SourceRange {
    switch self {
    case .traversal(let traversal): traversal.range
    case .call(let call): call.range
    case .forTuple(let expression), .forObject(let expression): expression.range
    case .literal(_, let range), .relative(_, _, let range), .index(_, _, let range),
      .splat(_, _, let range), .splatItem(let range), .template(_, let range),
      .templateWrap(_, let range), .conditional(_, _, _, let range), .unary(_, _, let range),
      .binary(_, _, _, let range), .tuple(_, let range), .object(_, let range),
      .parenthesised(_, let range), .invalid(let range):
      range
    }
  }
}
