/// A regular expression in RE2's syntax, which is also that of Go and of the Terraform language.
///
/// Matching takes time proportional to the text, whatever the pattern: it runs an automaton and never
/// backtracks. Of several matches the leftmost wins, and of those that begin there the one that a
/// backtracking engine would find first. Texts are matched by Unicode scalar.
///
///     let version = try RegularExpression(#"(?P<major>\d+)\.(?P<minor>\d+)"#)
///     version.firstMatch(in: "v1.15")?["minor"]           // "15"
///     version.replacing(in: "v1.15", with: "${major}.x")  // "v1.x"
public struct RegularExpression: Sendable {
  public let pattern: String
  /// The names of the groups by number; nil for a group without one, and for number 0, the whole match.
  public let groupNames: [String?]
  private let program: Program

  public init(_ pattern: String) throws(RegularExpressionError) {
    self.pattern = pattern
    var parser = PatternParser(pattern)
    let node = try parser.parse()
    groupNames = parser.groupNames
    do {
      program = try Program(node, groupCount: groupNames.count - 1)
    } catch {
      throw RegularExpressionError(error.code, pattern)
    }
  }

  /// Whether the pattern matches anywhere in the text.
  public func matches(_ text: String) -> Bool {
    var machine = Machine(program, Input(text), slotCount: 0)
    return machine.search(from: 0) != nil
  }

  public func firstMatch(in text: String) -> Match? {
    var machine = Machine(program, Input(text), slotCount: program.slotCount)
    return machine.search(from: 0).map { Match(text: text, offsets: $0, groupNames: groupNames) }
  }

  /// The matches from left to right, none overlapping another. An empty match that touches the one before
  /// it does not count.
  public func matches(in text: String) -> [Match] {
    let input = Input(text)
    var machine = Machine(program, input, slotCount: program.slotCount)
    var matches: [Match] = []
    var start = 0
    var lastEnd = -1
    while start <= input.count, let offsets = machine.search(from: start) {
      let (lower, upper) = (offsets[0], offsets[1])
      if upper > lower || lower != lastEnd {
        matches.append(Match(text: text, offsets: offsets, groupNames: groupNames))
      }
      start = upper > lower ? upper : upper + (input.scalar(at: upper)?.width ?? 1)
      lastEnd = upper
    }
    return matches
  }

  /// The text with every match replaced by the template, in which `$1`, `$name`, `${1}` and `${name}` stand
  /// for groups, the name being as long as it can be, and `$$` for a dollar sign. A group that does not
  /// exist or took no part is empty.
  public func replacing(in text: String, with template: String) -> String {
    replacing(in: text) { [template = ReplacementTemplate(template)] match in template.expanded(match) }
  }

  /// The text with every match replaced by what `replacement` makes of it.
  public func replacing(in text: String, with replacement: (Match) -> String) -> String {
    var result = ""
    var end = text.startIndex
    for match in matches(in: text) {
      result += text[end..<match.range.lowerBound]
      result += replacement(match)
      end = match.range.upperBound
    }
    return result + text[end...]
  }
}
