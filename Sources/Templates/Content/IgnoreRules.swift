/// The rules of one `.gitignore` file (git's documentation, gitignore: "Pattern format").
struct IgnoreRules: Sendable {
  private struct Rule {
    var segments: [WildcardSegment]
    var isNegated: Bool
    var isForFolders: Bool
  }

  private var rules: [Rule] = []
  /// Where the file stands: empty, or with a slash at its end.
  private let folder: String

  /// - Parameter folder: relative to the template; empty, or with a slash at its end.
  init(_ text: String, folder: String) {
    self.folder = folder
    rules = text.split(whereSeparator: \.isNewline).compactMap { Self.rule(String($0)) }
  }

  /// What tools leave in a template's folder, and what holds secrets.
  static let builtIn = IgnoreRules(
    """
    .git
    .terraform
    .rcw/cache
    .rcw/history
    .rcw/state
    *.tfstate
    *.tfstate.*
    .*.tfstate.lock.info
    *.tfplan
    crash.log
    crash.*.log
    """, folder: "")

  private static func rule(_ line: String) -> Rule? {
    var text = line[...]
    while text.last == " ", !text.hasSuffix("\\ ") { text.removeLast() }
    guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
    let isNegated = text.hasPrefix("!")
    if isNegated { text.removeFirst() }
    let isForFolders = text.hasSuffix("/")
    if isForFolders { text.removeLast() }
    guard !text.isEmpty else { return nil }
    // A slash anywhere but at the end ties the pattern to the file's own folder.
    var segments = text.split(separator: "/").map { WildcardSegment($0) }
    if !text.contains("/") { segments.insert(.anyPath, at: 0) }
    return Rule(segments: segments, isNegated: isNegated, isForFolders: isForFolders)
  }

  /// Whether the rules say that the path is ignored, or that it is not; nil when they say nothing.
  fileprivate func verdict(_ path: String, isFolder: Bool) -> Bool? {
    guard path.hasPrefix(folder) else { return nil }
    let parts = path.dropFirst(folder.count).split(separator: "/").map { Array($0.utf8) }
    let last = rules.last { rule in
      (isFolder || !rule.isForFolders) && WildcardSegment.match(rule.segments, parts)
    }
    return last.map { !$0.isNegated }
  }
}

extension [IgnoreRules] {
  /// - Parameter path: relative to the template; nothing above it is ignored.
  func ignores(_ path: String, isFolder: Bool) -> Bool {
    // The rules nearest to the file go first.
    for rules in reversed() {
      if let verdict = rules.verdict(path, isFolder: isFolder) { return verdict }
    }
    return false
  }
}

/// One part of a pattern between slashes.
enum WildcardSegment: Hashable, Sendable {
  /// `**`: any number of parts, also none.
  case anyPath
  case pattern([WildcardPiece])

  init(_ text: Substring) {
    self = text == "**" ? .anyPath : .pattern(WildcardPiece.pieces(of: Array(text.utf8)))
  }

  /// Whether the segments match all of the parts. Takes time in proportion to the product of both lengths.
  static func match(_ segments: [WildcardSegment], _ parts: [[UInt8]]) -> Bool {
    // reached[i]: whether the segments so far match the first i parts.
    var reached = [true] + Array(repeating: false, count: parts.count)
    for segment in segments {
      var next = Array(repeating: false, count: parts.count + 1)
      for index in 0...parts.count {
        switch segment {
        case .anyPath: next[index] = reached[index] || index > 0 && next[index - 1]
        case .pattern(let pieces):
          next[index] = index > 0 && reached[index - 1] && WildcardPiece.match(pieces, parts[index - 1])
        }
      }
      reached = next
    }
    return reached[parts.count]
  }
}

/// What one or more bytes of a name have to be.
enum WildcardPiece: Hashable, Sendable {
  case byte(UInt8)
  /// `?`
  case anyByte
  /// `*`
  case anyBytes
  /// `[a-z]`, `[!a-z]`
  case set([ClosedRange<UInt8>], isNegated: Bool)

  static func pieces(of text: [UInt8]) -> [WildcardPiece] {
    var pieces: [WildcardPiece] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "*"): pieces.append(.anyBytes)
      case UInt8(ascii: "?"): pieces.append(.anyByte)
      case UInt8(ascii: "\\") where index + 1 < text.count:
        index += 1
        pieces.append(.byte(text[index]))
      case UInt8(ascii: "["):
        guard let (set, end) = set(in: text, from: index + 1) else { fallthrough }
        pieces.append(set)
        index = end
      default: pieces.append(.byte(text[index]))
      }
      index += 1
    }
    return pieces
  }

  /// The set that begins after a bracket, and where its end is; nil when it has none.
  private static func set(in text: [UInt8], from start: Int) -> (WildcardPiece, end: Int)? {
    var index = start
    let isNegated =
      index < text.count && (text[index] == UInt8(ascii: "!") || text[index] == UInt8(ascii: "^"))
    if isNegated { index += 1 }
    var ranges: [ClosedRange<UInt8>] = []
    while index < text.count {
      // A bracket that comes first stands for itself.
      if text[index] == UInt8(ascii: "]"), !ranges.isEmpty {
        return (.set(ranges, isNegated: isNegated), index)
      }
      let isRange =
        index + 2 < text.count && text[index + 1] == UInt8(ascii: "-") && text[index + 2] != UInt8(ascii: "]")
      let last = isRange ? text[index + 2] : text[index]
      ranges.append(min(text[index], last)...max(text[index], last))
      index += isRange ? 3 : 1
    }
    return nil
  }

  private func accepts(_ byte: UInt8) -> Bool {
    switch self {
    case .byte(let expected): byte == expected
    case .anyByte, .anyBytes: true
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
    }
  }

  /// Whether the pieces match the whole name.
  static func match(_ pieces: [WildcardPiece], _ name: [UInt8]) -> Bool {
    var (piece, index) = (0, 0)
    // Where the last star stands, and how far what it took reaches.
    var star: (piece: Int, index: Int)?
    while index < name.count {
      if piece < pieces.count, pieces[piece] == .anyBytes {
        star = (piece, index)
        piece += 1
      } else if piece < pieces.count, pieces[piece].accepts(name[index]) {
        piece += 1
        index += 1
      } else if let last = star {
        star = (last.piece, last.index + 1)
        (piece, index) = (last.piece + 1, last.index + 1)
      } else {
        return false
      }
    }
    return pieces[piece...].allSatisfy { $0 == .anyBytes }
  }
}
