package import Diagnostics

/// Cuts a file into tokens.
///
/// Works on bytes; a token is a range of the file and nothing is copied. What means a token depends on the
/// construct around it, so the open templates stand on a stack. Text that is no token is reported here and
/// becomes an ``Token/Kind/invalid`` token.
package struct Lexer {
  /// What the text at a place is part of.
  struct Mode {
    enum Kind {
      /// Expressions and blocks of the file itself.
      case code
      /// The expression of an interpolation or directive.
      case sequence
      /// The text between two quotes.
      case quoted
      /// The lines of a heredoc.
      case heredoc
      /// The text of a file that is a template.
      case file

      var isRoot: Bool { self == .code || self == .file }
    }

    var kind: Kind
    /// The token that opened the construct.
    var opening: Range<Int>
    /// Braces open inside a `sequence`.
    var braces = 0
    /// The marker that ends a `heredoc`.
    var marker = 0..<0
  }

  let file: SourceFile
  package let bytes: [UInt8]
  /// Whether comments become tokens, as a formatter needs.
  let keepsComments: Bool
  var offset = 0
  var modes: [Mode]
  package var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  /// Set when a construct swallowed the rest of the file: what is wrong from here on is its consequence.
  var cut = Int.max
  /// The end of the line of the last invalid character: one report a line is enough.
  var reportedLineEnd = 0

  /// - Parameter isTemplate: whether the file is one template, not blocks and expressions.
  package init(_ file: SourceFile, isTemplate: Bool = false, keepsComments: Bool = false) {
    self.file = file
    self.keepsComments = keepsComments
    bytes = file.bytes
    modes = [Mode(kind: isTemplate ? .file : .code, opening: 0..<0)]
    tokens.reserveCapacity(bytes.count / 6 + 1)
  }

  /// Reads the whole file; ``tokens`` then ends with an `endOfFile`.
  package mutating func tokenise() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    guard reportInvalidEncoding() else {
      cut = offset
      return emit(.endOfFile, from: offset)
    }
    while offset < bytes.count {
      switch modes[modes.count - 1].kind {
      case .code, .sequence: scanCode()
      case .quoted: scanQuoted()
      case .heredoc: scanHeredoc()
      case .file: scanText()
      }
    }
    if modes.count > 1 { reportUnclosed() }
    emit(.endOfFile, from: offset)
  }
}

// MARK: Reading bytes

extension Lexer {
  /// The byte `distance` after the current one, or 0 past the end.
  func byte(after distance: Int) -> UInt8 {
    let index = offset + distance
    return index < bytes.count ? bytes[index] : 0
  }

  func next(is first: Character, _ second: Character) -> Bool {
    byte(after: 1) == first.asciiValue && byte(after: 2) == second.asciiValue
  }

  /// Ends a token at the current offset.
  mutating func emit(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, bytes: start..<offset))
  }

  /// Takes `length` bytes as one token.
  mutating func take(_ length: Int, _ kind: Token.Kind) {
    let start = offset
    offset += length
    emit(kind, from: start)
  }

  func range(_ bytes: Range<Int>) -> SourceRange { SourceRange(file, bytes) }
}

// MARK: Code

