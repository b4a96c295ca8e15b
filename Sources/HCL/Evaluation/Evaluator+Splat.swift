import Diagnostics
import Values

extension Evaluator {
  /// What `each` gives for every element of a list, set or tuple. Any other value counts as a tuple of
  /// itself alone, and null as an empty one.
  @inline(never)
  mutating func splat(_ source: Expression, _ each: Expression) -> Value {
    let value = evaluate(source)
    let marks = value.marks
    switch value.content {
    case .null(let type):
      guard type.isSequence else { return Value.tuple([]).marked(marks) }
      report(
        "null-splat", "Splat of null value",
        "This \(type.friendlyName) is null, so there are no elements that the splat could take.",
        about: [source], at: source.range)
      return .dynamic
    case .unknown(let type, let refinement):
      return splat(ofUnknown: type, refinement, each).marked(marks)
    case .list(let elements, let type), .set(let elements, let type):
      guard let items = items(elements, each) else { return .dynamic }
      return list(items, elementType: type, each).marked(marks)
    case .tuple(let elements):
      return (items(elements, each).map(Value.tuple) ?? .dynamic).marked(marks)
    case .bool, .number, .string, .map, .object:
      return (items([value.unmarked()], each).map(Value.tuple) ?? .dynamic).marked(marks)
    }
  }

  /// nil when an element gives an error; then the rest, which likely gives the same one, is left out.
  private mutating func items(_ elements: [Value], _ each: Expression) -> [Value]? {
    let before = diagnostics.count
    var items: [Value] = []
    items.reserveCapacity(elements.count)
    for element in elements {
      items.append(item(element, each))
      if hasErrors(from: before) { return nil }
    }
    return items
  }

  private mutating func item(_ element: Value, _ each: Expression) -> Value {
    splatItems.append(element)
    defer { splatItems.removeLast() }
    return evaluate(each)
  }

  private mutating func splat(
    ofUnknown type: ValueType, _ refinement: Refinement, _ each: Expression
  ) -> Value {
    switch type {
    case .dynamic: return .dynamic
    case .tuple(let types): return items(types.map { .unknown($0) }, each).map(Value.tuple) ?? .dynamic
    case .list(let element), .set(let element):
      let result = item(.unknown(element), each).type
      return result.containsDynamic ? .dynamic : .unknown(.list(result), refinement)
    case .string, .number, .bool, .map, .object:
      // As long as it may turn out to be null, the number of elements is open.
      guard refinement.isNotNull else { return .dynamic }
      return items([.unknown(type, refinement)], each).map(Value.tuple) ?? .dynamic
    }
  }

  /// The results of a splat over a list or set are a list, where they are of one type.
  private mutating func list(_ items: [Value], elementType: ValueType, _ each: Expression) -> Value {
    var type = items.first?.type
    if type == nil {
      let before = diagnostics
      type = item(.unknown(elementType), each).type
      diagnostics = before
    }
    guard let type, !type.containsDynamic, items.allSatisfy({ $0.type == type }) else { return .tuple(items) }
    return .list(items, of: type)
  }
}

extension ValueType {
  fileprivate var isSequence: Bool {
    switch self {
    case .list, .set, .tuple: true
    case .dynamic, .string, .number, .bool, .map, .object: false
    }
  }
}
