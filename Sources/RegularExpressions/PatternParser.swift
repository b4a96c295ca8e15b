/// Reads RE2's syntax. Nesting is kept on a stack of its own, so that no pattern can exhaust the program's.
struct PatternParser {
  struct Flags {
    var foldsCase = false
    /// `^` and `$` match at lines, too.
    var isMultiline = false
    /// `.` matches a line feed.
    var dotMatchesNewline = false
    /// `*` is lazy and `*?` greedy.
    var isUngreedy = false
  }

  /// A group, or the pattern as a whole, up to where it has been read.
  struct Frame {
    var alternatives: [Node] = []
    var sequence: [Node] = []
    /// Nil for `(?:…)`.
    var number: Int?
    /// To be restored at the end.
    var outerFlags: Flags
  }

  /// The deepest nesting of groups that is accepted.
  static let maxDepth = 100
  /// The greatest repetition count, also of counts inside counts.
  static let maxCount = 1000

  let pattern: [Unicode.Scalar]
  var position = 0
  var flags = Flags()
  /// By number; the whole pattern, number 0, and groups without a name have nil.
  var groupNames: [String?] = [nil]
  private var frames: [Frame] = []
  /// Where the repetition operator starts that ended just before ``position``.
  private var repetitionStart: Int?

  init(_ pattern: String) {
    self.pattern = Array(pattern.unicodeScalars)
    frames = [Frame(outerFlags: flags)]
  }

  mutating func parse() throws(RegularExpressionError) -> Node {
    while let scalar = peek() {
      let previousRepetition = repetitionStart
      repetitionStart = nil
      switch scalar {
      case "(": try openGroup()
      case ")": try closeGroup()
      case "|": closeAlternative()
      case "*", "+", "?", "{": try parseRepetition(after: previousRepetition)
      case "\\" where peek(1) == "Q": parseQuotation()
      default: append(try parseAtom())
      }
    }
    guard frames.count == 1 else { throw wholeError(.missingParenthesis) }
    return frames[0].node
  }

  private mutating func parseAtom() throws(RegularExpressionError) -> Node {
    let scalar = pattern[position]
    switch scalar {
    case "[": return .characters(try parseClass())
    case "\\": return try parseEscape()
    default: break
    }
    position += 1
    switch scalar {
    case ".": return .characters(flags.dotMatchesNewline ? Self.any : Self.anyButNewline)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    default: return literal(scalar)
    }
  }

  func literal(_ scalar: Unicode.Scalar) -> Node {
    guard flags.foldsCase else { return .scalar(scalar.value, foldsCase: false) }
    return .scalar(CaseFolding.fold(scalar.value), foldsCase: true)
  }

  private static let any = CharacterClass(0...CharacterClass.lastScalar)
  private static let anyButNewline = CharacterClass(0...9, 11...CharacterClass.lastScalar)
}

// MARK: Groups

extension PatternParser {
  private mutating func openGroup() throws(RegularExpressionError) {
    guard frames.count <= Self.maxDepth else { throw wholeError(.nestsTooDeeply) }
    let outerFlags = flags
    if peek(1) == "?" {
      guard let number = try parseGroupOptions() else { return }
      frames.append(Frame(number: number > 0 ? number : nil, outerFlags: outerFlags))
    } else {
      position += 1
      groupNames.append(nil)
      frames.append(Frame(number: groupNames.count - 1, outerFlags: outerFlags))
    }
  }

  private mutating func closeGroup() throws(RegularExpressionError) {
    guard frames.count > 1, let frame = frames.popLast() else {
      throw wholeError(.unexpectedParenthesis)
    }
    position += 1
    flags = frame.outerFlags
    append(frame.number.map { .group(frame.node, number: $0) } ?? frame.node)
  }

  private mutating func closeAlternative() {
    position += 1
    frames[frames.count - 1].endAlternative()
  }

  mutating func append(_ node: Node) { frames[frames.count - 1].sequence.append(node) }
}

extension PatternParser.Frame {
  mutating func endAlternative() {
    alternatives.append(sequence.count == 1 ? sequence[0] : sequence.isEmpty ? .empty : .sequence(sequence))
    sequence = []
  }

  var node: Node {
    var copy = self
    copy.endAlternative()
    return copy.alternatives.count == 1 ? copy.alternatives[0] : .alternatives(copy.alternatives)
  }
}

// MARK: Repetition

extension PatternParser {
  private mutating func parseRepetition(after previous: Int?) throws(RegularExpressionError) {
    let start = position
    guard let (min, max) = try parseCount() else { return append(literal("{")) }
    let isLazy = take("?")
    if let previous { throw error(.nestedRepetition, from: previous) }
    guard let node = frames[frames.count - 1].sequence.popLast() else {
      throw error(.missingRepetitionArgument, from: start)
    }
    let repetition = Node.repetition(node, min: min, max: max, isGreedy: isLazy == flags.isUngreedy)
    guard repetition.repetitionProduct <= Self.maxCount else {
      throw error(.invalidRepetitionCount, from: start)
    }
    append(repetition)
    repetitionStart = start
  }

  /// Reads `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`; a brace that starts no count is read alone and gives nil.
  private mutating func parseCount() throws(RegularExpressionError) -> (min: Int, max: Int?)? {
    let start = position
    let scalar = pattern[position]
    position += 1
    switch scalar {
    case "*": return (0, nil)
    case "+": return (1, nil)
    case "?": return (0, 1)
    default: break
    }
    guard let min = parseDigits() else { return restart(after: start) }
    var max: Int? = min
    if take(",") { max = peek() == "}" ? nil : parseDigits() ?? -1 }
    guard max != -1, take("}") else { return restart(after: start) }
    guard min <= Self.maxCount, max.map({ min <= $0 && $0 <= Self.maxCount }) ?? true else {
      throw error(.invalidRepetitionCount, from: start)
    }
    return (min, max)
  }

  private mutating func restart(after brace: Int) -> (Int, Int?)? {
    position = brace + 1
    return nil
  }

  /// The number at ``position``, capped above ``maxCount``; nil when there is none or it has a leading zero.
  private mutating func parseDigits() -> Int? {
    let start = position
    var number = 0
    while let digit = peek(), ("0"..."9").contains(digit) {
      number = Swift.min(number * 10 + Int(digit.value - 0x30), Self.maxCount + 1)
      position += 1
    }
    let hasLeadingZero = position - start > 1 && pattern[start] == "0"
    return position == start || hasLeadingZero ? nil : number
  }
}

// MARK: Reading

extension PatternParser {
  func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < pattern.count ? pattern[position + offset] : nil
  }

  /// Steps over `scalar` if it comes next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    position += 1
    return true
  }

  func text(from start: Int, to end: Int) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: pattern[start..<end])
    return String(scalars)
  }

  /// An error about the text from `start` to ``position``.
  func error(_ code: RegularExpressionError.Code, from start: Int) -> RegularExpressionError {
    RegularExpressionError(code, text(from: start, to: position))
  }

  /// An error about the pattern as a whole.
  func wholeError(_ code: RegularExpressionError.Code) -> RegularExpressionError {
    RegularExpressionError(code, text(from: 0, to: pattern.count))
  }
}
