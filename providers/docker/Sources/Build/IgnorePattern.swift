/// One line of a `.dockerignore`, compiled.
///
/// Rules: Docker's "dockerignore file" and Go's `filepath.Match`: `*` and `?` within one name, `**` across
/// any number of folders, `[a-z]` and `[^a-z]`, a backslash before a letter that stands for itself.
struct IgnorePattern: Sendable {
  /// Whether the line takes back what earlier lines exclude.
  let isException: Bool
  private let tokens: [Token]

  private enum Token: Equatable {
    case letter(Character)
    case anyLetter
    /// Any run of letters within one name.
    case anyName
    /// Anything at all.
    case anything
    /// Any number of whole folders, each with its slash.
    case anyFolders
    case oneOf([ClosedRange<Character>], isInverted: Bool)
  }

  /// nil for a line that says nothing: empty, a comment, or the context itself.
  init?(line: some StringProtocol) {
    var text = String(line).trimmed
    guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
    isException = text.hasPrefix("!")
    if isException { text = String(text.dropFirst()).trimmed }
    let path = Self.cleaned(text)
    guard !path.isEmpty else { return nil }
    tokens = Self.tokens(of: Array(path))
  }

  /// Whether the pattern fits a path, written without a slash at either end.
  ///
  /// The tokens are followed all at once, so that the work is bounded by pattern times path.
  func matches(_ path: some StringProtocol) -> Bool {
    var states: Set<Int> = []
    add(0, to: &states)
    var isAtStart = true
    for letter in path {
      states = step(states, letter, isAtStartOfName: isAtStart)
      if states.isEmpty { return false }
      isAtStart = letter == "/"
    }
    return states.contains(tokens.count)
  }

  private func step(_ states: Set<Int>, _ letter: Character, isAtStartOfName: Bool) -> Set<Int> {
    var next: Set<Int> = []
    for state in states where state < tokens.count {
      switch tokens[state] {
      case .letter(let wanted): if letter == wanted { add(state + 1, to: &next) }
      case .anyLetter: if letter != "/" { add(state + 1, to: &next) }
      case .oneOf(let ranges, let isInverted):
        if letter != "/", ranges.contains(where: { $0.contains(letter) }) != isInverted {
          add(state + 1, to: &next)
        }
      case .anyName: if letter != "/" { add(state, to: &next) }
      case .anything: add(state, to: &next)
      case .anyFolders: stay(in: state, letter, &next)
      }
    }
    return next
  }

  /// Within `**/` only a slash leads on to what follows it.
  private func stay(in state: Int, _ letter: Character, _ next: inout Set<Int>) {
    if letter == "/" { add(state, to: &next) } else { next.insert(state) }
  }

  /// The state, and those that can be reached from it without a letter.
  private func add(_ state: Int, to states: inout Set<Int>) {
    var state = state
    while states.insert(state).inserted, state < tokens.count {
      switch tokens[state] {
      case .anyName, .anything, .anyFolders: state += 1
      case .letter, .anyLetter, .oneOf: return
      }
    }
  }

  // MARK: Compiling

  /// The path without empty and `.` parts, `..` resolved, no slash at either end.
  private static func cleaned(_ text: String) -> String {
    var parts: [Substring] = []
    for part in text.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  private static func tokens(of pattern: [Character]) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    while index < pattern.count {
      let rest = pattern[index...]
      if rest.starts(with: "**/") {
        tokens.append(.anyFolders)
        index += 3
      } else if rest.starts(with: "**") {
        tokens.append(.anything)
        index += 2
      } else if pattern[index] == "[", let (token, length) = alternatives(rest) {
        tokens.append(token)
        index += length
      } else if pattern[index] == "\\", index + 1 < pattern.count {
        tokens.append(.letter(pattern[index + 1]))
        index += 2
      } else {
        tokens.append(simple(pattern[index]))
        index += 1
      }
    }
    return tokens
  }

  private static func simple(_ letter: Character) -> Token {
    switch letter {
    case "*": .anyName
    case "?": .anyLetter
    default: .letter(letter)
    }
  }

  /// The letters between brackets; nil when they do not close.
  private static func alternatives(_ rest: ArraySlice<Character>) -> (Token, length: Int)? {
    var inner = rest.dropFirst()
    let isInverted = inner.first == "^"
    if isInverted { inner = inner.dropFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let first = inner.popFirst() {
      if first == "]", !ranges.isEmpty {
        return (.oneOf(ranges, isInverted: isInverted), rest.count - inner.count)
      }
      let low = first == "\\" ? inner.popFirst() ?? first : first
      var high = low
      if inner.first == "-", inner.count > 1, inner[inner.startIndex + 1] != "]" {
        inner = inner.dropFirst()
        high = inner.popFirst() ?? low
        if high == "\\" { high = inner.popFirst() ?? high }
      }
      ranges.append(min(low, high)...max(low, high))
    }
    return nil
  }
}

/// What a build does not send to the engine.
struct IgnoreRules: Sendable {
  private let patterns: [IgnorePattern]
  /// Paths that are sent whatever the patterns say: the build needs them itself.
  private let needed: Set<String>

  init(_ text: String, needed: Set<String>) {
    patterns = text.split(whereSeparator: \.isNewline).compactMap { IgnorePattern(line: $0) }
    self.needed = needed
  }

  /// Whether the file or folder is left out. The last line that fits it, or a folder it is in, decides.
  func excludes(_ path: String) -> Bool {
    if needed.contains(path) { return false }
    let folders = path.indices.filter { path[$0] == "/" }.map { path[..<$0] }
    return patterns.reduce(false) { isExcluded, pattern in
      guard pattern.isException == isExcluded else { return isExcluded }
      return pattern.matches(path) || folders.contains(where: pattern.matches) ? !isExcluded : isExcluded
    }
  }

  /// Whether something inside an excluded folder may still be sent.
  func mayTakeBack(inside folder: String) -> Bool {
    patterns.contains(where: \.isException) || needed.contains { $0.hasPrefix(folder + "/") }
  }
}
