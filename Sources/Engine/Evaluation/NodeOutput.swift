import Addresses
import Diagnostics
import Language
import Values

/// What the evaluation of a ``ConfigNode`` gives to the nodes that depend on it.
struct NodeOutput: Sendable {
  /// The value in each instance of the node's module: of a resource, all its instances as one value; of a
  /// provider, the decoded block. A module call has none.
  var values: [ModuleInstancePath: Value] = [:]
  /// Of a module call: the members in each instance of the calling module.
  var members: [ModuleInstancePath: Members] = [:]
  /// Of a resource that is validated: what every member of it is like.
  var member: Value?
  /// Of a provider: where what it says about its configuration belongs.
  var origin: BlockOrigin?
  /// What the conditions of the node have come to.
  var checks: [CheckOutcome] = []
  /// Why the data source of a check could not be read.
  var checkProblems: [String] = []
  /// What the visit of the node has to say; the loop collects it.
  var diagnostics: [Diagnostic] = []
  /// Of a resource: what is to become of its instances.
  var changes: [Change] = []
  /// Of a resource: what was found changed outside of rcw.
  var drift: [Change] = []
  /// The changes that read the data source of a check once more.
  var readForChecks: [Change] = []
  /// Of a resource: the objects as they were found, where that differs from what the state says.
  var refreshed: [RefreshedObject] = []

  /// Whether all that depends on the node can take the value as it is now.
  var isWhollyKnown: Bool {
    values.values.allSatisfy(\.isWhollyKnown) && members.values.allSatisfy(\.isWhollyKnown) && !isEphemeral
  }

  /// Whether there is something in the value that lives for one phase only.
  var isEphemeral: Bool { values.values.contains { $0.deepMarks.contains(.ephemeral) } }
}

/// The members that `count` or `for_each` makes of a block.
struct Members: Sendable {
  enum Shape: String, Sendable {
    case single
    case count
    case forEach
  }

  var shape: Shape
  /// In order; the values of `each` with them.
  var elements: [(key: InstanceKey, scope: Scope.Instance)]
  /// Whether the number is known; where it is not, there are no elements, or one that stands for any.
  var isKnown = true

  /// Whether the values that `each` has are known too.
  var isWhollyKnown: Bool { isKnown && elements.allSatisfy { $0.scope.eachValue?.isWhollyKnown != false } }

  static let single = Members(shape: .single, elements: [(.none, Scope.Instance())])

  /// The one element, without a key, stands for any number of them.
  static func any(of shape: Shape, _ instance: Scope.Instance) -> Members {
    Members(shape: shape, elements: [(.none, instance)], isKnown: false)
  }

  /// The members' values as one: the value itself, a tuple or an object.
  func assemble(_ value: (InstanceKey) -> Value?) -> Value {
    guard isKnown else { return .dynamic }
    switch shape {
    case .single: return elements.isEmpty ? .null(.dynamic) : value(.none) ?? .dynamic
    case .count: return .tuple(elements.map { value($0.key) ?? .dynamic })
    case .forEach:
      return .object(
        KeyedValues(
          elements.compactMap { element in
            guard case .key(let key) = element.key else { return nil }
            return (key, value(element.key) ?? .dynamic)
          }))
    }
  }
}
