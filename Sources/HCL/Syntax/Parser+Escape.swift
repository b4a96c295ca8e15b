import Diagnostics

extension Parser {
  /// The text that a literal stands for: escapes of sequences are resolved, and in quoted strings those
  /// with a backslash too.
  mutating func decoded(_ token: Token, isQuoted: Bool) -> String {
    guard hasEscapes(token.bytes, isQuoted: isQuoted) else { return text(token) }
    var result: [UInt8] = []
    result.reserveCapacity(token.bytes.count)
    var offset = token.bytes.lowerBound
    while offset < token.bytes.upperBound {
      let byte = bytes[offset]
      if isQuoted, byte == UInt8(ascii: "\\") {
        offset += decodeBackslash(at: offset, before: token.bytes.upperBound, into: &result)
      } else {
        result.append(byte)
        offset += isSequenceEscape(at: offset, before: token.bytes.upperBound) ? 2 : 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func hasEscapes(_ range: Range<Int>, isQuoted: Bool) -> Bool {
    for offset in range {
      switch bytes[offset] {
      case UInt8(ascii: "\\") where isQuoted: return true
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        if isSequenceEscape(at: offset, before: range.upperBound) { return true }
      default: break
      }
    }
    return false
  }

  /// Whether `$${` or `%%{` stands at a place.
  private func isSequenceEscape(at offset: Int, before end: Int) -> Bool {
    let byte = bytes[offset]
    guard byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), offset + 2 < end else { return false }
    return bytes[offset + 1] == byte && bytes[offset + 2] == UInt8(ascii: "{")
  }

  /// Appends what an escape stands for; returns its length in the source.
  private mutating func decodeBackslash(at offset: Int, before end: Int, into result: inout [UInt8]) -> Int {
    guard offset + 1 < end else {
      reportEscape(offset..<end, "A backslash begins an escape sequence, and there is nothing after it.")
      return 1
    }
    switch bytes[offset + 1] {
    case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "u"): return decodeUnicode(at: offset, digits: 4, before: end, into: &result)
    case UInt8(ascii: "U"): return decodeUnicode(at: offset, digits: 8, before: end, into: &result)
    default: return reportUnknownEscape(at: offset, before: end)
    }
    return 2
  }

  /// `\uNNNN` or `\UNNNNNNNN`.
  private mutating func decodeUnicode(
    at offset: Int, digits: Int, before end: Int, into result: inout [UInt8]
  ) -> Int {
    let written = offset + 2..<min(offset + 2 + digits, end)
    let isHex = bytes[written].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard written.count == digits, isHex, let value = UInt32(file.text(written), radix: 16) else {
      let letter = digits == 4 ? "u" : "U"
      reportEscape(
        offset..<offset + 2, "After \"\\\(letter)\" there must be exactly \(digits) hexadecimal digits.")
      return 2
    }
    guard let scalar = Unicode.Scalar(value) else {
      reportEscape(offset..<written.upperBound, "There is no character with this number in Unicode.")
      return 2 + digits
    }
    result.append(contentsOf: String(scalar).utf8)
    return 2 + digits
  }

  /// Reports a backslash before any other character, which is kept as it is.
  private mutating func reportUnknownEscape(at offset: Int, before end: Int) -> Int {
    var length = 2
    while offset + length < end, UTF8.isContinuation(bytes[offset + length]) { length += 1 }
    let hint =
      switch bytes[offset + 1] {
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        " Write \"$${\" and \"%%{\" for the characters \"${\" and \"%{\"."
      default: " Write \"\\\\\" for a backslash."
      }
    let text = file.text(offset..<offset + length)
    reportEscape(offset..<offset + length, "\"\(text)\" is no escape sequence.\(hint)")
    return 1
  }

  private mutating func reportEscape(_ range: Range<Int>, _ detail: String) {
    report("invalid-escape", "Invalid escape sequence", detail, at: SourceRange(file, range))
  }
}
