import Diagnostics

// MARK: Characters

extension Lexer {
  /// The scalar at a place of the file, which is known to be UTF-8, and its length in bytes.
  func scalar(at index: Int) -> (Unicode.Scalar, length: Int) {
    var iterator = bytes[index...].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return ("\u{FFFD}", 1) }
    return (scalar, UTF8.width(scalar))
  }

  /// Whether the file is UTF-8; otherwise the first place where it is not has been reported.
  mutating func reportInvalidEncoding() -> Bool {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return true
    } catch {
      offset = error.byteOffsets.lowerBound
      let byte = String(bytes[offset], radix: 16, uppercase: true)
      let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      report(
        "invalid-encoding", "Invalid character encoding",
        isUTF16
          ? "The file must be UTF-8, and it looks like UTF-16. Save it as UTF-8."
          : "The file must be UTF-8, and the byte 0x\(byte) cannot stand here in UTF-8. Save the file in that "
            + "encoding.", at: offset..<offset + 1)
      return false
    }
  }

  /// Takes one character that has no meaning, or all of a text in quotes that are none.
  mutating func takeInvalidCharacter(_ scalar: Unicode.Scalar, _ length: Int) {
    let start = offset
    offset += length
    if let closing = Self.falseQuotes[scalar] { skipFalseQuoted(until: closing) }
    reportOnceALine(
      "invalid-character", "Invalid character", Self.explanation(of: scalar), at: start..<offset)
    emit(.invalid, from: start)
  }

  private static let falseQuotes: [Unicode.Scalar: Set<Unicode.Scalar>] = [
    "'": ["'"], "`": ["`"], "\u{201C}": ["\u{201D}", "\u{201C}"], "\u{2018}": ["\u{2019}", "\u{2018}"],
  ]

  private mutating func skipFalseQuoted(until closing: Set<Unicode.Scalar>) {
    var index = offset
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      let (scalar, length) = scalar(at: index)
      index += length
      if closing.contains(scalar) {
        offset = index
        return
      }
    }
  }

  private static func explanation(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "'": "Single quotes are not valid. Enclose a string in double quotes (\")."
    case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}":
      "Typographic quotes are not valid; word processors and web pages put them in. Enclose a string in "
        + "straight double quotes (\")."
    case "`":
      "Backticks are not valid. Enclose a string in double quotes (\"), or write several lines as a "
        + "heredoc that starts with <<EOT."
    case ";":
      "Semicolons are not valid. Put each argument on a line of its own, and commas between the items of "
        + "a collection."
    case "$":
      "The dollar sign has a meaning only in a string, as in \"${name}\". Here, write the expression itself."
    default: "The character \(name(of: scalar)) has no meaning here."
    }
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let isVisible = scalar.properties.generalCategory.isVisible
    return isVisible ? "\"\(scalar)\"" : "\(code), which cannot be seen,"
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isVisible: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .nonspacingMark:
      false
    default: true
    }
  }
}

// MARK: Tokens

extension Lexer {
  mutating func takeUnsupportedOperator(_ length: Int) {
    let start = offset
    offset += length
    let text = file.text(start..<offset)
    let instead =
      switch text {
      case "**": "Raise a number to a power with the function pow."
      case "===", "!==": "Equality always takes types into account. Did you mean \"\(text.dropLast())\"?"
      case "<>": "Did you mean \"!=\"?"
      case "&", "|": "There are no operators on bits. Did you mean \"\(text)\(text)\"?"
      default: "There are no operators on bits."
      }
    reportOnceALine(
      "unsupported-operator", "Unsupported operator", "\"\(text)\" is no operator. \(instead)",
      at: start..<offset)
    emit(.invalid, from: start)
  }

  mutating func takeInvalidNumber(from start: Int, digitsEnd: Int) {
    let text = file.text(start..<offset)
    reportOnceALine(
      "invalid-number", "Invalid number literal",
      "\"\(text)\" begins like a number and goes on like a name. To have it as text, put it "
        + "in quotes.", at: start..<offset)
    emit(.invalid, from: start)
  }

