import Diagnostics
import HCL

/// Whether references to what is repeated say which instance is meant, and others none.
extension ModuleConfig {
  /// A key for something that is not repeated, or none where a single instance is meant.
  func wrongKey(_ reference: Reference) -> Diagnostic? {
    switch reference.subject {
    case .resource(let name):
      guard let resource = resources[name] else { return nil }
      let next = reference.traversal.steps.dropFirst(reference.steps).first
      return wrongKey(
        of: "\(name)", reference, resource.repetition, isMemberTaken: next?.attributeName != nil)
    case .module(let name, let output):
      guard let call = calls[name] else { return nil }
      return wrongKey(of: "module.\(name)", reference, call.repetition, isMemberTaken: output != nil)
    case .variable, .local, .path, .terraform, .each, .countIndex, .selfObject:
      return nil
    }
  }

  private func wrongKey(
    of name: String, _ reference: Reference, _ repetition: Repetition, isMemberTaken: Bool
  ) -> Diagnostic? {
    switch repetition {
    case .single, .enabled:
      guard reference.key != nil else { return nil }
      return Diagnostic(
        "unexpected-key", "Unexpected instance key",
        """
        \(name) sets neither "count" nor "for_each", so there is only one of it. Remove the key in brackets.
        """, at: reference.traversal.range)
    case .count, .forEach:
      guard reference.key == nil, isMemberTaken else { return nil }
      return .missingKey(of: name, repetition, at: reference.traversal.range)
    }
  }

  func wrongKey(_ action: ActionTrigger.Action, _ repetition: Repetition) -> Diagnostic? {
    switch repetition {
    case .single, .enabled:
      guard action.key != nil else { return nil }
      return Diagnostic(
        "unexpected-key", "Unexpected instance key",
        "\(action.name) sets neither \"count\" nor \"for_each\", so there is only one of it. Remove the key in brackets.",
        at: action.range)
    case .count, .forEach:
      guard action.key == nil else { return nil }
      return Diagnostic(
        "missing-key", "Missing instance key",
        "\(action.name) is repeated, so there can be several of it. Say in brackets which one is meant.",
        at: action.range)
    }
  }
}

extension Diagnostic {
  fileprivate static func missingKey(
    of name: String, _ repetition: Repetition, at range: SourceRange
  ) -> Diagnostic {
    let (argument, key) =
      if case .count = repetition { ("count", "count.index") } else { ("for_each", "each.key") }
    return Diagnostic(
      "missing-key", "Missing instance key",
      """
      \(name) sets "\(argument)", so there can be several of it. Say which one is meant, such as \
      \(name)[\(key)] in a block that is repeated in the same way, or take a value from each with \(name)[*].
      """, at: range)
  }
}
