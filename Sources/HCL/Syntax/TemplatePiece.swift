import Diagnostics

/// One token's worth of a template, before directives are matched with their ends.
enum TemplatePiece {
  case text(String, SourceRange)
  case interpolation(Expression)
  case beginIf(Expression, SourceRange)
  case otherwise(SourceRange)
  case endIf(SourceRange)
  case beginFor(key: String?, value: String, in: Expression, SourceRange)
  case endFor(SourceRange)

  /// How the directive is written, without braces; nil when the piece is none.
  var directive: (name: String, range: SourceRange)? {
    switch self {
    case .text, .interpolation: nil
    case .beginIf(_, let range): ("if", range)
    case .otherwise(let range): ("else", range)
    case .endIf(let range): ("endif", range)
    case .beginFor(_, _, _, let range): ("for", range)
    case .endFor(let range): ("endfor", range)
    }
  }
}

extension [TemplatePiece] {
  /// Removes from every line of a `<<-` heredoc as many leading blanks as the least indented line has.
  ///
  /// As the peers do it: a line that is blank altogether counts for nothing and keeps its blanks; a line
  /// that begins with a sequence has no indentation; a line whose predecessor's end was taken by a strip
  /// marker is no line of its own. Blanks count as grapheme clusters, a tab as one (observed on
  /// Terraform 1.15.5).
  mutating func removeIndentation() {
    var least = Int.max
    var indented: [Int] = []
    var isLineStart = true
    for (index, piece) in enumerated() {
      guard case .text(let text, _) = piece else {
        if isLineStart { least = 0 }
        isLineStart = false
        continue
      }
      if isLineStart, let blanks = text.leadingBlanks {
        least = Swift.min(least, blanks)
        indented.append(index)
      }
      isLineStart = text.utf8.last == UInt8(ascii: "\n")
    }
    for index in indented {
      guard case .text(let text, let range) = self[index] else { continue }
      self[index] = .text(String(text.dropFirst(least)), range)
    }
  }
}

extension String {
  /// The number of blanks a line begins with; nil when it holds nothing else.
  fileprivate var leadingBlanks: Int? {
    let blanks = unicodeScalars.prefix { $0.properties.isWhitespace }
    if blanks.endIndex == endIndex, utf8.last == UInt8(ascii: "\n") { return nil }
    return Substring(blanks).count
  }

  var trimmedStart: String { String(unicodeScalars.drop { $0.properties.isWhitespace }) }

  var trimmedEnd: String {
    var scalars = Substring(self).unicodeScalars
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