  mutating func reportUnterminatedComment(from start: Int) {
    report(
      "unterminated-comment", "Unterminated comment",
      "The comment that begins here is not closed before the end of the file. Close it with \"*/\".",
      at: start..<start + 2)
    emit(.invalid, from: start)
    cut = start
  }

  /// Takes a `<<` that starts no heredoc; when a marker can be made out, the lines after it are read as one.
  mutating func takeInvalidHeredoc(from start: Int, marker: Range<Int>) {
    let lineEnd = file.lineRange(at: start).upperBound
    if marker.isEmpty {
      offset = start + 2
      reportOnceALine(
        "unsupported-operator", "Unsupported operator",
        "\"<<\" starts a heredoc, and then the marker that ends it follows directly, without quotes, as in "
          + "\"<<EOT\". There is no operator that shifts bits.", at: start..<offset)
      return emit(.invalid, from: start)
    }
    reportOnceALine(
      "invalid-heredoc", "Invalid heredoc",
      "The text of a heredoc begins on the next line: nothing may follow the marker "
        + "\"\(file.text(marker))\".", at: marker.upperBound..<lineEnd)
    offset = marker.upperBound
    emit(.invalid, from: start)
    offset = min(bytes.count, (bytes[lineEnd...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count) + 1)
    openHeredoc(from: start, marker: marker)
  }
}

// MARK: Constructs that are not closed

extension Lexer {
  /// At a line break in a quoted string: gives up everything that was opened on the line, so that the
  /// damage ends with it.
  mutating func breakAtLineEnd() {
    let line = file.lineRange(at: offset)
    let top = modes.count - 1
    let earlier = modes.lastIndex { $0.kind.isRoot || $0.opening.lowerBound < line.lowerBound } ?? 0
    let outermost = min(earlier + 1, top)
    if let sequence = modes[outermost...].first(where: { $0.kind == .sequence }) {
      reportUnclosedSequence(sequence)
    } else {
      reportMultiLineString(modes[top].opening.lowerBound, line)
    }
    discard(from: outermost)
  }

  /// Whether the line at `next`, after a line break in a sequence, cannot belong to the sequence: it starts
  /// an argument or a block, or ends the heredoc around.
  func isSequenceLost(at next: Int) -> Bool {
    let top = modes.count - 1
    guard modes[top].kind == .sequence, modes[top].braces == 0 else { return false }
    let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let words = bytes[next..<end].split { $0 <= UInt8(ascii: " ") }
    guard let first = words.first else { return false }
    if modes[top - 1].kind == .heredoc { return words.count == 1 && first == bytes[modes[top - 1].marker] }
    // A string would have to end right after the brace.
    if modes[top - 1].kind == .quoted, words.count == 1, first == [UInt8(ascii: "}")] { return true }
    guard words.count > 1, isName(first) else { return false }
    return words[1] == [UInt8(ascii: "=")] || isBlockHeader(words)
  }

  /// Whether words are the type of a block, perhaps labels, and its opening brace. No expression looks so.
  private func isBlockHeader(_ words: [ArraySlice<UInt8>]) -> Bool {
    guard words.last == [UInt8(ascii: "{")], !words[0].elementsEqual("for".utf8),
      !words[0].elementsEqual("in".utf8)
    else { return false }
    return words.dropFirst().dropLast().allSatisfy { isName($0) || $0.first == UInt8(ascii: "\"") }
  }

  private func isName(_ word: ArraySlice<UInt8>) -> Bool {
    var lexer = self
    lexer.offset = word.startIndex
    lexer.skipIdentifier()
    return lexer.offset == word.endIndex && scalar(at: word.startIndex).0.isIdentifierStart
  }

  /// Gives up the template around the current sequence, or only the sequence when that is a heredoc.
  mutating func breakOffSequence() {
    let outer = modes.lastIndex { $0.kind.isRoot || $0.kind == .heredoc } ?? 0
    let outermost = min(outer + 1, modes.count - 1)
    reportUnclosedSequence(modes[modes.count - 1])
    discard(from: outermost)
  }

