public import Diagnostics
public import HCL
import Values

/// Reads the type of an input variable from the expression that it is written as:
/// `list(object({ name = string, size = optional(number, 1) }))`.
public struct TypeConstraintParser {
  /// The header of the block that holds the type.
  public let context: SourceRange?
  public private(set) var diagnostics: [Diagnostic] = []

  public init(context: SourceRange? = nil) {
    self.context = context
  }

  /// The constraint; `any` in place of what could not be read.
  public mutating func parse(_ expression: Expression) -> TypeConstraint {
    let expression = expression.unparenthesised
    if let text = expression.literalString { return quoted(text, at: expression.range) }
    if let word = expression.keyword { return keyword(word, at: expression.range) }
    guard case .call(let call) = expression else {
      return problem("A type is a name such as string, or a call such as list(string).", at: expression.range)
    }
    return constructor(call)
  }

  private static let primitives: [String: ValueType] = [
    "string": .string, "number": .number, "bool": .bool, "any": .dynamic,
  ]
  static func isTypeName(_ word: String) -> Bool { primitives[word] != nil }

  private static let constructors = ["list", "set", "map", "object", "tuple"]

  // MARK: Words

  /// The form of Terraform 0.11: `"string"`, `"list"` or `"map"`.
  private mutating func quoted(_ text: String, at range: SourceRange) -> TypeConstraint {
    let type: ValueType
    switch text {
    case "string": type = .string
    case "list": type = .list(.dynamic)
    case "map": type = .map(.dynamic)
    default: return problem("A type must not be written in quotes.", at: range)
    }
    diagnostics.append(
      Diagnostic(
        .warning, "quoted-type", "Quoted type constraint",
        "Types in quotes are a form of Terraform 0.11. Write \(type) without quotes.", at: range, in: context)
    )
    return TypeConstraint(type)
  }

  private mutating func keyword(_ word: String, at range: SourceRange) -> TypeConstraint {
    if let type = Self.primitives[word] { return TypeConstraint(type) }
    switch word {
    // Bare `list` and `map` remain from Terraform 0.11.
    case "list": return TypeConstraint(.list(.dynamic))
    case "map": return TypeConstraint(.map(.dynamic))
    case "set": return problem("A set type needs the type of its elements, such as set(string).", at: range)
    case "object":
      return problem("An object type needs its attributes, such as object({ name = string }).", at: range)
    case "tuple":
      return problem(
        "A tuple type needs the types of its elements, such as tuple([string, number]).", at: range)
    case "optional": return misplacedOptional(at: range)
    default:
      let suggestion = Suggestion.sentence(for: word, in: Array(Self.primitives.keys) + Self.constructors)
      return problem("There is no type named \"\(word)\".\(suggestion)", at: range)
    }
  }

  // MARK: Constructors

  private mutating func constructor(_ call: FunctionCall) -> TypeConstraint {
    switch call.name {
    case "list", "set", "map": return collection(call)
    case "object": return object(call)
    case "tuple": return tuple(call)
    case "optional": return misplacedOptional(at: call.nameRange)
    case let name where Self.primitives[name] != nil:
      return problem("The type \(name) takes no arguments. Write just \(name).", at: call.range)
    default:
      let suggestion = Suggestion.sentence(for: call.name, in: Self.constructors)
      return problem("There is no type constructor named \"\(call.name)\".\(suggestion)", at: call.nameRange)
    }
  }

  private mutating func collection(_ call: FunctionCall) -> TypeConstraint {
    guard let element = onlyArgument(of: call, "the type of its elements, such as \(call.name)(string)")
    else {
      return TypeConstraint(.dynamic)
    }
    let inner = parse(element)
    let type: ValueType =
      switch call.name {
      case "list": .list(inner.type)
      case "set": .set(inner.type)
      default: .map(inner.type)
      }
    return TypeConstraint(type, defaults: inner.defaults.map(TypeDefaults.collection))
  }

