import Diagnostics
import Values

/// Words why a step into a value leads nowhere.
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

  // MARK: Attributes

  private var attributeSummary: String {
    switch error {
    case .null: "Attempt to get attribute from null value"
    case .missingElement: "Invalid index"
    default: "Unsupported attribute"
    }
  }

  private func attributeDetail(_ name: String) -> String {
    switch error {
    case .null: return "This value is null, so it does not have any attributes."
    case .missingElement(let key): return missingElement(key)
    case .missingAttribute:
      let names = source.keyedElements?.keys ?? []
      return
        "This object does not have an attribute named \"\(name)\".\(Suggestion.sentence(for: name, in: names))"
    default:
      let hint =
        switch source.type {
        case .list, .tuple, .set: " Did you mean to access an element, with an index such as [0]?"
        default: ""
        }
      return "Can't access attributes on a value of type \(source.type.friendlyName).\(hint)"
    }
  }

  // MARK: Indices

  private var indexSummary: String {
    switch error {
    case .null: "Attempt to index null value"
    default: "Invalid index"
    }
  }

  private func indexDetail(_ key: Value) -> String {
    switch error {
    case .null: "This value is null, so it does not have any indices."
    case .noElements(let type): "This value does not have any indices: it is a \(type.friendlyName)."
    case .elementsOfSet:
      "Elements of a set are identified only by their value and don't have any separate index or key. To "
        + "perform operations over all elements of a set, use a for expression."
    case .nullKey: "Can't use a null value as an index key."
    case .unsuitableKey(let error):
      "The given key does not identify an element in this collection value: \(error)."
    case .fractionalIndex:
      "The given key does not identify an element in this collection value: indexing a sequence requires a "
        + "whole number, and the given index has a fraction."
    case .negativeIndex:
      "The given key does not identify an element in this collection value: indexing a sequence with a negative "
        + "number is not supported."
    case .indexOutOfRange(let count):
      count == 0
        ? "The given key does not identify an element in this collection value: the collection has no elements."
        : "The given key does not identify an element in this collection value: the given index is greater than "
          + "or equal to the length of the collection, \(count)."
    case .missingElement(let name), .missingAttribute(let name): missingElement(name)
    }
  }

  private func missingElement(_ name: String) -> String {
    let names = source.keyedElements?.keys ?? []
    return "The given key does not identify an element in this collection value."
      + Suggestion.sentence(for: name, in: names)
  }
}
