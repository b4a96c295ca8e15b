import HCL
import Values

/// What is to be remembered about values: whether they are sensitive or ephemeral.
enum MarkFunctions {
  static let all = [ephemeralasnull, issensitive, nonsensitive, sensitive]

  private static let anyValue = Function.Parameter(
    "value", .dynamic, "Any value.", allowsNull: true, unknowns: .anywhere, allowsMarks: true)

  static let sensitive = Function(
    "sensitive", "Marks a value so that it is shown nowhere.", anyValue,
    result: .inferred { arguments in arguments[0].type }, refinement: .none
  ) { arguments in arguments[0].marked(.sensitive) }

  static let nonsensitive = Function(
    "nonsensitive",
    "Removes the mark of a sensitive value. Only where what is left of a secret is none any more.", anyValue,
    result: .inferred { arguments in arguments[0].type }, refinement: .none
  ) { arguments in Value(arguments[0].content, marks: arguments[0].marks.subtracting(.sensitive)) }

  static let issensitive = Function(
    "issensitive", "Tells whether a value is sensitive.", anyValue, result: .type(.bool)
  ) { arguments in
    if arguments[0].isSensitive { return .bool(true) }
    return arguments[0].isKnown ? .bool(false) : .unknown(.bool, .notNull)
  }

  static let ephemeralasnull = Function(
    "ephemeralasnull", "Replaces what is ephemeral, in the value or in parts of it, by null.", anyValue,
    result: .inferred { arguments in arguments[0].type }, refinement: .none
  ) { arguments in withoutEphemeral(arguments[0]) }

  private static func withoutEphemeral(_ value: Value) -> Value {
    guard !value.marks.contains(.ephemeral) else {
      return Value.null(value.type).marked(value.marks.subtracting(.ephemeral))
    }
    return value.deepMarks.contains(.ephemeral) ? value.mapElements(withoutEphemeral) : value
  }
}
