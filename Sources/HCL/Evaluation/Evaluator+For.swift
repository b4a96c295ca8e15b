import Diagnostics
import Values

extension Evaluator {
  @inline(never)
  mutating func forTuple(_ loop: ForExpression) -> Value {
    guard let collection = collection(loop.collection) else { return .dynamic }
    guard let elements = collection.elements else { return Value.dynamic.marked(collection.marks) }
    var marks = collection.marks
    var results: [Value] = []
    let isKnown = forEach(elements, loop.variables) { evaluator in
      switch evaluator.isIncluded(loop, &marks) {
      case true?: results.append(evaluator.evaluate(loop.value))
      case false?: break
      case nil: return false
      }
      return true
    }
    return (isKnown ? Value.tuple(results) : .dynamic).marked(marks)
  }

  @inline(never)
  mutating func forObject(_ loop: ForExpression) -> Value {
    guard let key = loop.key, let collection = collection(loop.collection) else { return .dynamic }
    guard let elements = collection.elements else { return Value.dynamic.marked(collection.marks) }
    var result = ObjectUnderWay(isGrouped: loop.isGrouped, marks: collection.marks)
    let isKnown = forEach(elements, loop.variables) { evaluator in
      switch evaluator.isIncluded(loop, &result.marks) {
      case true?: evaluator.add(loop, key, to: &result)
      case false?: true
      case nil: false
      }
    }
    return (isKnown ? result.object : .dynamic).marked(result.marks)
  }

  /// Whether the condition of a loop lets the current element in; nil when that is not known, or wrong.
  private mutating func isIncluded(_ loop: ForExpression, _ marks: inout Marks) -> Bool? {
    guard let test = loop.condition else { return true }
    guard let condition = condition(test) else { return nil }
    marks.formUnion(condition.marks)
    return condition.asBool
  }

  /// Whether the key of the current element is known, and the element has been added under it.
  private mutating func add(_ loop: ForExpression, _ key: Expression, to result: inout ObjectUnderWay) -> Bool
  {
    let keyValue = self.key(key)
    let value = evaluate(loop.value)
    result.marks.formUnion(keyValue.marks)
    guard let name = keyValue.asString else { return false }
    if !result.insert(value, name) {
      let shown =
        keyValue.isSensitive || result.marks.contains(.sensitive) ? "the same key" : "the key \"\(name)\""
      report(
        "duplicate-key", "Duplicate object key",
        "Two elements give \(shown). To gather the values of a key in a list, write \"...\" after the value.",
        about: [key], at: key.range)
    }
    return true
  }
}

// MARK: Iterating

extension Evaluator {
  /// The elements of a collection with their keys.
  struct Iteration {
    /// nil as long as they are not known.
    var elements: [(key: Value, value: Value)]?
    /// The marks of the collection, which what comes of the iteration takes over.
    var marks: Marks
  }

  /// Evaluates what is to be iterated over; nil when it cannot be, which has been reported.
  mutating func collection(_ expression: Expression) -> Iteration? {
    let value = evaluate(expression)
    let marks = value.marks
    switch value.content {
    case .unknown(let type, _) where type.isIterable: return Iteration(elements: nil, marks: marks)
    case .list(let elements, _), .tuple(let elements):
      return Iteration(elements: elements.enumerated().map { (.number($0.offset), $0.element) }, marks: marks)
    case .set(let elements, _): return Iteration(elements: elements.map { ($0, $0) }, marks: marks)
    case .map(let elements, _), .object(let elements):
      return Iteration(elements: elements.map { (.string($0.key), $0.value) }, marks: marks)
    case .null:
      report(
        "null-iteration", "Iteration over null value", "This value is null, so it has no elements.",
        about: [expression], at: expression.range)
    case .unknown, .bool, .number, .string:
      report(
        "not-iterable", "Iteration over non-iterable value",
        "A value of type \(value.type.friendlyName) has no elements: a list, set, tuple, map or object must "
          + "stand here.", about: [expression], at: expression.range)
    }
    return nil
  }

  /// Calls `body` with the variables set to each element in turn, until it gives an error: further elements
  /// likely give the same one.
  ///
  /// - Returns: whether every call gave true and none an error.
  mutating func forEach(
    _ elements: [(key: Value, value: Value)], _ variables: (key: String?, value: String),
    _ body: (inout Evaluator) -> Bool
  ) -> Bool {
    let before = diagnostics.count
    var isComplete = true
    for element in elements {
      if let key = variables.key { locals.append((key, element.key)) }
      locals.append((variables.value, element.value))
      isComplete = body(&self) && isComplete
      locals.removeLast(variables.key == nil ? 1 : 2)
      if hasErrors(from: before) { return false }
    }
    return isComplete
  }
}

/// The object that a for expression is making.
private struct ObjectUnderWay {
  let isGrouped: Bool
  var marks: Marks
  private var groups: [String: [Value]] = [:]

  init(isGrouped: Bool, marks: Marks) {
    self.isGrouped = isGrouped
    self.marks = marks
  }

  /// Whether the value could be added: a key may come again only where values are grouped.
  mutating func insert(_ value: Value, _ key: String) -> Bool {
    if !isGrouped, groups[key] != nil { return false }
    groups[key, default: []].append(value)
    return true
  }

  var object: Value {
    .object(KeyedValues(groups.map { ($0.key, isGrouped ? .tuple($0.value) : $0.value[0]) }))
  }
}

extension ForExpression {
  fileprivate var variables: (key: String?, value: String) { (keyName, valueName) }
}

extension ValueType {
  fileprivate var isIterable: Bool {
    switch self {
    case .dynamic, .list, .set, .map, .tuple, .object: true
    case .string, .number, .bool: false
    }
  }
}
