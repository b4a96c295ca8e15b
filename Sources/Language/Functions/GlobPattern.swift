import RegularExpressions

/// A pattern of names without slashes: `*.tf`, `[a-z]?`, `{a,b}`, with `\` before a character that stands for
/// itself.
struct GlobPattern {
  private let expression: RegularExpression

  /// Nil when a bracket or a brace is not closed.
  init?(_ pattern: Substring) {
    var translation = Translation(rest: pattern.unicodeScalars[...])
    guard let text = translation.run(),
      let expression = try? RegularExpression("(?s)^\(text)$")
    else { return nil }
    self.expression = expression
  }

  func matches(_ name: String) -> Bool { expression.matches(name) }

  private struct Translation {
    var rest: Substring.UnicodeScalarView

    /// The pattern as a regular expression.
    mutating func run() -> String? {
      var text = ""
      var openBraces = 0
      while let scalar = rest.popFirst() {
        switch scalar {
        case "*": text += ".*"
        case "?": text += "."
        case "[":
          guard let set = takeSet() else { return nil }
          text += set
        case "{":
          openBraces += 1
          text += "(?:"
        case "}" where openBraces > 0:
          openBraces -= 1
          text += ")"
        case "," where openBraces > 0: text += "|"
        case "\\":
          guard let next = rest.popFirst() else { return nil }
          text += Self.quoted(next)
        default: text += Self.quoted(scalar)
        }
      }
      return openBraces == 0 ? text : nil
    }

    /// Takes the rest of `[a-z]` or `[^a-z]`.
    private mutating func takeSet() -> String? {
      var text = "["
      if rest.first == "^" {
        text += "^"
        rest.removeFirst()
      }
      var isEmpty = true
      while let scalar = rest.popFirst() {
        if scalar == "]", !isEmpty { return text + "]" }
        isEmpty = false
        let isQuoted = scalar == "\\"
        guard let member = isQuoted ? rest.popFirst() : scalar else { return nil }
        text += scalar == "-" ? "-" : Self.quoted(member)
      }
      return nil
    }

    private static func quoted(_ scalar: Unicode.Scalar) -> String {
      let isPlain = !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      return isPlain ? String(scalar) : "\\x{\(String(scalar.value, radix: 16))}"
    }
  }
}
