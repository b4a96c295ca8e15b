/// Reads addresses as they are written on the command line and in state files.
struct AddressParser {
  private var rest: Substring

  init(_ text: some StringProtocol) { rest = Substring(text) }

  var isAtEnd: Bool { rest.isEmpty }

  /// Takes `text` when it comes next.
  mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  /// A name: letters, digits, `_` and `-`.
  mutating func name() -> String? {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    guard let first = name.first, !first.isNumber, first != "-" else { return nil }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  /// `[0]`, `["key"]`, or nothing; nil when a bracket is opened and what follows is neither.
  mutating func key() -> InstanceKey? {
    guard take("[") else { return InstanceKey.none }
    let key: InstanceKey?
    if rest.first == "\"" {
      key = string().map(InstanceKey.key)
    } else {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      key = Int(digits).map(InstanceKey.index)
    }
    return take("]") ? key : nil
  }

  /// `module.a[0].module.b.`, with the dot that follows each; nothing for the root.
  mutating func modulePrefix() -> ModuleInstancePath? {
    var path = ModuleInstancePath.root
    while take("module.") {
      guard let name = name(), let key = key() else { return nil }
      path = path.appending(name, key)
      guard isAtEnd || take(".") else { return nil }
    }
    return path
  }

  /// A string in quotes, its escapes resolved.
  mutating func string() -> String? {
    guard take("\"") else { return nil }
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return text
      case "\\":
        guard let escaped = escaped() else { return nil }
        text.append(escaped)
      case "$", "%":
        text.append(character)
        // A doubled introducer before a brace stands for a single one.
        if rest.first == character, rest.dropFirst().first == "{" { rest.removeFirst() }
      default: text.append(character)
      }
    }
    return nil
  }

  /// What stands after a backslash.
  private mutating func escaped() -> Character? {
    switch rest.popFirst() {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\"": return "\""
    case "\\": return "\\"
    case "u":
      let digits = rest.prefix(4)
      rest = rest.dropFirst(4)
      guard digits.count == 4, digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16) else {
        return nil
      }
      return Unicode.Scalar(code).map(Character.init)
    default: return nil
    }
  }
}

extension ModuleInstancePath {
  /// Reads `module.a["x"].module.b`; nil when the text is no module address.
  public init?(_ text: some StringProtocol) {
    var parser = AddressParser(text)
    guard let path = parser.modulePrefix(), parser.isAtEnd else { return nil }
    self = path
  }
}

extension ResourceInstanceAddress {
  /// Reads `module.a[0].data.http.x["k"]`; nil when the text is no resource address.
  public init?(_ text: some StringProtocol) {
    var parser = AddressParser(text)
    guard let module = parser.modulePrefix() else { return nil }
    let mode: ResourceMode =
      parser.take("data.")
      ? .data : parser.take("ephemeral.") ? .ephemeral : parser.take("action.") ? .action : .managed
    guard let type = parser.name(), parser.take("."), let name = parser.name(), let key = parser.key(),
      parser.isAtEnd
    else { return nil }
    self.init(module, ResourceName(mode, type, name), key)
  }
}

extension ResourceAddress {
  /// Reads `module.a.docker_volume.home`, without keys; nil when the text is none such.
  public init?(_ text: some StringProtocol) {
    guard let address = ResourceInstanceAddress(text), address.key == .none,
      address.module.steps.allSatisfy({ $0.key == .none })
    else { return nil }
    self = address.configAddress
  }
}

extension ProviderConfigAddress {
  /// Reads `module.a.provider["host/namespace/type"].alias`; nil when the text is none such.
  public init?(_ text: some StringProtocol) {
    var parser = AddressParser(text)
    guard let path = parser.modulePrefix(), parser.take("provider["),
      let provider = parser.string().flatMap({ ProviderAddress(source: $0) }), parser.take("]")
    else { return nil }
    let alias = parser.take(".") ? parser.name() : nil
    guard let key = parser.key(), parser.isAtEnd else { return nil }
    self.init(module: path.module, provider, alias: alias, key: key)
  }
}
