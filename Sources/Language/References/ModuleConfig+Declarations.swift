import Addresses
import Diagnostics
import HCL

extension ModuleConfig {
  /// What is wrong with a reference to something that the module does not declare; nil when it does.
  func undeclared(_ reference: Reference) -> Diagnostic? {
    switch reference.subject {
    case .variable(let name):
      variables[name] == nil ? undeclaredVariable(name, reference) : nil
    case .local(let name):
      locals[name] == nil ? undeclaredLocal(name, reference) : nil
    case .resource(let name):
      resources[name] == nil ? undeclaredResource(name, reference) : nil
    case .module(let name, let output):
      calls[name] == nil ? undeclaredModule(name, reference) : undeclaredOutput(output, of: name, reference)
    case .path, .terraform, .each, .countIndex, .selfObject: nil
    }
  }

  /// `the root module` or `module.net`.
  var placeName: String { path.isRoot ? "the root module" : "\(path)" }

  private func undeclaredVariable(_ name: String, _ reference: Reference) -> Diagnostic {
    let suggestion = Suggestion.sentence(for: name, in: variables.keys)
    let advice =
      suggestion.isEmpty ? " Declare it with a block variable \"\(name)\" {}." : suggestion
    return Diagnostic(
      "undeclared-variable", "Undeclared input variable",
      "No input variable named \"\(name)\" is declared in \(placeName).\(advice)",
      at: reference.subjectRange)
  }

  private func undeclaredLocal(_ name: String, _ reference: Reference) -> Diagnostic {
    let suggestion = Suggestion.sentence(for: name, in: locals.keys)
    return Diagnostic(
      "undeclared-local", "Undeclared local value",
      "No local value named \"\(name)\" is declared in \(placeName).\(suggestion)",
      at: reference.subjectRange)
  }

  private func undeclaredModule(_ name: String, _ reference: Reference) -> Diagnostic {
    let suggestion = Suggestion.sentence(for: name, in: calls.keys)
    return Diagnostic(
      "undeclared-module", "Undeclared module",
      "No module call named \"\(name)\" is declared in \(placeName).\(suggestion)",
      at: reference.subjectRange)
  }

  /// Outputs of a module that could not be loaded are not looked at.
  private func undeclaredOutput(_ output: String?, of name: String, _ reference: Reference) -> Diagnostic? {
    guard let output, let child = children[name], child.outputs[output] == nil else { return nil }
    let suggestion = Suggestion.sentence(for: output, in: child.outputs.keys)
    return Diagnostic(
      "undeclared-output", "Undeclared output value",
      "The module \"\(name)\" has no output value named \"\(output)\".\(suggestion)",
      at: reference.subjectRange)
  }

  /// The warning about a reference to an output that its module advises against.
  func deprecation(of reference: Reference) -> Diagnostic? {
    guard case .module(let name, let output?) = reference.subject,
      let reason = children[name]?.outputs[output]?.deprecation
    else { return nil }
    return Diagnostic(
      .warning, "deprecated", "Output value is deprecated", reason, at: reference.subjectRange)
  }

  private func undeclaredResource(_ name: ResourceName, _ reference: Reference) -> Diagnostic {
    let kind = name.mode == .managed ? "managed resource" : name.mode.kindName
    return Diagnostic(
      "undeclared-resource", "Undeclared resource",
      """
      \(kind.withArticle.capitalisedFirst) "\(name.type)" "\(name.name)" has not been declared in \(placeName).\
      \(advice(about: name))
      """, at: reference.subjectRange)
  }

  func undeclaredAction(_ action: ActionTrigger.Action, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "undeclared-resource", "Undeclared action",
      """
      An action "\(action.name.type)" "\(action.name.name)" has not been declared in \(placeName).\
      \(advice(about: action.name))
      """, at: action.range, in: context)
  }

  private func advice(about name: ResourceName) -> String {
    if let root = Self.mistakenRoots[name.type], name.mode == .managed {
      return " Did you mean \(root).\(name.name)?"
    }
    for mode in [ResourceMode.managed, .data, .ephemeral] where mode != name.mode {
      let other = ResourceName(mode, name.type, name.name)
      if resources[other] != nil { return " Did you mean \(other)?" }
    }
    let candidates = resources.keys.filter { $0.mode == name.mode }.map(\.description)
    let near = Suggestion.nearest(to: "\(name)", in: candidates)
    return near.map { " Did you mean \($0)?" } ?? ""
  }

  /// Words that are written for the beginning of a reference, and what was probably meant.
  private static let mistakenRoots = [
    "vars": "var", "variable": "var", "variables": "var", "locals": "local", "modules": "module",
    "output": "local", "datas": "data", "params": "var", "input": "var", "inputs": "var",
  ]
}

extension Reference {
  /// The part of the traversal that names the subject.
  var subjectRange: SourceRange { traversal.range(ofSteps: steps) }
}

extension Diagnostic {
  /// `each`, `count` or `self` where there is none.
  static func outOfContext(_ reference: Reference) -> Diagnostic {
    let word = reference.traversal.range.text
    let reason =
      switch reference.subject {
      case .countIndex: "can be used only in a block that sets \"count\""
      case .selfObject:
        "can be used only in provisioner, connection and postcondition blocks, where it is the resource"
      default: "can be used only in a block that sets \"for_each\""
      }
    return Diagnostic(
      "reference-out-of-context", "Reference out of context", "\"\(word)\" \(reason).",
      at: reference.traversal.range)
  }
}
