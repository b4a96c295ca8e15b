import Values

/// What is left of a line of a ``ParameterFile``.
struct YAMLCursor {
  private var rest: Substring
  private let line: Int

  init(_ text: Substring, line: Int) {
    rest = text
    self.line = line
  }

  func problem(_ message: String) -> ParameterFile.Problem {
    ParameterFile.Problem(line: line, message: message)
  }

  /// Whether nothing more is said in the line.
  var isAtEnd: Bool {
    let text = rest.drop { $0.isWhitespace }
    return text.isEmpty || (text.hasPrefix("#") && text.startIndex > rest.startIndex)
  }

  /// A name and the colon after it.
  mutating func takeName() throws(ParameterFile.Problem) -> String {
    let whole = rest
    let name: String
    if rest.hasPrefix("\"") || rest.hasPrefix("'") {
      name = try takeQuoted()
    } else {
      let text = rest.prefix { $0 != ":" && $0 != "#" }
      rest = rest.dropFirst(text.count)
      name = String(text)
    }
    let isName = name.first.map { !" -[{&*!|>%@`".contains($0) } == true
    guard isName, rest.first == ":", rest.count == 1 || rest.dropFirst().first?.isWhitespace == true else {
      throw problem("\"\(whole)\" is no line of the form \"NAME: VALUE\".")
    }
    rest = rest.dropFirst()
    return name.trimmingSpaces
  }

  /// What ends a text of several lines that begins here; nil when none does.
  mutating func takeBlockMark() -> String? {
    let mark = String(rest).trimmingSpaces
    return switch mark {
    case "|": "\n"
    case "|-": ""
    default: nil
    }
  }

  /// A text, or a list in brackets as JSON.
  mutating func takeValue() throws(ParameterFile.Problem) -> String {
    skipSpaces()
    guard rest.first == "[" else { return try takeScalar() }
    rest = rest.dropFirst()
    var items: [JSON] = []
    skipSpaces()
    while rest.first != "]" {
      items.append(.string(try takeScalar(endingAt: ",]")))
      skipSpaces()
      if rest.first == "," { rest = rest.dropFirst() } else if rest.first != "]" { throw unclosed("list") }
      skipSpaces()
    }
    rest = rest.dropFirst()
    try expectEnd()
    return JSON.array(items).text()
  }

  /// A text with or without quotes, up to the end of the line or one of `ends`.
  mutating func takeScalar(endingAt ends: String = "") throws(ParameterFile.Problem) -> String {
    skipSpaces()
    if rest.first == "\"" || rest.first == "'" {
      let text = try takeQuoted()
      if ends.isEmpty { try expectEnd() }
      return text
    }
    if let first = rest.first, "[{&*!|>%@`".contains(first) {
      throw problem("A value that begins with \"\(first)\" has to be in quotes.")
    }
    return takePlain(endingAt: ends)
  }

  private mutating func takePlain(endingAt ends: String) -> String {
    var text = ""
    while let next = rest.first, !ends.contains(next) {
      if next == "#", text.last?.isWhitespace != false { break }
      text.append(next)
      rest = rest.dropFirst()
    }
    if ends.isEmpty { rest = rest.suffix(0) }
    return text.trimmingSpaces
  }

  /// In single quotes only the quote itself is special, and stands twice. Double quotes are those of JSON.
  private mutating func takeQuoted() throws(ParameterFile.Problem) -> String {
    let quote = rest.removeFirst()
    var text = ""
    while let next = rest.popFirst() {
      switch next {
      case "'" where quote == next && rest.first == "'": rest.removeFirst()
      case "\\" where quote == "\"":
        text.append(next)
        if let escaped = rest.popFirst() { text.append(escaped) }
        continue
      case quote: return quote == "'" ? text : try unescaped(text)
      default: break
      }
      text.append(next)
    }
    throw unclosed("quotation")
  }

  private func unescaped(_ text: String) throws(ParameterFile.Problem) -> String {
    do { return try JSON.parse("\"\(text)\"").asString ?? "" } catch {
      throw problem("\"\(text)\" has something in it that only single quotes can hold.")
    }
  }

  private mutating func skipSpaces() { rest = rest.drop { $0.isWhitespace } }

  private func expectEnd() throws(ParameterFile.Problem) {
    guard isAtEnd else { throw problem("\"\(rest)\" stands after the end of the value.") }
  }

  private func unclosed(_ what: String) -> ParameterFile.Problem {
    problem("The \(what) has no end in this line.")
  }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmingSpaces: String {
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex
    return String(self[..<end].drop { $0.isWhitespace })
  }
}
