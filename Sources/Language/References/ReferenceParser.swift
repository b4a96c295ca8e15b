import Addresses
public import Diagnostics
public import HCL
import Values

extension Reference {
  /// Reads what a traversal refers to.
  ///
  /// Says nothing about whether such a thing is declared: that is ``ReferenceChecker``'s to find.
  ///
  /// - Throws: one diagnostic, when the traversal has no meaning in any module.
  public static func parse(_ traversal: Traversal) throws(DiagnosticsError) -> Reference {
    var parser = ReferenceParser(traversal: traversal)
    return try parser.parse()
  }
}

/// Takes one traversal apart, step by step.
private struct ReferenceParser {
  let traversal: Traversal
  /// The steps taken so far.
  private var taken = 0

  init(traversal: Traversal) {
    self.traversal = traversal
  }

  mutating func parse() throws(DiagnosticsError) -> Reference {
    switch traversal.root {
    case "var":
      let name = try name(of: "input variable", like: "var.NAME")
      return reference(to: .variable(name))
    case "local":
      let name = try name(of: "local value", like: "local.NAME")
      return reference(to: .local(name))
    case "module": return try moduleReference()
    case "data": return try typedReference(.data, "data.TYPE.NAME")
    case "ephemeral": return try typedReference(.ephemeral, "ephemeral.TYPE.NAME")
    case "resource":
      let type = try name(of: "resource type", like: "resource.TYPE.NAME")
      return try managedReference(type: type)
    case "path":
      let member = try member(of: ["module", "root", "cwd"])
      return reference(to: .path(member))
    case "terraform", "tofu":
      let member = try terraformMember()
      return reference(to: .terraform(member))
    case "each":
      let member = try member(of: ["key", "value"])
      return reference(to: .each(member))
    case "count":
      _ = try member(of: ["index"])
      return reference(to: .countIndex)
    case "self": return reference(to: .selfObject)
    case "action": return try typedReference(.action, "action.TYPE.NAME")
    default: return try managedReference(type: traversal.root)
    }
  }

  // MARK: The kinds of reference

  private mutating func moduleReference() throws(DiagnosticsError) -> Reference {
    let name = try name(of: "module call", like: "module.NAME")
    let key = takeKey(counting: true)
    guard case .attribute(let output, _)? = nextStep else {
      return reference(to: .module(name, output: nil), key: key)
    }
    taken += 1
    return reference(to: .module(name, output: output), key: key)
  }

  private mutating func typedReference(
    _ mode: ResourceMode, _ form: String
  ) throws(DiagnosticsError) -> Reference {
    let type = try name(of: "\(mode.kindName) type", like: form)
    let name = try name(of: mode.kindName, like: form)
    return resourceReference(ResourceName(mode, type, name))
  }

  private mutating func managedReference(type: String) throws(DiagnosticsError) -> Reference {
    guard case .attribute(let name, _)? = nextStep else { throw incompleteResource(type) }
    taken += 1
    return resourceReference(ResourceName(.managed, type, name))
  }

  private mutating func resourceReference(_ name: ResourceName) -> Reference {
    // The steps of a resource end with its name: its key selects from the value of all instances.
    let key = takeKey(counting: false)
    return reference(to: .resource(name), key: key)
  }

  private mutating func terraformMember() throws(DiagnosticsError) -> String {
    if case .attribute("env", let range)? = nextStep {
      throw problem(
        "The attribute \"env\" was renamed to \"workspace\". Write \(traversal.root).workspace.", at: range)
    }
    return try member(of: ["workspace", "applying"])
  }

  // MARK: Steps

  private var nextStep: Traversal.Step? {
    taken < traversal.steps.count ? traversal.steps[taken] : nil
  }

  private mutating func name(of kind: String, like form: String) throws(DiagnosticsError) -> String {
    guard let step = nextStep else {
      throw problem(
        "\"\(traversal.range.text)\" cannot be used as a value by itself. Write \(form) to refer to one \(kind).",
        at: traversal.range)
    }
    guard case .attribute(let name, _) = step else {
      throw problem(
        "The name of \(kind.withArticle) must follow a dot: \(form).", at: step.range)
    }
    taken += 1
    return name
  }

  private mutating func member(of names: [String]) throws(DiagnosticsError) -> String {
    let root = traversal.root
    let choices = names.map { "\(root).\($0)" }.joined(separator: ", ")
    guard case .attribute(let name, let range)? = nextStep else {
      throw problem(
        "The \"\(root)\" object cannot be used as a value by itself. Write \(choices).",
        at: nextStep?.range ?? traversal.range)
    }
    guard names.contains(name) else {
      let suggestion = Suggestion.sentence(for: name, in: names)
      let has = names.count == 1 ? "It has only" : "It has"
      throw problem(
        "The \"\(root)\" object has no attribute \"\(name)\". \(has) \(choices).\(suggestion)", at: range)
    }
    taken += 1
    return name
  }

  /// The key in an index step that comes next. It is one of the subject's steps where `counting`.
  private mutating func takeKey(counting: Bool) -> InstanceKey? {
    guard case .index(let value, _)? = nextStep else { return nil }
    if counting { taken += 1 }
    return value.asInt.map(InstanceKey.index) ?? value.asString.map(InstanceKey.key)
  }

  private func reference(to subject: Reference.Subject, key: InstanceKey? = nil) -> Reference {
    Reference(subject: subject, key: key, steps: taken, traversal: traversal)
  }

  // MARK: Problems

  private func problem(_ detail: String, at range: SourceRange) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("invalid-reference", "Invalid reference", detail, at: range))
  }

  private func incompleteResource(_ type: String) -> DiagnosticsError {
    if let step = nextStep {
      return problem(
        "The name of a resource must follow its type and a dot: \(type).NAME.", at: step.range)
    }
    return problem(
      """
      A name on its own refers to nothing. For a resource, write its type and its name: \(type).NAME. For \
      an input variable, write var.\(type). For text, put it in quotes: "\(type)".
      """, at: traversal.range)
  }
}

extension String {
  /// `a module call`, `an input variable`.
  var withArticle: String {
    first.map { "aeiou".contains($0) } == true ? "an \(self)" : "a \(self)"
  }
}
