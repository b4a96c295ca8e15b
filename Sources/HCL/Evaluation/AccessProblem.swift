import Diagnostics
import Values

/// Words why a step into a value leads nowhere. Gives away nothing of a sensitive value.
struct AccessProblem {
  private let error: AccessError
  private let source: Value
  private let step: Traversal.Step

  init(_ error: AccessError, in source: Value, step: Traversal.Step) {
    self.error = error
    self.source = source
    self.step = step
  }

  var diagnostic: Diagnostic {
    switch step {
    case .attribute(let name, let range):
      Diagnostic("unsupported-attribute", attributeSummary, attributeDetail(name), at: range)
    case .index(let key, let range): Diagnostic("invalid-index", indexSummary, indexDetail(key), at: range)
    }
  }

  /// ` Did you mean "x"?` for a name among the attributes or keys of the value.
  private func suggestion(for name: String) -> String {
    guard !source.isSensitive else { return "" }
    let names: [String] =
      switch source.type {
      case .object(let object): Array(object.attributes.keys)
      default: source.keyedElements?.keys ?? []
      }
    return Suggestion.sentence(for: name, in: names)
  }
}

// MARK: Attributes

extension AccessProblem {
  private var attributeSummary: String {
    switch error {
    case .null: "Attempt to get attribute from null value"
    case .missingElement: "Missing map element"
    default: "Unsupported attribute"
    }
  }

  private func attributeDetail(_ name: String) -> String {
    switch error {
    case .null: "This value is null, so it does not have any attributes."
    case .missingElement:
      "This map does not have an element with the key \"\(name)\".\(suggestion(for: name))"
    case .missingAttribute:
      "This object does not have an attribute named \"\(name)\".\(suggestion(for: name))"
    default: noAttributes(name)
    }
  }

  private func noAttributes(_ name: String) -> String {
    let type = source.type
    let reason = "A value of type \(type.friendlyName) does not have any attributes."
    switch type {
    case .list(.object(let object)) where object.attributes[name] != nil:
      return "\(reason) Write [0].\(name) for one element, or [*].\(name) for all of them."
    case .set(.object(let object)) where object.attributes[name] != nil:
      return "\(reason) Write [*].\(name) for all of its elements."
    case .tuple(let elements) where elements.contains(where: { $0.hasAttribute(name) }):
      return "\(reason) Write [0].\(name) for one element, or [*].\(name) for all of them."
    default: return reason
    }
  }
}

// MARK: Indexes

extension AccessProblem {
  private var indexSummary: String {
    switch error {
    case .null: "Attempt to index null value"
    default: "Invalid index"
    }
  }

  private func indexDetail(_ key: Value) -> String {
    switch error {
    case .null: "This value is null, so it does not have any indices."
    case .noElements(let type): "A value of type \(type.friendlyName) does not have any indices."
    case .elementsOfSet:
      "The elements of a set have no index or key. Use a for expression for all of them, or tolist(…) to give "
        + "them an order."
    case .nullKey: "A null value cannot be used as an index."
    case .unsuitableKey(let error): "\(noElement): \(error)."
    case .fractionalIndex: "\(noElement): the index must be a whole number, and this one has a fraction."
    case .negativeIndex: "\(noElement): a negative number is not a valid index."
    case .indexOutOfRange(let count): "\(noElement)\(range(ofCount: count))."
    case .missingElement(let name), .missingAttribute(let name): "\(noElement).\(missing(name, key))"
    }
  }

  private var noElement: String { "The given key does not identify an element in this collection value" }

  private func range(ofCount count: Int) -> String {
    if source.isSensitive { return "" }
    return switch count {
    case 0: ": the collection has no elements"
    case 1: ": the collection has a single element, with the index 0"
    default: ": the collection has \(count) elements, with the indices 0 to \(count - 1)"
    }
  }

  /// What may help when an attribute or element of a known name is missing.
  private func missing(_ name: String, _ key: Value) -> String {
    guard !key.isSensitive else { return "" }
    if key.asNumber != nil, case .object = source.type {
      return " The attributes of an object are found by name, not by number."
    }
    return suggestion(for: name)
  }
}

extension ValueType {
  fileprivate func hasAttribute(_ name: String) -> Bool {
    if case .object(let object) = self { object.attributes[name] != nil } else { false }
  }
}
