/// A text with references to groups: `$1`, `${name}`, `$$`.
struct ReplacementTemplate {
  private enum Part {
    case text(String)
    case group(String)
  }

  private var parts: [Part] = []

  init(_ template: String) {
    var rest = Substring(template)
    while let dollar = rest.firstIndex(of: "$") {
      parts.append(.text(String(rest[..<dollar])))
      rest = rest[dollar...].dropFirst()
      if rest.first == "$" {
        parts.append(.text("$"))
        rest = rest.dropFirst()
      } else if let name = Self.takeName(from: &rest) {
        parts.append(.group(name))
      } else {
        parts.append(.text("$"))
      }
    }
    parts.append(.text(String(rest)))
  }

  func expanded(_ match: Match) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .group(let name): result += (Int(name).map { match[$0] } ?? match[name]) ?? ""
      }
    }
    return result
  }

  /// Takes `name` or `{name}`; nil, with nothing taken, when it is malformed.
  private static func takeName(from rest: inout Substring) -> String? {
    let isBraced = rest.first == "{"
    let start = isBraced ? rest.dropFirst() : rest
    let name = start.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    let after = start[name.endIndex...]
    guard !name.isEmpty, !isBraced || after.first == "}" else { return nil }
    rest = isBraced ? after.dropFirst() : after
    return String(name)
  }
}
