import Diagnostics

extension Parser {
  /// Whether a text is the beginning of an expression that has to go on: a bracket, a template or a heredoc in
  /// it is open.
  public static func isUnfinished(_ text: String) -> Bool {
    var lexer = Lexer(SourceFile(name: "", text: text + "\n"))
    lexer.tokenise()
    if lexer.diagnostics.contains(where: { openConstructs.contains($0.code) }) { return true }
    var open = 0
    for token in lexer.tokens {
      switch token.kind {
      case .openParenthesis, .openBracket, .openBrace: open += 1
      case .closeParenthesis, .closeBracket, .closeBrace: open -= 1
      default: continue
      }
    }
    return open > 0
  }

  private static let openConstructs: Set<Diagnostic.Code> = [
    "unterminated-heredoc", "unterminated-comment", "unclosed-sequence",
  ]
}
