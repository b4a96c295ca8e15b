import Diagnostics
import Values

extension Evaluator {
  /// The text of a template; unknown, with the part before as its prefix, when something in it is.
  @inline(never)
  mutating func template(_ parts: [TemplatePart]) -> Value {
    var pieces: [Value] = []
    render(parts, into: &pieces)
    return (try? Value.concatenating(pieces)) ?? .unknown(.string, .notNull)
  }

  private mutating func render(_ parts: [TemplatePart], into pieces: inout [Value]) {
    for part in parts {
      switch part {
      case .text(let text, _): pieces.append(.string(text))
      case .interpolation(let expression): pieces.append(interpolation(expression))
      case .conditional(let test, let then, let otherwise, _):
        conditional(test, then, otherwise, into: &pieces)
      case .loop(let key, let value, let collection, let body, _):
        loop((key, value), collection, body, into: &pieces)
      }
    }
  }

  private mutating func interpolation(_ expression: Expression) -> Value {
    let before = diagnostics.count
    let value = evaluate(expression)
    guard !hasErrors(from: before) else { return .unknown(.string, .notNull) }
    let (code, summary): (Diagnostic.Code, String) = (
      "invalid-interpolation", "Invalid template interpolation value"
    )
    if value.isNull {
      report(
        code, summary, "The value is null, and null cannot be part of a text.", about: [expression],
        at: expression.range)
      return .unknown(.string, .notNull)
    }
    return text(of: value, expression) { (code, summary, "This value cannot be part of a text: \($0).") }
  }

  private mutating func conditional(
    _ test: Expression, _ then: [TemplatePart], _ otherwise: [TemplatePart], into pieces: inout [Value]
  ) {
    guard let condition = condition(test) else { return pieces.append(.unknown(.string, .notNull)) }
    // The marks of the test are on the text, however empty.
    pieces.append(Value.string("").marked(condition.marks))
    if let holds = condition.asBool { return render(holds ? then : otherwise, into: &pieces) }
    var either: [Value] = []
    render(then, into: &either)
    render(otherwise, into: &either)
    let marks = either.reduce(condition.marks) { $0.union($1.marks) }
    pieces.append(Value.unknown(.string, .notNull).marked(marks))
  }

  private mutating func loop(
    _ variables: (key: String?, value: String), _ collection: Expression, _ body: [TemplatePart],
    into pieces: inout [Value]
  ) {
    guard let collection = self.collection(collection) else {
      return pieces.append(.unknown(.string, .notNull))
    }
    guard let elements = collection.elements else {
      return pieces.append(Value.unknown(.string, .notNull).marked(collection.marks))
    }
    pieces.append(Value.string("").marked(collection.marks))
    var texts: [Value] = []
    _ = forEach(elements, variables) { evaluator in
      evaluator.render(body, into: &texts)
      return true
    }
    pieces += texts
  }
}