extension Lexer {
  private mutating func scanCode() {
    switch bytes[offset] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"): offset += 1
    case UInt8(ascii: "\n"): scanNewline(1)
    case UInt8(ascii: "\r") where byte(after: 1) == UInt8(ascii: "\n"): scanNewline(2)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      scanIdentifier()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
    case UInt8(ascii: "#"): scanLineComment()
    case UInt8(ascii: "\""):
      modes.append(Mode(kind: .quoted, opening: offset..<offset + 1))
      take(1, .openQuote)
    case UInt8(ascii: "{"):
      modes[modes.count - 1].braces += 1
      take(1, .openBrace)
    case UInt8(ascii: "}"): scanClosingBrace()
    case 0x80...: scanUnicode()
    default: scanPunctuation()
    }
  }

  private mutating func scanNewline(_ length: Int) {
    if modes.count > 1, isSequenceLost(at: offset + length) { breakOffSequence() }
    take(length, .newline)
  }

  /// Continues an identifier at its second byte.
  private mutating func scanIdentifier() {
    let start = offset
    offset += 1
    skipIdentifier()
    emit(.identifier, from: start)
  }

  /// Moves past the bytes that continue an identifier.
  mutating func skipIdentifier() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        offset += 1
      case 0x80...:
        let (scalar, length) = scalar(at: offset)
        guard scalar.properties.isIDContinue else { return }
        offset += length
      default: return
      }
    }
  }

  private mutating func scanUnicode() {
    let (scalar, length) = scalar(at: offset)
    if scalar.isIdentifierStart {
      let start = offset
      offset += length
      skipIdentifier()
      emit(.identifier, from: start)
    } else {
      takeInvalidCharacter(scalar, length)
    }
  }

  /// `decimal+ ("." decimal+)? (("e" | "E") ("+" | "-")? decimal+)?`
  private mutating func scanNumber() {
    let start = offset
    skipDigits()
    if byte(after: 0) == UInt8(ascii: "."), isDigit(byte(after: 1)) {
      offset += 1
      skipDigits()
    }
    if byte(after: 0) | 0x20 == UInt8(ascii: "e") {
      let sign = byte(after: 1) == UInt8(ascii: "+") || byte(after: 1) == UInt8(ascii: "-") ? 1 : 0
      if isDigit(byte(after: 1 + sign)) {
        offset += 1 + sign
        skipDigits()
      }
    }
    let end = offset
    skipIdentifier()
    if offset == end {
      emit(.number, from: start)
    } else {
      takeInvalidNumber(from: start, digitsEnd: end)
    }
  }

  private mutating func skipDigits() {
    while isDigit(byte(after: 0)) { offset += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  mutating func scanLineComment() {
    let start = offset
    offset = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    if offset < bytes.count, bytes[offset - 1] == UInt8(ascii: "\r") { offset -= 1 }
    if keepsComments { emit(.comment, from: start) }
  }

  private mutating func scanBlockComment() {
    let start = offset
    offset += 2
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "*"), byte(after: 1) == UInt8(ascii: "/") {
        offset += 2
        if keepsComments { emit(.comment, from: start) }
        return
      }
      offset += 1
    }
    reportUnterminatedComment(from: start)
  }

  private mutating func scanClosingBrace() {
    let top = modes.count - 1
    if modes[top].braces > 0 {
      modes[top].braces -= 1
      take(1, .closeBrace)
    } else if modes[top].kind == .sequence {
      modes.removeLast()
      take(1, .closeSequence)
    } else {
      take(1, .closeBrace)
    }
  }

  private mutating func scanPunctuation() {
    switch (bytes[offset], byte(after: 1)) {
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): scanLineComment()
    case (UInt8(ascii: "/"), UInt8(ascii: "*")): scanBlockComment()
    case (UInt8(ascii: "<"), UInt8(ascii: "<")): scanHeredocOpening()
    case (UInt8(ascii: "~"), UInt8(ascii: "}")) where isAtSequenceEnd:
      modes.removeLast()
      take(2, .closeSequence)
    case (UInt8(ascii: "="), UInt8(ascii: "=")) where byte(after: 2) == UInt8(ascii: "="),
      (UInt8(ascii: "!"), UInt8(ascii: "=")) where byte(after: 2) == UInt8(ascii: "="):
      takeUnsupportedOperator(3)
    case (UInt8(ascii: "<"), UInt8(ascii: ">")): takeUnsupportedOperator(2)
    case (UInt8(ascii: "="), UInt8(ascii: "=")): take(2, .equal)
    case (UInt8(ascii: "="), UInt8(ascii: ">")): take(2, .arrow)
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): take(2, .notEqual)
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): take(2, .lessOrEqual)
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): take(2, .greaterOrEqual)
    case (UInt8(ascii: "&"), UInt8(ascii: "&")): take(2, .and)
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): take(2, .or)
    case (UInt8(ascii: ":"), UInt8(ascii: ":")): take(2, .doubleColon)
    case (UInt8(ascii: "."), UInt8(ascii: ".")) where next(is: ".", "."): take(3, .ellipsis)
    case (UInt8(ascii: "*"), UInt8(ascii: "*")): takeUnsupportedOperator(2)
    case (let byte, _): scanSingle(byte)
    }
  }

  private var isAtSequenceEnd: Bool {
    let mode = modes[modes.count - 1]
    return mode.kind == .sequence && mode.braces == 0
  }

  private mutating func scanSingle(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "="): take(1, .assign)
    case UInt8(ascii: "."): take(1, .dot)
    case UInt8(ascii: ","): take(1, .comma)
    case UInt8(ascii: "("): take(1, .openParenthesis)
    case UInt8(ascii: ")"): take(1, .closeParenthesis)
    case UInt8(ascii: "["): take(1, .openBracket)
    case UInt8(ascii: "]"): take(1, .closeBracket)
    case UInt8(ascii: ":"): take(1, .colon)
    case UInt8(ascii: "?"): take(1, .question)
    case UInt8(ascii: "!"): take(1, .not)
    case UInt8(ascii: "<"): take(1, .less)
    case UInt8(ascii: ">"): take(1, .greater)
    case UInt8(ascii: "+"): take(1, .plus)
    case UInt8(ascii: "-"): take(1, .minus)
    case UInt8(ascii: "*"): take(1, .star)
    case UInt8(ascii: "/"): take(1, .slash)
    case UInt8(ascii: "%"): take(1, .percent)
    case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "~"):
      takeUnsupportedOperator(1)
    default: takeInvalidCharacter(Unicode.Scalar(byte), 1)
    }
  }
}

extension Unicode.Scalar {
  /// HCL: `ID_Start` of UAX #31, or an underscore.
  var isIdentifierStart: Bool { properties.isIDStart || self == "_" }
}
