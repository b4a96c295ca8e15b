import Diagnostics
import Values

extension Evaluator {
  /// The text of a template; unknown, with the part before as its prefix, when something in it is.
  mutating func template(_ parts: [TemplatePart]) -> Value {
    var pieces: [Value] = []
    render(parts, into: &pieces)
    return (try? Value.concatenating(pieces)) ?? .unknown(.string)
  }

  private mutating func render(_ parts: [TemplatePart], into pieces: inout [Value]) {
    for part in parts {
      switch part {
      case .text(let text, _): pieces.append(.string(text))
      case .interpolation(let expression): pieces.append(interpolation(expression))
      case .conditional(let test, let then, let otherwise, _):
        conditional(test, then, otherwise, into: &pieces)
      case .loop(let key, let value, let collection, let body, _):
        loop(key, value, collection, body, into: &pieces)
      }
    }
  }

  private mutating func interpolation(_ expression: Expression) -> Value {
    let value = evaluate(expression)
    if value.isNull {
      report(
        "null-in-template", "Invalid template interpolation value",
        "The expression result is null. Cannot include a null value in a string template.", expression)
      return .unknown(.string)
    }
    return text(
      of: value, at: expression, "Invalid template interpolation value",
      "Cannot include the given value in a string template: ")
  }

  private mutating func conditional(
    _ test: Expression, _ then: [TemplatePart], _ otherwise: [TemplatePart], into pieces: inout [Value]
  ) {
    guard let condition = condition(test, "The condition of an if directive", "Incorrect condition type")
    else {
      return pieces.append(.unknown(.string))
    }
    guard let holds = condition.asBool else {
      return pieces.append(Value.unknown(.string, .notNull).marked(condition.marks))
    }
    // The marks of the test are on the text, however empty.
    pieces.append(Value.string("").marked(condition.marks))
    render(holds ? then : otherwise, into: &pieces)
  }

  private mutating func loop(
    _ key: String?, _ name: String, _ collection: Expression, _ body: [TemplatePart],
    into pieces: inout [Value]
  ) {
    guard let (elements, marks) = elements(of: collection) else {
      return pieces.append(.unknown(.string))
    }
    guard let elements else { return pieces.append(Value.unknown(.string, .notNull).marked(marks)) }
    pieces.append(Value.string("").marked(marks))
    for element in elements {
      let locals = (key.map { [($0, element.key)] } ?? []) + [(name, element.value)]
      withLocals(locals) { $0.render(body, into: &pieces) }
    }
  }
}
