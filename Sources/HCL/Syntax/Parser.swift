public import Diagnostics

/// Reads a text in the native syntax of HCL.
///
/// One parser reads one file, once, through one of ``parseBody()``, ``parseExpression()`` and
/// ``parseTemplate()``. It always gives a tree. After an error it goes on with the next argument or block;
/// what follows from an error that has been reported is not reported again.
public struct Parser {
  let file: SourceFile
  let bytes: [UInt8]
  /// In the order of the text, once parsing is done.
  public internal(set) var diagnostics: [Diagnostic] = []

  var tokens: [Token] = []
  var index = 0
  /// Whether line breaks are blanks, as they are in all brackets but those of a block or an object.
  var ignoresNewlines = false
  /// Set by an error until the faulty item has been skipped. Nothing is reported meanwhile.
  var isRecovering = false
  /// Where the readable part of the file ends; set when an unclosed construct has been reported.
  var cut = Int.max
  /// How many blocks are open.
  var blockDepth = 0
  /// How many constructs the parser is inside of.
  var depth = 0
  /// The height that the expression being read may have reached: at least that of its tree.
  var height = 0

  /// The greatest number of constructs inside one another. It keeps a recursive walk of a tree within a
  /// stack of 512 KiB, the least that a concurrency thread is given.
  public static let maxDepth = 200
  /// The greatest height of an expression's tree. Chains of binary operators may be that high, since they
  /// are walked in loops; only their release recurses.
  static let maxHeight = 1000

  public init(_ file: SourceFile) {
    self.file = file
    bytes = file.bytes
  }

  /// Reads a whole file of arguments and blocks.
  public mutating func parseBody() -> Body {
    tokenise(isTemplate: false)
    let body = parseItems()
    finish()
    placeDiagnostics(in: body)
    return body
  }

  /// Reads a text that is one expression, in which line breaks mean nothing.
  public mutating func parseExpression() -> Expression {
    tokenise(isTemplate: false)
    ignoresNewlines = true
    let expression = parseAnyExpression()
    if current.kind != .endOfFile {
      fail(
        "extra-characters", "Extra characters after expression",
        "An expression ends before this place, and nothing may follow it.", at: range(current))
    }
    finish()
    return expression
  }

  /// Reads a whole file as a template, as `templatefile` does.
  public mutating func parseTemplate() -> Expression {
    tokenise(isTemplate: true)
    let expression = parseTemplateParts(opening: Token(kind: .text, bytes: 0..<0))
    finish()
    return expression
  }

  private mutating func tokenise(isTemplate: Bool) {
    var lexer = Lexer(file, isTemplate: isTemplate)
    lexer.tokenise()
    tokens = lexer.tokens
    diagnostics = lexer.diagnostics
    cut = lexer.cut
  }

  private mutating func finish() {
    diagnostics.sort { ($0.subject?.bytes.lowerBound ?? 0) < ($1.subject?.bytes.lowerBound ?? 0) }
  }

  /// Gives each problem the header of the block of the file that it stands in.
  private mutating func placeDiagnostics(in file: Body) {
    diagnostics = diagnostics.map { diagnostic in
      guard let place = diagnostic.subject?.bytes.lowerBound else { return diagnostic }
      let block = file.blocks.last { $0.typeRange.bytes.lowerBound <= place }
      guard let block, place <= block.body.endRange.bytes.lowerBound else { return diagnostic }
      return diagnostic.within(block.headerRange)
    }
  }
}

// MARK: Tokens

extension Parser {
  /// The token that ``advance()`` would take.
  var current: Token { tokens[currentIndex] }

  var currentIndex: Int {
    var index = index
    if ignoresNewlines {
      while tokens[index].kind == .newline { index += 1 }
    }
    return index
  }

  @discardableResult
  mutating func advance() -> Token {
    index = currentIndex
    let token = tokens[index]
    if token.kind != .endOfFile { index += 1 }
    return token
  }

  /// Takes the current token if it is of a kind.
  mutating func accept(_ kind: Token.Kind) -> Token? {
    current.kind == kind ? advance() : nil
  }

  mutating func skipNewlines() {
    while tokens[index].kind == .newline { index += 1 }
  }

  func text(_ token: Token) -> String { String(decoding: bytes[token.bytes], as: UTF8.self) }

  /// Whether a token is a certain word.
  func isWord(_ token: Token, _ word: String) -> Bool {
    guard token.kind == .identifier, token.bytes.count == word.utf8.count else { return false }
    return bytes[token.bytes].elementsEqual(word.utf8)
  }

  func range(_ token: Token) -> SourceRange { SourceRange(file, token.bytes) }

  /// From the start of one token to the end of the last one taken.
  func range(from start: Token) -> SourceRange {
    let end = tokens[max(0, index - 1)].bytes.upperBound
    return SourceRange(file, start.bytes.lowerBound..<max(start.bytes.upperBound, end))
  }

  func range(from start: SourceRange) -> SourceRange {
    start.through(range(tokens[max(0, index - 1)]))
  }
}

// MARK: Problems

extension Parser {
  /// Reports a problem that leaves the rest of the item readable.
  mutating func report(_ code: Diagnostic.Code, _ summary: String, _ detail: String, at range: SourceRange) {
    diagnostics.append(Diagnostic(code, summary, detail, at: range))
  }

  /// Reports a problem after which the item has to be skipped. Silent where the lexer or an earlier failure
  /// has said what is wrong.
  mutating func fail(_ code: Diagnostic.Code, _ summary: String, _ detail: String, at range: SourceRange) {
    guard !isRecovering else { return }
    isRecovering = true
    let current = current
    guard current.kind != .invalid, current.bytes.lowerBound < cut else { return }
    report(code, summary, detail, at: range)
  }

  /// Fails because something else was expected at the current token.
  mutating func failHere(_ code: Diagnostic.Code, _ summary: String, _ detail: String) {
    fail(code, summary, detail, at: rangeHere)
  }

  /// The current token; the place before it when that is the end of the line or of the file.
  var rangeHere: SourceRange {
    let token = tokens[index]
    guard token.kind == .newline || token.kind == .endOfFile else { return range(token) }
    let end = index > 0 ? tokens[index - 1].bytes.upperBound : token.bytes.lowerBound
    return SourceRange(file, end..<end)
  }

  func invalid(from start: Token) -> Expression { .invalid(range(from: start)) }

  /// Enters a construct; fails when too many are open. Every call that gives true needs a ``leave()``.
  mutating func enter() -> Bool {
    guard depth < Self.maxDepth else {
      failTooDeep(at: rangeHere)
      return false
    }
    depth += 1
    return true
  }

  mutating func leave() { depth -= 1 }

  /// Accounts for one more level on top of what has been read of the expression. A level that walks recurse
  /// into counts as several, so that there can be no more than ``maxDepth`` of them.
  mutating func grow(isChain: Bool = false, at range: @autoclosure () -> SourceRange) {
    height += isChain ? 1 : Self.maxHeight / Self.maxDepth
    if height > Self.maxHeight { failTooDeep(at: range()) }
  }

  private mutating func failTooDeep(at range: SourceRange) {
    fail(
      "nesting-too-deep", "Nesting too deep",
      "Too many constructs stand inside one another here. Move parts of this to local values or other blocks.",
      at: range)
  }
}
