import Diagnostics
import Values

extension Evaluator {
  @inline(never)
  mutating func conditional(
    _ test: Expression, _ then: Expression, _ otherwise: Expression, _ range: SourceRange
  ) -> Value {
    guard let condition = condition(test) else { return .dynamic }
    guard let holds = condition.asBool else {
      return undecided(then, otherwise, range).marked(condition.marks)
    }
    let before = diagnostics.count
    let taken = evaluate(holds ? then : otherwise)
    // The other arm counts for its type only: it may refer to what does not exist in this case.
    let (other, problems) = attempt(holds ? otherwise : then)
    guard !hasErrors(from: before) else { return Value.dynamic.marked(condition.marks) }
    guard !problems.hasErrors else { return taken.marked(condition.marks) }
    let marks = condition.marks.union(other.marks)
    guard let type = commonType(taken, other) else {
      reportInconsistent(holds ? taken : other, holds ? other : taken, [then, otherwise], range)
      return .dynamic
    }
    return ((try? taken.converted(to: type)) ?? taken).marked(marks)
  }

  /// A test as a bool, perhaps unknown; nil when it is none, which has been reported.
  @inline(never)
  mutating func condition(_ test: Expression) -> Value? {
    let before = diagnostics.count
    let value = evaluate(test)
    guard !hasErrors(from: before) else { return nil }
    if value.isNull {
      report(
        "null-condition", "Null condition",
        "The condition is null, and a condition must be either true or false.", about: [test], at: test.range)
      return nil
    }
    do throws(ConversionError) { return try value.converted(to: .bool) } catch {
      report(
        "incorrect-condition", "Incorrect condition type",
        "A condition must be of type bool: \(error).", about: [test], at: test.range)
      return nil
    }
  }

  /// What is known of the result as long as the condition is not known.
  @inline(never)
  private mutating func undecided(
    _ then: Expression, _ otherwise: Expression, _ range: SourceRange
  ) -> Value {
    let (yes, yesProblems) = attempt(then)
    let (no, noProblems) = attempt(otherwise)
    let marks = yes.deepMarks.union(no.deepMarks)
    // An arm that fails may be one that is not taken in the end.
    if yesProblems.hasErrors || noProblems.hasErrors { return Value.dynamic.marked(marks) }
    guard let type = commonType(yes, no) else {
      reportInconsistent(yes, no, [then, otherwise], range)
      return .dynamic
    }
    if yes.isNull, no.isNull { return Value.null(type).marked(marks) }
    let arms = [yes, no].map { Refinement(describing: (try? $0.converted(to: type)) ?? $0) }
    return Value.narrowed(type, arms[0].or(arms[1])).marked(marks)
  }

  /// The type that both arms become; nil when there is none. A null takes the other arm's type.
  private func commonType(_ a: Value, _ b: Value) -> ValueType? {
    switch (a.content, b.content) {
    case (.null(.dynamic), _): b.type
    case (_, .null(.dynamic)): a.type
    default: a.type == .dynamic || b.type == .dynamic ? .dynamic : ValueType.unify([a.type, b.type])
    }
  }

  @inline(never)
  private mutating func reportInconsistent(
    _ yes: Value, _ no: Value, _ arms: [Expression], _ range: SourceRange
  ) {
    report(
      "inconsistent-conditional", "Inconsistent conditional result types",
      "The values for true and for false must be of one type, or of types that convert to one. "
        + TypeMismatch.statement(yes.type, no.type), about: arms, at: range)
  }
}

/// Says how the types of a conditional's arms differ.
enum TypeMismatch {
  static func statement(_ yes: ValueType, _ no: ValueType) -> String {
    switch (yes, no) {
    case (.object(let yes), .object(let no)): objects(yes, no) ?? kinds(.object(yes), .object(no))
    case (.tuple(let yes), .tuple(let no)): tuples(yes, no) ?? kinds(.tuple(yes), .tuple(no))
    default: kinds(yes, no)
    }
  }

  private static func kinds(_ yes: ValueType, _ no: ValueType) -> String {
    "The 'true' value is \(yes.friendlyName), but the 'false' value is \(no.friendlyName)."
  }

  private static func objects(_ yes: ObjectType, _ no: ObjectType) -> String? {
    let (yes, no) = (yes.attributes, no.attributes)
    for name in Set(yes.keys).union(no.keys).sorted() {
      guard let a = yes[name] else { return absent(name, present: "false", absent: "true") }
      guard let b = no[name] else { return absent(name, present: "true", absent: "false") }
      if ValueType.unify([a, b]) == nil { return "In the attribute \"\(name)\": \(statement(a, b))" }
    }
    return nil
  }

  private static func absent(_ name: String, present: String, absent: String) -> String {
    "The '\(present)' value has the attribute \"\(name)\", which the '\(absent)' value lacks."
  }

  private static func tuples(_ yes: [ValueType], _ no: [ValueType]) -> String? {
    guard yes.count == no.count else {
      return "The 'true' tuple has length \(yes.count), but the 'false' tuple has length \(no.count)."
    }
    for (position, (a, b)) in zip(yes, no).enumerated() where ValueType.unify([a, b]) == nil {
      return "In the element \(position): \(statement(a, b))"
    }
    return nil
  }
}
