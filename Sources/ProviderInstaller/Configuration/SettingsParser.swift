/// Reads the syntax of CLI configuration files: HCL 1 without interpolation, as far as Terraform's documentation
/// ("CLI Configuration File") uses it. Other than in HCL 2, names may be in quotes, and a block may have `=`.
struct SettingsParser {
  struct Problem: Error, Equatable {
    var line: Int
    var message: String
  }

  private enum Token: Equatable {
    case word(String)
    case text(String)
    case sign(Character)
    case end
  }

  private static let maxDepth = 32

  private let characters: [Character]
  private var offset = 0
  private var line = 1
  private var next = Token.end

  init(_ text: String) { characters = Array(text) }

  mutating func parse() throws(Problem) -> SettingsTree {
    next = try token()
    let items = try items(until: .end, depth: 0)
    return .object(items)
  }

  private mutating func advance() throws(Problem) { next = try token() }

  private func problem(_ message: String) -> Problem { Problem(line: line, message: message) }

  // MARK: Structure

  private mutating func items(until end: Token, depth: Int) throws(Problem) -> [SettingsTree.Item] {
    guard depth < Self.maxDepth else { throw problem("Blocks nest too deep.") }
    var items: [SettingsTree.Item] = []
    while next != end {
      items.append(try item(depth))
      if next == .sign(",") { try advance() }
    }
    return items
  }

  private mutating func item(_ depth: Int) throws(Problem) -> SettingsTree.Item {
    var keys: [String] = []
    while let key = key {
      keys.append(key)
      try advance()
    }
    guard !keys.isEmpty else { throw problem("A name is expected here.") }
    if next == .sign("=") || next == .sign(":") {
      try advance()
    } else if next != .sign("{") {
      throw problem("\"=\" or \"{\" is expected after \"\(keys[keys.count - 1])\".")
    }
    return SettingsTree.Item(keys: keys, value: try value(depth))
  }

  private var key: String? {
    switch next {
    case .word(let key), .text(let key): key
    case .sign, .end: nil
    }
  }

  private mutating func value(_ depth: Int) throws(Problem) -> SettingsTree {
    let token = next
    try advance()
    switch token {
    case .text(let text): return .text(text)
    case .word(let word): return .word(word)
    case .sign("{"):
      let items = try items(until: .sign("}"), depth: depth + 1)
      try advance()
      return .object(items)
    case .sign("["): return .list(try elements(depth + 1))
    case .sign, .end: throw problem("A value is expected here.")
    }
  }

  private mutating func elements(_ depth: Int) throws(Problem) -> [SettingsTree] {
    guard depth < Self.maxDepth else { throw problem("Lists nest too deep.") }
    var elements: [SettingsTree] = []
    while next != .sign("]") {
      elements.append(try value(depth))
      if next == .sign(",") {
        try advance()
      } else if next != .sign("]") {
        throw problem("A comma is missing.")
      }
    }
    try advance()
    return elements
  }

  // MARK: Tokens

  private mutating func token() throws(Problem) -> Token {
    skipBlanks()
    guard offset < characters.count else { return .end }
    let first = characters[offset]
    if first == "\"" { return try text() }
    guard Self.isWord(first) else {
      offset += 1
      return .sign(first)
    }
    let start = offset
    while offset < characters.count, Self.isWord(characters[offset]) { offset += 1 }
    return .word(String(characters[start..<offset]))
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-./".contains(character)
  }

  private mutating func skipBlanks() {
    while offset < characters.count {
      if characters[offset].isNewline { line += 1 }
      if characters[offset].isWhitespace {
        offset += 1
      } else if characters[offset] == "#" || starts("//") {
        while offset < characters.count, !characters[offset].isNewline { offset += 1 }
      } else if starts("/*") {
        while offset < characters.count, !starts("*/") { offset += 1 }
        offset = min(offset + 2, characters.count)
      } else {
        return
      }
    }
  }

  private func starts(_ mark: String) -> Bool { characters[offset...].starts(with: mark) }

  private mutating func text() throws(Problem) -> Token {
    var text = ""
    offset += 1
    while offset < characters.count, characters[offset] != "\"" {
      guard !characters[offset].isNewline else { break }
      if characters[offset] == "\\", offset + 1 < characters.count {
        offset += 1
        text.append(Self.escapes[characters[offset]] ?? characters[offset])
      } else {
        text.append(characters[offset])
      }
      offset += 1
    }
    guard offset < characters.count, characters[offset] == "\"" else { throw problem("A text has no end.") }
    offset += 1
    return .text(text)
  }

  private static let escapes: [Character: Character] = ["n": "\n", "t": "\t", "r": "\r"]
}
