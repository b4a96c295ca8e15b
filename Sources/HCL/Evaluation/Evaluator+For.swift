import Diagnostics
import Values

extension Evaluator {
  mutating func forTuple(_ loop: ForExpression) -> Value {
    guard let (elements, collectionMarks) = elements(of: loop.collection) else { return .dynamic }
    var marks = collectionMarks
    guard let elements else { return Value.dynamic.marked(marks) }
    var results: [Value] = []
    var isKnown = true
    for element in elements {
      withLocals(loop.locals(element)) { evaluator in
        switch evaluator.isIncluded(loop, &marks) {
        case true?: results.append(evaluator.evaluate(loop.value))
        case false?: break
        case nil: isKnown = false
        }
      }
    }
    return (isKnown ? Value.tuple(results) : .dynamic).marked(marks)
  }

  mutating func forObject(_ loop: ForExpression) -> Value {
    guard let (elements, collectionMarks) = elements(of: loop.collection) else { return .dynamic }
    guard let elements else { return Value.dynamic.marked(collectionMarks) }
    var result = ObjectUnderWay(marks: collectionMarks)
    for element in elements {
      withLocals(loop.locals(element)) { $0.add(loop, to: &result) }
    }
    guard result.isKnown else { return Value.dynamic.marked(result.marks) }
    return result.object(isGrouped: loop.isGrouped).marked(result.marks)
  }

  /// The elements of a collection with their keys, nil as long as they are not known, and the marks of the
  /// collection. nil, and a diagnostic, when the value is no collection.
  mutating func elements(
    of expression: Expression
  ) -> (elements: [(key: Value, value: Value)]?, marks: Marks)? {
    let value = evaluate(expression)
    let marks = value.marks
    switch value.content {
    case .unknown(let type, _) where type == .dynamic || type.hasElements: return (nil, marks)
    case .list(let elements, _), .tuple(let elements):
      return (elements.enumerated().map { (.number($0.offset), $0.element) }, marks)
    case .set(let elements, _): return (elements.map { ($0, $0) }, marks)
    case .map(let elements, _), .object(let elements):
      return (elements.map { (.string($0.key), $0.value) }, marks)
    case .null:
      report(
        "null-iteration", "Iteration over null value", "A null value cannot be iterated over.", expression)
    case .unknown, .bool, .number, .string:
      report(
        "not-iterable", "Iteration over non-iterable value",
        "A value of type \(value.type.friendlyName) cannot be iterated over.", expression)
    }
    return nil
  }

  /// Whether the condition of a loop lets the current element in; nil when that is not known, or wrong.
  private mutating func isIncluded(_ loop: ForExpression, _ marks: inout Marks) -> Bool? {
    guard let test = loop.condition else { return true }
    guard let condition = condition(test, "The 'if' clause of a for expression", "Invalid 'for' condition")
    else { return nil }
    marks.formUnion(condition.marks)
    return condition.asBool
  }

  private mutating func add(_ loop: ForExpression, to result: inout ObjectUnderWay) {
    switch isIncluded(loop, &result.marks) {
    case true?: break
    case false?: return
    case nil:
      result.isKnown = false
      return
    }
    guard let keyExpression = loop.key else { return }
    let keyValue = evaluate(keyExpression)
    guard !keyValue.isNull else {
      report(
        "null-object-key", "Invalid object key", "The key expression of a for expression must not be null.",
        keyExpression)
      return
    }
    let key = text(of: keyValue, at: keyExpression, "Invalid object key", "The key is not suitable: ")
    let value = evaluate(loop.value)
    result.marks.formUnion(key.marks)
    guard let name = key.asString else {
      result.isKnown = false
      return
    }
    if !result.insert(value, name, isGrouped: loop.isGrouped) {
      report(
        "duplicate-object-key", "Duplicate object key",
        "Two different items produced the key \"\(name)\" in this for expression. If duplicates are expected, "
          + "use the ellipsis (...) after the value expression to enable grouping by key.", keyExpression)
    }
  }
}

/// The object that a for expression is making.
private struct ObjectUnderWay {
  var marks: Marks
  var isKnown = true
  private var groups: [String: [Value]] = [:]

  init(marks: Marks) { self.marks = marks }

  /// Whether the value could be added: a key may come again only where values are grouped.
  mutating func insert(_ value: Value, _ key: String, isGrouped: Bool) -> Bool {
    if !isGrouped, groups[key] != nil { return false }
    groups[key, default: []].append(value)
    return true
  }

  func object(isGrouped: Bool) -> Value {
    .object(KeyedValues(groups.map { ($0.key, isGrouped ? .tuple($0.value) : $0.value[0]) }))
  }
}

extension ForExpression {
  /// The variables of the loop for one element.
  fileprivate func locals(_ element: (key: Value, value: Value)) -> [(name: String, value: Value)] {
    (keyName.map { [($0, element.key)] } ?? []) + [(valueName, element.value)]
  }
}

extension ValueType {
  fileprivate var hasElements: Bool {
    switch self {
    case .list, .set, .map, .tuple, .object: true
    case .dynamic, .string, .number, .bool: false
    }
  }
}
