import ProviderKit

extension ShellText {
  /// The text as `printf %b` takes it, to stand between single quotes: one line without quotes, and without
  /// what is replaced on the way to a container. Templates replace the names of the local host in an init
  /// script, and Kubernetes knows `$$` and `$(NAME)`.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map(escaped).joined()
      .replacing("$(", with: #"\0044("#).replacing("$$", with: #"\0044\0044"#)
      .replacing("localhost", with: #"local\0150ost"#).replacing("127.0.0.1", with: #"127\00560.0.1"#)
  }

  /// The text as one word in which `$NAME` and `${NAME}` stand for the environment's variables and nothing
  /// else is special, as Go's `os.Expand` has it: a variable that is not set is empty, a dollar sign before
  /// anything that cannot be a name stays.
  static func expanding(_ text: String) -> String {
    var rest = text.unicodeScalars[...]
    var result = "\""
    while let scalar = rest.popFirst() {
      switch scalar {
      case "$": result += expansion(&rest)
      case "\\", "\"", "`": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A path in which variables and `~/` stand for what they do in a shell.
  static func expandingHome(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? expanding("${HOME}\(path.dropFirst())") : expanding(path)
  }

  /// Whether a shell can have a variable of this name.
  static func isName(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy(isNameScalar) && text.unicodeScalars.first.map { !isDigit($0) } == true
  }

  /// What stands for a dollar sign and the name after it, which is taken off `rest`.
  private static func expansion(_ rest: inout Substring.UnicodeScalarView) -> String {
    guard let name = takeName(&rest) else { return #"\$"# }
    return isName(name) ? "${\(name)-}" : ""
  }

  /// Empty for a brace without its like; nil for a dollar sign without a name.
  private static func takeName(_ rest: inout Substring.UnicodeScalarView) -> String? {
    if rest.first == "{" {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: "}") else { return "" }
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[..<end])
    }
    if let first = rest.first, isDigit(first) || "*#$@!?-".unicodeScalars.contains(first) {
      return String(rest.removeFirst())
    }
    let name = rest.prefix(while: isNameScalar)
    rest = rest[name.endIndex...]
    return name.isEmpty ? nil : String(name)
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "_": true
    default: isDigit(scalar)
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
