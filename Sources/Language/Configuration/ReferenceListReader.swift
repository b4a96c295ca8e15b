import Addresses
import Diagnostics
import HCL
import Values

/// Reads arguments that hold references rather than values: `depends_on`, `ignore_changes`, `provider`.
///
/// Terraform 0.11 wrote such references in quotes; they are read as well, with a warning.
struct ReferenceListReader {
  let context: SourceRange
  var diagnostics: [Diagnostic] = []

  init(context: SourceRange) {
    self.context = context
  }

  /// The references of `depends_on`.
  mutating func references(in expression: Expression, argument: String) -> [Reference] {
    elements(of: expression, argument: argument).compactMap { reference($0) }
  }

  private mutating func reference(_ expression: Expression) -> Reference? {
    guard let traversal = traversal(expression) else { return nil }
    do {
      return try Reference.parse(traversal)
    } catch {
      diagnostics += error.diagnostics.map { $0.within(context) }
      return nil
    }
  }

  /// The provider configurations of `configuration_aliases`.
  mutating func providers(in expression: Expression, argument: String) -> [ProviderReference] {
    elements(of: expression, argument: argument).compactMap { provider($0) }
  }

  /// One provider configuration: `docker`, `docker.remote` or `docker.regions["eu"]`.
  mutating func provider(_ expression: Expression) -> ProviderReference? {
    if case .index(let block, let key, let range) = expression.unparenthesised {
      guard var reference = provider(block) else { return nil }
      (reference.instance, reference.range) = (key, range)
      return reference
    }
    guard var traversal = traversal(expression) else { return nil }
    if case .index(let value, let range)? = traversal.steps.last, traversal.steps.count == 2 {
      traversal.steps.removeLast()
      guard let alias = traversal.steps.first?.attributeName else { return nil }
      return ProviderReference(
        key: ProviderReference.Key(localName: traversal.root, alias: alias), instance: .literal(value, range),
        range: expression.range)
    }
    let alias = traversal.steps.first?.attributeName
    guard traversal.steps.count == (alias == nil ? 0 : 1) else {
      report(
        "invalid-provider-reference", "Invalid provider reference",
        "A provider configuration is named by the provider and, if it has one, its alias: docker.remote.",
        at: traversal.range)
      return nil
    }
    return ProviderReference(
      key: ProviderReference.Key(localName: traversal.root, alias: alias), range: traversal.range)
  }

  /// The paths of `ignore_changes`, relative to the resource.
  mutating func paths(in expression: Expression) -> Lifecycle.IgnoreChanges {
    if isAll(expression.unparenthesised) { return .all }
    let elements = elements(of: expression, argument: "ignore_changes")
    if elements.count == 1, isAll(elements[0]) { return .all }
    return .paths(
      elements.compactMap { element in
        traversal(element).map { (path: AttributePath($0), range: element.range) }
      })
  }

  /// `all`, or the `["*"]` of Terraform 0.11.
  private mutating func isAll(_ expression: Expression) -> Bool {
    if expression.keyword == "all" { return true }
    guard expression.literalString == "*" else { return false }
    warnAboutQuotes("Write ignore_changes = all instead.", at: expression.range)
    return true
  }

  /// The elements of a list that is written out.
  mutating func elements(of expression: Expression, argument: String) -> [Expression] {
    guard case .tuple(let elements, _) = expression.unparenthesised else {
      report(
        "invalid-expression", "Invalid expression",
        "\"\(argument)\" must be a list in brackets.", at: expression.range)
      return []
    }
    return elements
  }

  private mutating func traversal(_ expression: Expression) -> Traversal? {
    if case .traversal(let traversal) = expression.unparenthesised { return traversal }
    if let text = expression.literalString, let traversal = Traversal(quoted: text, at: expression.range) {
      warnAboutQuotes("Write \(text) without quotes.", at: expression.range)
      return traversal
    }
    report(
      "invalid-expression", "Invalid expression",
      "Only references can stand here, such as docker_volume.home; they cannot be computed.",
      at: expression.range)
    return nil
  }

  private mutating func warnAboutQuotes(_ advice: String, at range: SourceRange) {
    diagnostics.append(
      Diagnostic(
        .warning, "quoted-reference", "Quoted reference",
        "References in quotes are a form of Terraform 0.11. \(advice)", at: range, in: context))
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, at range: SourceRange
  ) {
    diagnostics.append(Diagnostic(code, summary, detail, at: range, in: context))
  }
}

extension Traversal {
  /// Reads the dotted names of a reference that stands in quotes at `range`; nil when it has other parts.
  init?(quoted text: String, at range: SourceRange) {
    let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let root = names.first, root.isIdentifier else { return nil }
    let steps = names.dropFirst().compactMap { name -> Step? in
      if let index = Int(name) { return .index(.number(index), range) }
      return name.isIdentifier ? .attribute(name, range) : nil
    }
    guard steps.count == names.count - 1 else { return nil }
    self.init(root: root, rootRange: range, steps: steps)
  }
}

extension AttributePath {
  /// The path that a traversal names when its root is an attribute: `spec[0].labels["team"]`.
  init(_ traversal: Traversal) {
    self.init(
      [.attribute(traversal.root)]
        + traversal.steps.compactMap { step -> Step? in
          switch step {
          case .attribute(let name, _): .attribute(name)
          case .index(let value, _): value.asInt.map(Step.index) ?? value.asString.map(Step.key)
          }
        })
  }
}
