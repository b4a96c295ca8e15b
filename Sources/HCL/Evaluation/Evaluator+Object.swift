import Diagnostics
import Values

extension Evaluator {
  /// Of items with the same key the last one counts.
  @inline(never)
  mutating func object(_ items: [ObjectItem]) -> Value {
    var elements = KeyedValues.Builder(capacity: items.count)
    var marks: Marks = []
    var isKnown = true
    for item in items {
      let key = self.key(item.key)
      let value = evaluate(item.value)
      marks.formUnion(key.marks)
      if let name = key.asString { elements.append(value, name) } else { isKnown = false }
    }
    return (isKnown ? Value.object(elements.finish()) : .dynamic).marked(marks)
  }

  private mutating func key(_ key: ObjectKey) -> Value {
    switch key {
    case .name(let name, _): return .string(name)
    case .expression(.traversal(let traversal)):
      diagnostics.append(
        Diagnostic(
          "ambiguous-key", "Ambiguous attribute key",
          "To take the key from this reference, put it in parentheses; to have its letters as the key, put it "
            + "in quotes.", at: traversal.range))
      return .unknown(.string)
    case .expression(let expression): return self.key(expression)
    }
  }

  /// A key as a string; unknown when it is not known yet, or cannot be a key, which has been reported.
  mutating func key(_ expression: Expression) -> Value {
    let before = diagnostics.count
    let value = evaluate(expression)
    guard !hasErrors(from: before) else { return .unknown(.string) }
    if value.isNull {
      report(
        "null-key", "Null value as key", "The key of an object must not be null.", about: [expression],
        at: expression.range)
      return .unknown(.string)
    }
    return text(of: value, expression) {
      ("incorrect-key", "Incorrect key type", "This value cannot be a key of an object: \($0).")
    }
  }

  /// The value as a string, or an unknown one after reporting what `problem` makes of the error.
  mutating func text(
    of value: Value, _ expression: Expression,
    _ problem: (ConversionError) -> (code: Diagnostic.Code, summary: String, detail: String)
  ) -> Value {
    do throws(ConversionError) { return try value.converted(to: .string) } catch {
      let (code, summary, detail) = problem(error)
      report(code, summary, detail, about: [expression], at: expression.range)
      return .unknown(.string)
    }
  }
}
