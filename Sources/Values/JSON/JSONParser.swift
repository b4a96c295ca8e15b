/// Reads JSON from bytes by recursive descent, each byte once.
struct JSONParser {
  struct Failure: Error {
    var message: String
    var offset: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0
  /// Where strings with escapes are put together.
  private var scratch: [UInt8] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func document() throws(Failure) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    let value = try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw failure("nothing more is expected after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(Failure) -> JSON {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw failure("a value is expected here")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[offset...].starts(with: expected) else { throw failure("a value is expected here") }
    offset += expected.count
    return value
  }

  // MARK: Structures

  private mutating func array(depth: Int) throws(Failure) -> JSON {
    try enter(depth: depth)
    if take(UInt8(ascii: "]")) { return .array([]) }
    var elements: [JSON] = []
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array is expected here") }
      try refuseEnd(UInt8(ascii: "]"))
    }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSON {
    try enter(depth: depth)
    if take(UInt8(ascii: "}")) { return .object([]) }
    var members: [JSON.Member] = []
    // As long as each key is greater than the one before, none can occur twice.
    var isAscending = true
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw failure("a member name in quotes is expected here") }
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("a colon is expected here") }
      if isAscending, let last = members.last, key <= last.key { isAscending = false }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(isAscending ? members : members.keepingLast()) }
      guard take(UInt8(ascii: ",")) else {
        throw failure("a comma or the end of the object is expected here")
      }
      try refuseEnd(UInt8(ascii: "}"))
    }
  }

  /// Refuses a comma that was just taken where nothing but `end` follows it.
  private mutating func refuseEnd(_ end: UInt8) throws(Failure) {
    let comma = offset - 1
    skipSpace()
    if peek == end { throw failure("no comma may stand after the last value", at: comma) }
  }

  /// Steps over the opening bracket and what space follows.
  private mutating func enter(depth: Int) throws(Failure) {
    guard depth < JSON.maxDepth else { throw failure("the values nest too deep (over \(JSON.maxDepth))") }
    offset += 1
    skipSpace()
  }

  // MARK: Numbers

  private mutating func number() throws(Failure) -> Number {
    let start = offset
    let isNegative = take(UInt8(ascii: "-"))
    let hasLeadingZero = peek == UInt8(ascii: "0")
    var digits = Digits()
    let whole = takeDigits(&digits)
    guard whole > 0, whole == 1 || !hasLeadingZero else { throw failure("this is no number", at: start) }
    var exponent = 0
    if take(UInt8(ascii: ".")) {
      exponent = -takeDigits(&digits)
      guard exponent < 0 else { throw failure("a digit is expected here") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      try skipExponent()
    } else if let coefficient = digits.value {
      return Number(coefficient: isNegative ? -coefficient : coefficient, exponent: exponent)
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let number = Number(text) else { throw failure("the number is too large", at: start) }
    return number
  }

  /// The value of a run of digits, as long as there are few enough.
  private struct Digits {
    var count = 0
    var sum = 0
    var value: Int? { count <= 18 ? sum : nil }
  }

  /// Returns how many digits there were.
  private mutating func takeDigits(_ digits: inout Digits) -> Int {
    let start = offset
    while case let digit = peek &- UInt8(ascii: "0"), digit <= 9 {
      digits.sum = digits.sum &* 10 &+ Int(digit)
      offset += 1
    }
    digits.count += offset - start
    return offset - start
  }

  private mutating func skipExponent() throws(Failure) {
    offset += 1
    if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
    var digits = Digits()
    guard takeDigits(&digits) > 0 else { throw failure("a digit is expected here") }
  }

  // MARK: Strings

  private mutating func string() throws(Failure) -> String {
    offset += 1
    let start = offset
    skipPlainText()
    if peek == UInt8(ascii: "\"") {
      offset += 1
      return text(start..<offset - 1)
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: bytes[start..<offset])
    while !take(UInt8(ascii: "\"")) {
      guard offset < bytes.count else { throw failure("the string is not closed", at: start - 1) }
      guard take(UInt8(ascii: "\\")) else {
        throw failure("a control character must be written as an escape")
      }
      try escape()
      let run = offset
      skipPlainText()
      scratch.append(contentsOf: bytes[run..<offset])
    }
    return String(decoding: scratch, as: UTF8.self)
  }

  /// Moves to the next quote, backslash or control character, or to the end.
  private mutating func skipPlainText() {
    var index = offset
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      index += 1
    }
    offset = index
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  private mutating func escape() throws(Failure) {
    let letter = peek
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"): try unicodeEscape()
    default: throw failure("this is no escape sequence", at: offset - 2)
    }
  }

  private mutating func unicodeEscape() throws(Failure) {
    var code = UInt32(try hexadecimal())
    if UTF16.isLeadSurrogate(UInt16(code)),
      bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    {
      let afterLead = offset
      offset += 2
      let trail = try hexadecimal()
      if UTF16.isTrailSurrogate(trail) {
        code = 0x10000 + (code - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
      } else {
        offset = afterLead
      }
    }
    scratch.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(peek)).hexDigitValue else {
        throw failure("four hexadecimal digits are expected here")
      }
      code = code << 4 | UInt16(digit)
      offset += 1
    }
    return code
  }

  // MARK: Bytes

  /// The next byte; 0, which no JSON has outside of strings, at the end.
  private var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      offset += 1
    }
  }

  private func failure(_ message: String, at offset: Int? = nil) -> Failure {
    Failure(message: message, offset: min(offset ?? self.offset, bytes.count))
  }
}

extension [JSON.Member] {
  /// Of members with the same key the last one, in the place of the first.
  fileprivate func keepingLast() -> [JSON.Member] {
    var indices: [String: Int] = Dictionary(minimumCapacity: count)
    var members: [JSON.Member] = []
    members.reserveCapacity(count)
    for member in self {
      if let index = indices.updateValue(members.count, forKey: member.key) {
        indices[member.key] = index
        members[index].value = member.value
      } else {
        members.append(member)
      }
    }
    return members
  }
}
