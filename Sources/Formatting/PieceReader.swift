import Diagnostics
import HCL

/// Cuts a file into pieces, spelling anew what is to be.
struct PieceReader {
  private let tokens: [Token]
  private let rewritings: [Rewriting]
  private var index = 0
  private var pieces: Pieces

  init(_ file: SourceFile, rewritings: [Rewriting]) {
    var lexer = Lexer(file, keepsComments: true)
    lexer.tokenise()
    tokens = lexer.tokens
    self.rewritings = rewritings
    pieces = Pieces(bytes: file.bytes)
    pieces.items.reserveCapacity(tokens.count)
  }

  consuming func read() -> Pieces {
    for rewriting in rewritings {
      copy(to: rewriting.bytes.lowerBound)
      let first = index
      while tokens[index].bytes.lowerBound < rewriting.bytes.upperBound, tokens[index].kind != .endOfFile {
        index += 1
      }
      write(rewriting.form, insteadOf: tokens[first..<index])
    }
    copy(to: .max)
    let end = tokens.dropLast().last?.bytes.upperBound ?? 0
    pieces.trailingSpaces = max(0, tokens[index].bytes.lowerBound - end)
    return pieces
  }

  /// Takes over the tokens that begin before an offset.
  private mutating func copy(to end: Int) {
    while tokens[index].kind != .endOfFile, tokens[index].bytes.lowerBound < end {
      append(tokens[index])
      index += 1
    }
  }

  private mutating func copy(_ tokens: ArraySlice<Token>) {
    for token in tokens { append(token) }
  }

  /// A comment that reaches to the end of its line takes the line break in.
  private mutating func append(_ token: Token) {
    let last = pieces.items.count - 1
    if token.kind == .newline, last >= 0, pieces.items[last].kind == .comment, !pieces.items[last].endsLine,
      pieces.bytes[Int(pieces.items[last].start)...].isLineComment
    {
      pieces.items[last].end = UInt32(clamping: token.bytes.upperBound)
      pieces.items[last].endsLine = true
      return
    }
    var piece = Piece(token.kind, token.bytes)
    piece.endsLine = token.kind == .newline
    pieces.items.append(piece)
  }

  // MARK: Writing anew

  private mutating func write(_ form: Rewriting.Form, insteadOf tokens: ArraySlice<Token>) {
    switch form {
    case .labels(let labels):
      for label in labels { write(label: label) }
    case .type(let text):
      var lexer = Lexer(SourceFile(name: "", text: text))
      lexer.tokenise()
      for token in lexer.tokens.dropLast() {
        append(token.kind, Array(lexer.bytes[token.bytes]))
      }
    case .unwrapped:
      guard let unwrapped = UnwrappedValue(tokens, of: pieces.bytes) else {
        return copy(tokens)
      }
      if unwrapped.needsParentheses { append(.openParenthesis, "(") }
      copy(unwrapped.tokens)
      if unwrapped.needsParentheses { append(.closeParenthesis, ")") }
    }
  }

  private mutating func write(label: String) {
    append(.openQuote, "\"")
    if !label.isEmpty { append(.text, label.escapedForQuotes.utf8) }
    append(.closeQuote, "\"")
  }

  private mutating func append(_ kind: Token.Kind, _ text: some Sequence<UInt8>) {
    let start = pieces.bytes.count
    pieces.bytes.append(contentsOf: text)
    pieces.items.append(Piece(kind, start..<pieces.bytes.count))
  }

  private mutating func append(_ kind: Token.Kind, _ text: String) { append(kind, text.utf8) }
}

/// The expression in a string that is nothing but one interpolation.
private struct UnwrappedValue {
  var tokens: ArraySlice<Token>
  /// Whether line breaks in the expression would end it, now that the braces around it are gone.
  var needsParentheses: Bool

  /// nil when there is more in the string, or when that is hard to tell: `"${a}${b}"`.
  init?(_ string: ArraySlice<Token>, of bytes: [UInt8]) {
    guard string.count >= 5, string.dropFirst().first?.kind == .openInterpolation,
      string.dropLast().last?.kind == .closeSequence
    else { return nil }
    tokens = string.dropFirst(2).dropLast(2)
    guard Self.isOneExpression(tokens) else { return nil }
    while tokens.first?.kind == .newline { tokens.removeFirst() }
    // The line break after a comment is part of the comment.
    while tokens.last?.kind == .newline, !bytes.isLineComment(tokens.dropLast().last) { tokens.removeLast() }
    let isEnclosed = tokens.first?.kind == .openParenthesis && tokens.last?.kind == .closeParenthesis
    needsParentheses = !isEnclosed && Self.hasLineBreak(tokens, bytes)
  }

  /// Whether no other part of a template shows outside strings within the expression.
  private static func isOneExpression(_ tokens: ArraySlice<Token>) -> Bool {
    var quotes = 0
    var heredocs = 0
    for token in tokens {
      switch token.kind {
      case .openQuote: quotes += 1
      case .closeQuote: quotes -= 1
      case .openHeredoc: heredocs += 1
      case .closeHeredoc: heredocs -= 1
      case .openInterpolation, .closeSequence: if quotes == 0 { return false }
      case .text: if quotes == 0, heredocs == 0 { return false }
      default: continue
      }
    }
    return true
  }

  /// The line break that ends a comment does not count, as in Terraform.
  private static func hasLineBreak(_ tokens: ArraySlice<Token>, _ bytes: [UInt8]) -> Bool {
    var isAfterComment = false
    for token in tokens {
      if token.kind == .newline, !isAfterComment { return true }
      isAfterComment = bytes.isLineComment(token)
    }
    return false
  }
}

extension [UInt8] {
  /// Whether a token is a comment that the end of its line ends.
  fileprivate func isLineComment(_ token: Token?) -> Bool {
    token.map { $0.kind == .comment && self[$0.bytes].isLineComment } ?? false
  }
}

extension ArraySlice<UInt8> {
  /// Of a comment: whether it is one that the end of its line ends.
  var isLineComment: Bool { first == UInt8(ascii: "#") || dropFirst().first == UInt8(ascii: "/") }
}

extension String {
  /// As it stands between quotes in the native syntax.
  fileprivate var escapedForQuotes: String {
    var text = ""
    var rest = unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\"", "\\": text += "\\\(scalar)"
      case "$", "%": text += rest.first == "{" ? "\(scalar)\(scalar)" : "\(scalar)"
      default: text += scalar.isPrintable ? "\(scalar)" : scalar.escape
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  /// `\u200b`, or `\U0001f3f4` beyond the basic plane.
  fileprivate var escape: String {
    let digits = String(value, radix: 16)
    let width = value < 0x10000 ? 4 : 8
    return (width == 4 ? "\\u" : "\\U") + String(repeating: "0", count: width - digits.count) + digits
  }
}
