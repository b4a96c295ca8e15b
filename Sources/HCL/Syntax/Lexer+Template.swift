extension Lexer {
  /// The text between quotes, up to the closing quote, a sequence or a problem.
  mutating func scanQuoted() {
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        emitText(from: start)
        modes.removeLast()
        return take(1, .closeQuote)
      case UInt8(ascii: "\\"):
        offset += 1
        if offset < bytes.count, !isLineBreak(bytes[offset]) { offset += 1 }
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        emitText(from: start)
        return breakAtLineEnd()
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        if scanSequence(textStart: start) { return }
      default: offset += 1
      }
    }
    emitText(from: start)
  }

  /// One line of a heredoc, or the line that ends it.
  mutating func scanHeredoc() {
    let isLineStart = bytes[offset - 1] == UInt8(ascii: "\n")
    guard isLineStart, let end = markerEnd(modes[modes.count - 1].marker) else { return scanText() }
    modes.removeLast()
    take(end - offset, .closeHeredoc)
  }

  /// The rest of a line with its line break, up to a sequence.
  mutating func scanText() {
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\n"):
        offset += 1
        return emitText(from: start)
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        if scanSequence(textStart: start) { return }
      default: offset += 1
      }
    }
    emitText(from: start)
  }

  private mutating func emitText(from start: Int) {
    if offset > start { emit(.text, from: start) }
  }

  /// At a `$` or `%`: opens a sequence if one starts here, after ending the text before it; otherwise moves
  /// past the character, or past the escape `$${` or `%%{`.
  private mutating func scanSequence(textStart: Int) -> Bool {
    let sigil = bytes[offset]
    if byte(after: 1) == sigil, byte(after: 2) == UInt8(ascii: "{") {
      offset += 3
      return false
    }
    guard byte(after: 1) == UInt8(ascii: "{") else {
      offset += 1
      return false
    }
    emitText(from: textStart)
    let length = byte(after: 2) == UInt8(ascii: "~") ? 3 : 2
    modes.append(Mode(kind: .sequence, opening: offset..<offset + length))
    take(length, sigil == UInt8(ascii: "$") ? .openInterpolation : .openDirective)
    return true
  }

  /// `<<` or `<<-`, an identifier, and the end of the line.
  mutating func scanHeredocOpening() {
    let start = offset
    offset += byte(after: 2) == UInt8(ascii: "-") ? 3 : 2
    let markerStart = offset
    skipIdentifier()
    let isName = offset > markerStart && scalar(at: markerStart).0.isIdentifierStart
    let marker = markerStart..<(isName ? offset : markerStart)
    if byte(after: 0) == UInt8(ascii: "\r"), byte(after: 1) == UInt8(ascii: "\n") { offset += 1 }
    guard !marker.isEmpty, byte(after: 0) == UInt8(ascii: "\n") else {
      return takeInvalidHeredoc(from: start, marker: marker)
    }
    offset += 1
    openHeredoc(from: start, marker: marker)
  }

  /// Starts the lines of a heredoc at the current offset.
  mutating func openHeredoc(from start: Int, marker: Range<Int>) {
    modes.append(Mode(kind: .heredoc, opening: start..<marker.upperBound, marker: marker))
    emit(.openHeredoc, from: start)
  }

  /// The end of the current line, less its line break, when it holds the marker and blanks only.
  private func markerEnd(_ marker: Range<Int>) -> Int? {
    var index = offset
    while index < bytes.count, isBlank(bytes[index]) { index += 1 }
    guard bytes[index...].starts(with: bytes[marker]) else { return nil }
    index += marker.count
    while index < bytes.count, isBlank(bytes[index]) { index += 1 }
    guard index == bytes.count || bytes[index] == UInt8(ascii: "\n") else { return nil }
    return index < bytes.count && bytes[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte >= 0x09 && byte <= 0x0D && byte != UInt8(ascii: "\n"))
  }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