  private mutating func tuple(_ call: FunctionCall) -> TypeConstraint {
    let wanted = "a list of types, such as tuple([string, number])"
    guard let argument = onlyArgument(of: call, wanted) else { return TypeConstraint(.dynamic) }
    guard case .tuple(let elements, _) = argument else {
      return problem("A tuple type needs \(wanted).", at: argument.range)
    }
    let inner = elements.map { parse($0) }
    let defaults = inner.enumerated().compactMap { index, element in
      element.defaults.map { (index, $0) }
    }
    return TypeConstraint(
      .tuple(inner.map(\.type)),
      defaults: defaults.isEmpty ? nil : .tuple(Dictionary(uniqueKeysWithValues: defaults)))
  }

  private mutating func object(_ call: FunctionCall) -> TypeConstraint {
    let wanted = "its attributes, such as object({ name = string })"
    guard let argument = onlyArgument(of: call, wanted) else { return TypeConstraint(.dynamic) }
    guard case .object(let items, _) = argument else {
      return problem("An object type needs \(wanted).", at: argument.range)
    }
    var builder = ObjectTypeBuilder()
    for item in items { add(item, to: &builder) }
    return builder.constraint
  }

  private mutating func add(_ item: ObjectItem, to builder: inout ObjectTypeBuilder) {
    guard let (name, range) = item.key.staticName else {
      _ = problem("The name of an attribute must be written out.", at: item.value.range)
      return
    }
    guard builder.type.attributes[name] == nil else {
      _ = problem("The attribute \"\(name)\" appears twice in this object type.", at: range)
      return
    }
    guard case .call(let call) = item.value.unparenthesised, call.name == "optional" else {
      builder.add(name, parse(item.value))
      return
    }
    addOptional(name, call, to: &builder)
  }

  private mutating func addOptional(
    _ name: String, _ call: FunctionCall, to builder: inout ObjectTypeBuilder
  ) {
    guard let typeExpression = call.arguments.first, call.arguments.count <= 2 else {
      builder.add(
        name,
        problem("optional takes the type of the attribute and, if wanted, its default.", at: call.range))
      return
    }
    let inner = parse(typeExpression)
    let value = call.arguments.dropFirst().first.flatMap { defaultValue($0, for: name, of: inner) }
    builder.addOptional(name, inner, defaultValue: value)
  }

  private mutating func defaultValue(
    _ expression: Expression, for name: String, of constraint: TypeConstraint
  ) -> Value? {
    var evaluator = Evaluator(scope: StaticScope())
    let value = evaluator.evaluate(expression)
    diagnostics += evaluator.diagnostics.map { $0.within(context) }
    guard !evaluator.diagnostics.hasErrors else { return nil }
    do {
      return try value.converted(to: constraint.type)
    } catch {
      diagnostics.append(
        Diagnostic(
          "invalid-default", "Invalid default value",
          "This default does not fit the type of the attribute \"\(name)\": \(error).",
          at: expression.range(of: error.path), in: context))
      return nil
    }
  }

  // MARK: Problems

  private mutating func onlyArgument(of call: FunctionCall, _ wanted: String) -> Expression? {
    if call.arguments.count == 1, !call.expandsLast { return call.arguments[0].unparenthesised }
    _ = problem("\(call.name.withArticle.capitalisedFirst) type needs \(wanted).", at: call.range)
    return nil
  }

  private mutating func misplacedOptional(at range: SourceRange) -> TypeConstraint {
    problem("optional can stand only before the type of an attribute in an object type.", at: range)
  }

  private mutating func problem(_ detail: String, at range: SourceRange) -> TypeConstraint {
    diagnostics.append(
      Diagnostic("invalid-type", "Invalid type specification", detail, at: range, in: context))
    return TypeConstraint(.dynamic)
  }
}

/// An object type while its attributes are being read.
private struct ObjectTypeBuilder {
  var type = ObjectType([:])
  private var values: [String: Value] = [:]
  private var nested: [String: TypeDefaults] = [:]

  mutating func add(_ name: String, _ constraint: TypeConstraint) {
    type.attributes[name] = constraint.type
    nested[name] = constraint.defaults
  }

  mutating func addOptional(_ name: String, _ constraint: TypeConstraint, defaultValue: Value?) {
    add(name, constraint)
    type.optional.insert(name)
    values[name] = defaultValue
  }

  var constraint: TypeConstraint {
    let hasDefaults = !values.isEmpty || !nested.isEmpty
    return TypeConstraint(
      .object(type), defaults: hasDefaults ? .object(values: values, nested: nested) : nil)
  }
}
