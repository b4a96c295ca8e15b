import Glibc

/// Turns the bytes that a terminal sends into keys.
///
/// Sequences: ECMA-48 and xterm's control sequences, as terminals on Linux send them.
struct KeyReader {
  /// The next byte; nil at the end of the input.
  let nextByte: () -> UInt8?

  /// nil at the end of the input.
  func next() -> LineEditor.Key? {
    guard let byte = nextByte() else { return nil }
    switch byte {
    case 0x1B: return escape()
    case 0..<0x20, 0x7F: return Self.controls[byte] ?? .other
    default: return character(byte)
    }
  }

  private static let controls: [UInt8: LineEditor.Key] = [
    0x01: .start, 0x02: .left, 0x03: .interrupt, 0x04: .endOfInput, 0x05: .end, 0x06: .right,
    0x08: .backspace,
    0x09: .complete, 0x0A: .enter, 0x0B: .deleteToEnd, 0x0C: .clearScreen, 0x0D: .enter, 0x0E: .down,
    0x10: .up, 0x15: .deleteToStart, 0x17: .deleteWord, 0x7F: .backspace,
  ]

  private func escape() -> LineEditor.Key? {
    switch nextByte() {
    case nil: return nil
    case UInt8(ascii: "["), UInt8(ascii: "O"): return control()
    case UInt8(ascii: "b"): return .wordLeft
    case UInt8(ascii: "f"): return .wordRight
    case 0x7F: return .deleteWord
    default: return .other
    }
  }

  /// What follows `ESC [`: parameters, then a letter or a tilde.
  private func control() -> LineEditor.Key? {
    var parameters = ""
    while let byte = nextByte() {
      guard (0x40...0x7E).contains(byte) else {
        if parameters.utf8.count < 8 { parameters.unicodeScalars.append(Unicode.Scalar(byte)) }
        continue
      }
      let hasControl = parameters.hasSuffix(";5")
      switch byte {
      case UInt8(ascii: "A"): return .up
      case UInt8(ascii: "B"): return .down
      case UInt8(ascii: "C"): return hasControl ? .wordRight : .right
      case UInt8(ascii: "D"): return hasControl ? .wordLeft : .left
      case UInt8(ascii: "H"): return .start
      case UInt8(ascii: "F"): return .end
      case UInt8(ascii: "~"): return Self.numbered[parameters] ?? .other
      default: return .other
      }
    }
    return nil
  }

  private static let numbered: [String: LineEditor.Key] = [
    "1": .start, "3": .delete, "4": .end, "7": .start, "8": .end,
  ]

  private func character(_ first: UInt8) -> LineEditor.Key? {
    var bytes = [first]
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    while bytes.count < length {
      guard let byte = nextByte() else { return nil }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self).first.map { .character($0) } ?? .other
  }
}
