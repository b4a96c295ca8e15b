import HCL

/// The first argument of `format`, taken apart.
struct FormatString {
  /// `%-8.2[1]f`.
  struct Verb {
    var isZeroPadded = false
    var isAlternate = false
    var isLeftAligned = false
    var hasPlus = false
    var hasSpace = false
    /// In characters.
    var width = 0
    var precision: Int?
    /// The argument it formats, from 0.
    var argument = 0
    var letter: Unicode.Scalar = "v"
    /// As it is written.
    var text = ""
    /// Where it is written, in bytes of UTF-8.
    var offset = 0
  }

  enum Piece {
    case text(String)
    case verb(Verb)
  }

  let pieces: [Piece]
  /// How many arguments there must be.
  let argumentCount: Int

  init(_ text: String) throws(FunctionError) {
    var parser = FormatParser(text)
    pieces = try parser.parse()
    argumentCount = pieces.reduce(0) { count, piece in
      if case .verb(let verb) = piece { max(count, verb.argument + 1) } else { count }
    }
  }
}

/// Reads flags, width, precision, index and letter of every verb.
private struct FormatParser {
  /// A wider field is a mistake, and could fill the memory.
  static let maxWidth = 10_000

  private let bytes: [UInt8]
  private var offset = 0
  private var nextArgument = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func parse() throws(FunctionError) -> [FormatString.Piece] {
    var pieces: [FormatString.Piece] = []
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: UInt8(ascii: "%")) ?? bytes.count
      if end > offset { pieces.append(.text(String(decoding: bytes[offset..<end], as: UTF8.self))) }
      offset = end
      guard offset < bytes.count else { break }
      if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "%") {
        pieces.append(.text("%"))
        offset += 2
      } else {
        pieces.append(.verb(try parseVerb()))
      }
    }
    return pieces
  }

  private mutating func parseVerb() throws(FunctionError) -> FormatString.Verb {
    var verb = FormatString.Verb()
    verb.offset = offset
    offset += 1
    while takeFlag(&verb) {}
    verb.width = try takeNumber() ?? 0
    if take(".") { verb.precision = try takeNumber() ?? 0 }
    if take("[") {
      guard peek != UInt8(ascii: "0"), let index = try takeNumber() else { throw unrecognised() }
      guard take("]") else { throw unrecognised() }
      nextArgument = index - 1
    }
    verb.argument = nextArgument
    nextArgument += 1
    verb.letter = try takeLetter()
    verb.text = String(decoding: bytes[verb.offset..<offset], as: UTF8.self)
    guard "vtbdoxXeEfgGsq".unicodeScalars.contains(verb.letter) else {
      throw FunctionError(
        "unsupported format verb '\(verb.letter)' in \"\(verb.text)\" at offset \(verb.offset)", argument: 0)
    }
    return verb
  }

  private mutating func takeFlag(_ verb: inout FormatString.Verb) -> Bool {
    switch peek {
    case UInt8(ascii: "0"): verb.isZeroPadded = true
    case UInt8(ascii: "#"): verb.isAlternate = true
    case UInt8(ascii: "-"): verb.isLeftAligned = true
    case UInt8(ascii: "+"): verb.hasPlus = true
    case UInt8(ascii: " "): verb.hasSpace = true
    default: return false
    }
    offset += 1
    return true
  }

  private mutating func takeNumber() throws(FunctionError) -> Int? {
    let digits = bytes[offset...].prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    guard let number = Int(String(decoding: digits, as: UTF8.self)), number <= Self.maxWidth else {
      throw FunctionError(
        "the number at offset \(offset) of the format string is above \(Self.maxWidth)", argument: 0)
    }
    offset += digits.count
    return number
  }

  private mutating func takeLetter() throws(FunctionError) -> Unicode.Scalar {
    guard let byte = peek else {
      throw FunctionError("invalid format string starting at offset \(offset)", argument: 0)
    }
    let letter = Unicode.Scalar(byte)
    guard letter.isASCII, letter.properties.isAlphabetic else { throw unrecognised() }
    offset += 1
    return letter
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, byte == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private func unrecognised() -> FunctionError {
    guard offset < bytes.count else {
      return FunctionError("invalid format string starting at offset \(offset)", argument: 0)
    }
    let rest = String(decoding: bytes[offset...], as: UTF8.self)
    return FunctionError(
      "unrecognized format character '\(rest.prefix(1))' at offset \(offset)", argument: 0)
  }
}
