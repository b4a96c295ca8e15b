import Diagnostics

extension Parser {
  /// Moves past a faulty item that began with the token `start`, to the line break that ends it as far as
  /// its brackets and its indentation tell.
  ///
  /// - Parameter isOneLine: whether the item stands on the line of its block's opening brace, and the
  ///   closing brace may stand on that line too.
  mutating func skipItem(from start: Int, isOneLine: Bool = false) {
    let failure = currentIndex
    let indentation = indentation(of: tokens[start])
    isRecovering = false
    ignoresNewlines = false
    var open: [Token.Kind] = []
    var end = start
    while tokens[end].kind != .endOfFile {
      let kind = tokens[end].kind
      if let closing = kind.closing {
        open.append(closing)
      } else if kind.isClosing, let match = open.lastIndex(of: kind) {
        open.removeSubrange(match...)
      } else if end >= failure, isItemEnd(end, open, indentation, isOneLine) {
        break
      }
      end += 1
    }
    index = max(end, min(start + 1, tokens.count - 1))
  }

  /// Whether a token that closes none of the brackets `open` is the first that is not part of the item.
  private func isItemEnd(_ end: Int, _ open: [Token.Kind], _ indentation: Int, _ isOneLine: Bool) -> Bool {
    switch tokens[end].kind {
    case .newline: open.isEmpty || isNextLineOutside(end, open, indentation)
    case .closeBrace: blockDepth > 0 && (isOneLine || tokens[max(0, end - 1)].kind == .newline)
    default: false
    }
  }

  /// Whether the line after a line break in unclosed brackets is rather the next item, or the end of the
  /// block, than part of the brackets.
  private func isNextLineOutside(_ end: Int, _ open: [Token.Kind], _ indentation: Int) -> Bool {
    let next = tokens[end + 1]
    guard next.kind != .newline, !open.contains(.closeHeredoc), !open.contains(.closeQuote) else {
      return false
    }
    let column = self.indentation(of: next)
    return column < indentation || (column == indentation && next.kind == .identifier)
  }

  /// Bytes of blanks at the start of the line that holds a token.
  private func indentation(of token: Token) -> Int {
    let lineStart = bytes[..<token.bytes.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return bytes[lineStart...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
  }

  /// Reports that a block reaches the end of the file.
  ///
  /// The block that lacks its brace is seldom the one left open at the end: it is likelier one whose
  /// closing brace stands further left than the line that opened it.
  mutating func reportUnclosedBlock(_ type: Token, _ brace: Token) {
    guard cut == Int.max else { return }
    cut = bytes.count
    var detail = "There is no closing brace for this block before the end of the file."
    if let suspect = misplacedBrace() {
      let line = file.position(at: suspect.bytes.lowerBound).line
      detail +=
        " By the indentation, it is rather the brace opened on line \(line) that is not closed where it "
        + "should be."
    }
    report("unclosed-block", "Unclosed block", detail, at: range(type).through(range(brace)))
  }

  /// The first opening brace whose partner stands further left than its own line does.
  private func misplacedBrace() -> Token? {
    var open: [(brace: Token, indentation: Int)] = []
    var indentation = 0
    var isFirst = true
    for token in tokens {
      if isFirst { indentation = self.indentation(of: token) }
      if token.kind == .openBrace { open.append((token, indentation)) }
      if token.kind == .closeBrace, let partner = open.popLast(), isFirst, indentation < partner.indentation {
        return partner.brace
      }
      isFirst = token.kind == .newline
    }
    return nil
  }
}

extension Token.Kind {
  /// The kind that closes what this one opens.
  fileprivate var closing: Token.Kind? {
    switch self {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    case .openQuote: .closeQuote
    case .openHeredoc: .closeHeredoc
    case .openInterpolation, .openDirective: .closeSequence
    default: nil
    }
  }

  fileprivate var isClosing: Bool {
    switch self {
    case .closeParenthesis, .closeBracket, .closeBrace, .closeQuote, .closeHeredoc, .closeSequence: true
    default: false
    }
  }
}
