import HCL

/// Where a space stands between two tokens on a line.
///
/// The rules of `terraform fmt` 1.15 (observed), with its quirks: `if(a)` in a `for` expression, `a-1` as it is
/// one name, `${- 1}`.
enum Spacing {
  /// - Parameters:
  ///   - before: what stands before `left` in its cell.
  ///   - isIn: whether `left` is the word `in`.
  static func isSpaced(
    _ left: Token.Kind, _ right: Token.Kind, after before: Token.Kind?, isIn: Bool
  ) -> Bool {
    if right == .newline { return false }
    if let isSpaced = inNames(left, right) ?? inTemplates(left, right) { return isSpaced }
    if isIn, before == .identifier { return true }
    if right == .openBracket, left == .identifier || left == .number || left.bracketChange < 0 {
      return false
    }
    if left == .not { return false }
    if left == .minus { return !isNegation(after: before) }
    return atBrackets(left, right)
  }

  /// Calls, paths and lists.
  private static func inNames(_ left: Token.Kind, _ right: Token.Kind) -> Bool? {
    switch (left, right) {
    case (.identifier, .openParenthesis), (.identifier, .doubleColon), (.doubleColon, .identifier): false
    case (.dot, _), (_, .dot), (_, .comma), (_, .ellipsis): false
    case (.comma, _): true
    default: nil
    }
  }

  /// Text stays as it is.
  private static func inTemplates(_ left: Token.Kind, _ right: Token.Kind) -> Bool? {
    switch (left, right) {
    case (.text, _), (.openQuote, _), (.openHeredoc, _): false
    case (_, .text), (_, .closeQuote), (_, .closeHeredoc): false
    default: nil
    }
  }

  /// Whether a minus is one of negation: where no operand can have ended.
  private static func isNegation(after before: Token.Kind?) -> Bool {
    switch before {
    case nil, .openParenthesis, .openBrace, .openBracket, .assign, .colon, .comma, .question: true
    case .plus, .star, .slash, .percent, .minus: true
    case .equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual: true
    case .and, .or, .not: true
    default: false
    }
  }

  /// Braces have spaces inside them, other brackets have none.
  private static func atBrackets(_ left: Token.Kind, _ right: Token.Kind) -> Bool {
    switch (left, right) {
    case (.openBrace, .closeBrace): false
    case (.openBrace, _), (_, .closeBrace): true
    case (.openInterpolation, .openBrace), (.openDirective, .openBrace), (.closeBrace, .closeSequence): true
    case (.closeSequence, .openInterpolation), (.closeSequence, .openDirective): false
    default: left.bracketChange <= 0 && right.bracketChange >= 0
    }
  }
}
