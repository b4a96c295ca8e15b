import HCL

/// A token of the text being formatted, and how many spaces go before it.
struct Piece {
  var kind: Token.Kind
  /// Whether the piece is the last one on its line: a line break, or a comment with the line break after it.
  var endsLine = false
  /// Where its text begins and ends, in ``Pieces/bytes``.
  var start: UInt32
  var end: UInt32
  var spaces: UInt32 = 0

  init(_ kind: Token.Kind, _ bytes: Range<Int>) {
    self.kind = kind
    start = UInt32(clamping: bytes.lowerBound)
    end = UInt32(clamping: bytes.upperBound)
  }

  var bytes: Range<Int> { Int(start)..<Int(end) }
}

/// A text cut into pieces.
struct Pieces {
  /// The text of the file; behind it, what has been written anew.
  var bytes: [UInt8]
  var items: [Piece] = []
  /// How many spaces follow the last piece. Like Terraform, we leave them there.
  var trailingSpaces = 0

  /// The columns that a piece takes: grapheme clusters.
  func columns(_ piece: Piece) -> Int {
    let text = bytes[piece.bytes]
    let isPlain = text.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\r") }
    return isPlain ? text.count : String(decoding: text, as: UTF8.self).count
  }
}

extension Token.Kind {
  /// By how much a token changes the number of open brackets.
  var bracketChange: Int {
    switch self {
    case .openBrace, .openBracket, .openParenthesis, .openInterpolation, .openDirective: 1
    case .closeBrace, .closeBracket, .closeParenthesis, .closeSequence: -1
    default: 0
    }
  }
}
