/// A stretch of source text that the parser treats as one thing.
package struct Token {
  package enum Kind: UInt8 {
    case identifier
    case number
    /// A line break; in brackets the parser looks past it.
    case newline
    /// Any of the three kinds, without the line break after it.
    case comment
    case endOfFile
    /// Text whose problem the lexer has reported: the parser fails on it in silence.
    case invalid

    // Templates.
    case openQuote
    case closeQuote
    /// `<<EOT` or `<<-EOT` with the line break.
    case openHeredoc
    /// The line with the marker, without its line break.
    case closeHeredoc
    /// Literal text, escapes included; in heredocs and files at most one line, with its line break.
    case text
    /// `${` or `${~`.
    case openInterpolation
    /// `%{` or `%{~`.
    case openDirective
    /// The `}` or `~}` of an interpolation or a directive.
    case closeSequence

    // Brackets.
    case openParenthesis
    case closeParenthesis
    case openBracket
    case closeBracket
    case openBrace
    case closeBrace

    // Operators and punctuation.
    case assign
    case arrow
    case comma
    case dot
    case ellipsis
    case question
    case colon
    case doubleColon
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case and
    case or
    case not
    case plus
    case minus
    case star
    case slash
    case percent
  }

  package let kind: Kind
  private let lowerBound: UInt32
  private let upperBound: UInt32

  /// Places beyond 4 GiB count as that far: tokens are many, and kept small.
  init(kind: Kind, bytes: Range<Int>) {
    self.kind = kind
    lowerBound = UInt32(clamping: bytes.lowerBound)
    upperBound = UInt32(clamping: bytes.upperBound)
  }

  package var bytes: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