  /// Closes the modes from `index` on, and makes one invalid token of all that was read in them.
  private mutating func discard(from index: Int) {
    let start = modes[index].opening.lowerBound
    modes.removeSubrange(index...)
    while let last = tokens.last, last.bytes.lowerBound >= start { tokens.removeLast() }
    emit(.invalid, from: start)
  }

  private mutating func reportMultiLineString(_ start: Int, _ line: Range<Int>) {
    let isInterpolationLong = start < line.lowerBound
    let why =
      isInterpolationLong
      ? "The string that begins here goes on for several lines, perhaps because an interpolation in it is "
        + "not closed where it should be."
      : "A string in quotes must end on the line on which it begins."
    report(
      "multi-line-string", "Invalid multi-line string",
      "\(why) Add the closing quote; for a text of several lines use \\n or a heredoc that starts with "
        + "<<EOT.",
      at: start..<(isInterpolationLong ? file.lineRange(at: start).upperBound : max(start, line.upperBound)))
  }

  private mutating func reportUnclosedSequence(_ sequence: Mode) {
    let isDirective = bytes[sequence.opening.lowerBound] == UInt8(ascii: "%")
    let noun = isDirective ? "directive" : "interpolation"
    report(
      "unclosed-sequence", "Unclosed template \(noun)",
      "There is no closing brace for this \(noun) before the text around it ends. Perhaps quotes or "
        + "brackets in it do not pair up.", at: sequence.opening)
  }

  /// At the end of the file, with templates still open.
  mutating func reportUnclosed() {
    let top = modes[modes.count - 1]
    if let sequence = modes.first(where: { $0.kind == .sequence }) {
      reportUnclosedSequence(sequence)
    } else if top.kind == .heredoc {
      reportUnterminatedHeredoc(top)
    } else {
      reportMultiLineString(top.opening.lowerBound, file.lineRange(at: offset))
    }
    discard(from: 1)
    cut = bytes.count
  }

  private mutating func reportUnterminatedHeredoc(_ heredoc: Mode) {
    let marker = file.text(heredoc.marker)
    var detail = "No line after this one holds \"\(marker)\" alone, which would end the text."
    if let near = lineLike(marker, after: heredoc.opening.upperBound) {
      let number = file.position(at: near.lowerBound).line
      detail +=
        " Line \(number) reads \"\(file.text(near))\": the marker must be spelled the same and nothing but "
        + "blanks may stand beside it."
    }
    report("unterminated-heredoc", "Unterminated heredoc", detail, at: heredoc.opening)
  }

  /// The first line that looks like the end of a heredoc to a person, without the blanks around it.
  private func lineLike(_ marker: String, after start: Int) -> Range<Int>? {
    var offset = start
    while let lineBreak = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = file.lineRange(at: lineBreak + 1)
      let text = bytes[line].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let trimmed = text.startIndex..<line.upperBound
      if trimmed.count <= marker.utf8.count + 8, isLike(marker, file.text(trimmed)) { return trimmed }
      offset = lineBreak + 1
    }
    return nil
  }

  private func isLike(_ marker: String, _ text: String) -> Bool {
    let (marker, text) = (marker.lowercased(), text.lowercased())
    return text.hasPrefix(marker) || Suggestion.nearest(to: marker, in: [text]) != nil
  }
}

// MARK: Reporting

extension Lexer {
  private mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, at bytes: Range<Int>
  ) {
    diagnostics.append(Diagnostic(code, summary, detail, at: range(bytes)))
  }

  /// Reports what tends to come in numbers, such as characters pasted from a document, once for a line.
  private mutating func reportOnceALine(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, at bytes: Range<Int>
  ) {
    guard bytes.lowerBound >= reportedLineEnd else { return }
    reportedLineEnd = file.lineRange(at: bytes.lowerBound).upperBound
    report(code, summary, detail, at: bytes)
  }
}
