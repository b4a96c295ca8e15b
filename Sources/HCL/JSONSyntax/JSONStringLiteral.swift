import Diagnostics
import Values

/// A string in well-formed JSON, with the way back from its text to its place.
struct JSONStringLiteral {
  /// With the quotes.
  let range: SourceRange
  /// What the string says.
  let content: SourceFile

  /// - Parameter start: of the opening quote.
  init(_ file: SourceFile, at start: Int) {
    var decoder = Decoder(bytes: file.bytes, offset: start + 1)
    decoder.decode()
    range = SourceRange(file, start..<min(decoder.offset + 1, file.bytes.count))
    content = SourceFile(bytes: decoder.text, embeddedIn: file, offsets: decoder.offsets)
  }

  var text: String { String(decoding: content.bytes, as: UTF8.self) }

  /// Whether the string may hold more than text.
  var isTemplate: Bool {
    zip(content.bytes, content.bytes.dropFirst()).contains { byte, next in
      next == UInt8(ascii: "{") && (byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"))
    }
  }

  private struct Decoder {
    let bytes: [UInt8]
    /// Of the closing quote in the end.
    var offset: Int
    var text: [UInt8] = []
    var offsets: [Int] = []

    mutating func decode() {
      while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
        let start = offset
        let isEscape = bytes[offset] == UInt8(ascii: "\\")
        append(isEscape ? escape() : [bytes[offset]], from: start)
        if !isEscape { offset += 1 }
      }
      offsets.append(min(offset, bytes.count))
    }

    private mutating func append(_ decoded: [UInt8], from start: Int) {
      text += decoded
      offsets += repeatElement(start, count: decoded.count)
    }

    /// The bytes that an escape sequence stands for.
    private mutating func escape() -> [UInt8] {
      let letter = byte(at: offset + 1)
      offset += 2
      switch letter {
      case UInt8(ascii: "b"): return [0x08]
      case UInt8(ascii: "f"): return [0x0C]
      case UInt8(ascii: "n"): return [0x0A]
      case UInt8(ascii: "r"): return [0x0D]
      case UInt8(ascii: "t"): return [0x09]
      case UInt8(ascii: "u"): return Array(String(scalar()).utf8)
      default: return [letter]
      }
    }

    /// The scalar of one `\u` escape, or of two that make a pair.
    private mutating func scalar() -> Unicode.Scalar {
      let first = takeCode()
      guard UTF16.isLeadSurrogate(first), byte(at: offset) == UInt8(ascii: "\\"),
        byte(at: offset + 1) == UInt8(ascii: "u")
      else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      let afterFirst = offset
      offset += 2
      let second = takeCode()
      guard UTF16.isTrailSurrogate(second) else {
        offset = afterFirst
        return "\u{FFFD}"
      }
      return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        ?? "\u{FFFD}"
    }

    private mutating func takeCode() -> UInt16 {
      let end = min(offset + 4, bytes.count)
      defer { offset = end }
      return UInt16(String(decoding: bytes[min(offset, end)..<end], as: UTF8.self), radix: 16) ?? 0xFFFD
    }

    private func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
  }
}
