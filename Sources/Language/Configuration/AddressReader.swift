import Addresses
import Diagnostics
import HCL
import Values

/// Reads the addresses that `moved`, `removed` and `import` blocks name.
struct AddressReader {
  /// The header of the block.
  let context: SourceRange
  var diagnostics: [Diagnostic] = []
  private var rest: ArraySlice<Part> = []

  init(context: SourceRange) {
    self.context = context
  }

  /// A name after a dot, or a key in brackets.
  private enum Part {
    case name(String, SourceRange)
    case key(Expression)

    var range: SourceRange {
      switch self {
      case .name(_, let range): range
      case .key(let expression): expression.range
      }
    }
  }

  /// An address whose keys are written out; nil, and a diagnostic, when it is none.
  mutating func address(_ expression: Expression) -> ObjectAddress? {
    guard let pattern = pattern(expression) else { return nil }
    var path = ModuleInstancePath.root
    for step in pattern.modules {
      guard let key = literal(step.key) else { return nil }
      path = path.appending(step.name, key)
    }
    guard let resource = pattern.resource else { return .module(path) }
    return literal(pattern.key).map { .resource(ResourceInstanceAddress(path, resource, $0)) }
  }

  private mutating func literal(_ key: Expression?) -> InstanceKey? {
    guard let key else { return InstanceKey.none }
    if case .literal(let value, _) = key {
      if let index = value.asInt { return .index(index) }
      if let name = value.asString { return .key(name) }
    }
    if let name = key.literalString { return .key(name) }
    report("The keys of an address have to be written out here: a whole number or a string.", at: key.range)
    return nil
  }

  /// An address whose keys may be any expressions; nil, and a diagnostic, when it is none.
  mutating func pattern(_ expression: Expression) -> AddressPattern? {
    guard let parts = Self.parts(of: expression) else {
      report(
        "An address stands here, such as docker_volume.home or module.net, without quotes.",
        at: expression.range)
      return nil
    }
    rest = parts[...]
    var pattern = AddressPattern(modules: [], range: expression.range)
    while take("module") {
      guard let name = name("a module call", at: expression.range) else { return nil }
      pattern.modules.append(AddressPattern.Step(name: name, key: key()))
    }
    guard !rest.isEmpty else { return pattern }
    guard let resource = resource(at: expression.range) else { return nil }
    pattern.resource = resource
    pattern.key = key()
    if let extra = rest.first {
      report("The address ends with the resource. Remove what follows it.", at: extra.range)
      return nil
    }
    return pattern
  }

  private static let reserved: Set = [
    "var", "local", "path", "each", "count", "self", "terraform", "tofu", "ephemeral", "action",
  ]

  private mutating func resource(at range: SourceRange) -> ResourceName? {
    let mode: ResourceMode = take("data") ? .data : .managed
    if mode == .managed, !take("resource"), case .name(let word, let place)? = rest.first,
      Self.reserved.contains(word)
    {
      report(
        "\"\(word)\" names no resource or module, so nothing that starts with it stands here.", at: place)
      return nil
    }
    guard let type = name("a resource type", at: range), let name = name("a resource", at: range) else {
      return nil
    }
    return ResourceName(mode, type, name)
  }

  // MARK: Parts

  private static func parts(of expression: Expression) -> [Part]? {
    switch expression.unparenthesised {
    case .traversal(let traversal):
      [.name(traversal.root, traversal.rootRange)] + traversal.steps.map(part)
    case .relative(let inner, let steps, _): parts(of: inner).map { $0 + steps.map(part) }
    case .index(let inner, let key, _): parts(of: inner).map { $0 + [.key(key)] }
    default: nil
    }
  }

  private static func part(_ step: Traversal.Step) -> Part {
    switch step {
    case .attribute(let name, let range): .name(name, range)
    case .index(let value, let range): .key(.literal(value, range))
    }
  }

  private mutating func take(_ word: String) -> Bool {
    guard case .name(word, _)? = rest.first else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func name(_ what: String, at range: SourceRange) -> String? {
    guard case .name(let name, _)? = rest.popFirst() else {
      report(
        "The address is not complete: the name of \(what) is missing. Write TYPE.NAME or module.NAME.",
        at: range)
      return nil
    }
    return name
  }

  private mutating func key() -> Expression? {
    guard case .key(let expression)? = rest.first else { return nil }
    rest.removeFirst()
    return expression
  }

  private mutating func report(_ detail: String, at range: SourceRange) {
    diagnostics.append(Diagnostic("invalid-address", "Invalid address", detail, at: range, in: context))
  }
}
