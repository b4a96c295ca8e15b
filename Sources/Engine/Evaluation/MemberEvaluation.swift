import Addresses
import Diagnostics
import HCL
import Language
import Values

/// Finds out how many members a block has from its `count` or `for_each`.
struct MemberEvaluation {
  private var evaluator: Evaluator
  /// The header of the block.
  private let context: SourceRange
  /// Whether a number that is not known is no mistake.
  private var acceptsUnknown = false
  /// The type of what `for_each` is.
  private var collectionType = ValueType.dynamic
  private(set) var diagnostics: [Diagnostic] = []

  init(scope: Scope, context: SourceRange) {
    evaluator = Evaluator(scope: scope)
    self.context = context
  }

  mutating func members(_ repetition: Repetition) -> Members? {
    let members: Members? =
      switch repetition {
      case .single: .single
      case .count(let expression): count(expression)
      case .forEach(let expression): forEach(expression)
      case .enabled(let expression): enabled(expression)
      }
    diagnostics = (evaluator.diagnostics + diagnostics).map { $0.within(context) }
    return diagnostics.hasErrors ? nil : members
  }

  /// One member that stands for any of them, with nothing known of it: what a block is validated with.
  mutating func anyMember(_ repetition: Repetition) -> Members {
    acceptsUnknown = true
    _ = members(repetition)
    return switch repetition {
    case .single: .single
    case .enabled: .any(of: .single, Scope.Instance())
    case .count: .any(of: .count, Scope.Instance(countIndex: .unknown(.number, .notNull)))
    case .forEach:
      .any(
        of: .forEach,
        Scope.Instance(
          eachKey: .unknown(.string, .notNull),
          eachValue: .unknown(collectionType.elementType ?? .dynamic)))
    }
  }

  private mutating func enabled(_ expression: Expression) -> Members? {
    let value = evaluator.evaluate(expression, as: .bool)
    guard !evaluator.diagnostics.hasErrors else { return nil }
    if value.marks.contains(.ephemeral) { return refuseEphemeral("enabled", expression) }
    guard value.isKnown else { return refuseUnknown("enabled", expression) }
    guard let isEnabled = value.asBool else {
      return refuse(
        "invalid-enabled", "Invalid enabled argument",
        "The \"enabled\" value is null. It must be true or false.", expression)
    }
    return isEnabled ? .single : Members(shape: .single, elements: [])
  }

  private mutating func count(_ expression: Expression) -> Members? {
    let value = evaluator.evaluate(expression, as: .number)
    guard !evaluator.diagnostics.hasErrors else { return nil }
    if value.marks.contains(.ephemeral) { return refuseEphemeral("count", expression) }
    guard value.isKnown else { return refuseUnknown("count", expression) }
    guard let number = value.asInt, number >= 0 else {
      return refuse(
        "invalid-count", "Invalid count argument",
        value.isNull
          ? "The \"count\" value is null. A whole number is needed; use a conditional to choose between 0 and 1."
          : "The \"count\" value must be a whole number that is not negative.", expression)
    }
    return Members(
      shape: .count,
      elements: (0..<number).map { (.index($0), Scope.Instance(countIndex: .number($0))) })
  }

  private mutating func forEach(_ expression: Expression) -> Members? {
    let value = evaluator.evaluate(expression)
    guard !evaluator.diagnostics.hasErrors else { return nil }
    if value.isSensitive { return refuseSensitive(expression) }
    if value.deepMarks.contains(.ephemeral) { return refuseEphemeral("for_each", expression) }
    collectionType = value.type
    guard value.isKnown || !value.type.canBeForEach else { return refuseUnknown("for_each", expression) }
    switch value.content {
    case .map(let elements, _), .object(let elements):
      return Members(
        shape: .forEach,
        elements: elements.map { key, element in
          (.key(key), Scope.Instance(eachKey: .string(key), eachValue: element))
        })
    case .set(let elements, let type) where type == .string || elements.isEmpty:
      return set(elements, expression)
    default:
      let hint =
        value.type.elementType == nil ? "" : " Convert a list with toset() if its order means nothing."
      return refuse(
        "invalid-for-each", "Invalid for_each argument",
        value.isNull
          ? "The \"for_each\" value is null. A map or a set of strings is needed."
          : "The \"for_each\" value must be a map or a set of strings, and this is \(value.type.friendlyNameWithArticle).\(hint)",
        expression)
    }
  }

  private mutating func set(_ elements: [Value], _ expression: Expression) -> Members? {
    guard elements.allSatisfy(\.isKnown) else { return refuseUnknown("for_each", expression) }
    guard elements.allSatisfy({ !$0.isNull }) else {
      return refuse(
        "invalid-for-each", "Invalid for_each set argument",
        "The \"for_each\" set has a null in it. Every element must be a string.", expression)
    }
    return Members(
      shape: .forEach,
      elements: elements.compactMap { element in
        element.asString.map { (.key($0), Scope.Instance(eachKey: element, eachValue: element)) }
      })
  }

  /// The number of members gives little away; their keys would be a sensitive value itself.
  private mutating func refuseSensitive(_ expression: Expression) -> Members? {
    refuse(
      "sensitive-repetition", "Invalid for_each argument",
      "The \"for_each\" value is or derives from a sensitive value, which the addresses of the instances "
        + "would give away.", expression)
  }

  private mutating func refuseEphemeral(_ argument: String, _ expression: Expression) -> Members? {
    refuse(
      "ephemeral-value", "Invalid \(argument) argument",
      "The \"\(argument)\" value is ephemeral, and which instances there are is stored in the state.",
      expression)
  }

  private mutating func refuseUnknown(_ argument: String, _ expression: Expression) -> Members? {
    guard !acceptsUnknown else { return nil }
    return refuse(
      "unknown-repetition", "Invalid \(argument) argument",
      "The \"\(argument)\" value depends on attributes that are known only after apply, so it cannot be told "
        + "how many instances there will be. Apply what it depends on first, with the -target option, or use "
        + "values that are known in the configuration.", expression)
  }

  private mutating func refuse(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ expression: Expression
  ) -> Members? {
    var problem = Diagnostic(code, summary, detail, at: expression.range)
    problem.observations = evaluator.observations(of: [expression])
    diagnostics.append(problem)
    return nil
  }
}

extension ValueType {
  /// Whether a value of the type, once it is known, may do for `for_each`.
  fileprivate var canBeForEach: Bool {
    switch self {
    case .dynamic, .map, .object, .set(.string), .set(.dynamic): true
    case .string, .number, .bool, .list, .set, .tuple: false
    }
  }
}
