extension PatternParser {
  /// Reads `\Q…\E`, or `\Q…` to the end of the pattern: literal text.
  mutating func parseQuotation() {
    position += 2
    while let scalar = peek() {
      if scalar == "\\", peek(1) == "E" {
        position += 2
        return
      }
      append(literal(scalar))
      position += 1
    }
  }

  /// Reads what stands after a backslash outside of a class.
  mutating func parseEscape() throws(RegularExpressionError) -> Node {
    if let next = peek(1), let assertion = Self.assertion(next) {
      position += 2
      return .assertion(assertion)
    }
    var set = CharacterClass()
    if try parseClassEscape(into: &set) { return .characters(set.sealed(foldsCase: flags.foldsCase)) }
    return literal(try parseScalarEscape())
  }

  private static func assertion(_ letter: Unicode.Scalar) -> Assertion? {
    switch letter {
    case "A": .textStart
    case "z": .textEnd
    case "b": .wordBoundary
    case "B": .noWordBoundary
    default: nil
    }
  }

  /// Reads `\d`, `\W`, `\pL`, `\P{Greek}` and the like; false when something else stands there.
  mutating func parseClassEscape(into set: inout CharacterClass) throws(RegularExpressionError) -> Bool {
    guard peek() == "\\", let letter = peek(1) else { return false }
    if let ranges = NamedClasses.perl(letter) {
      set.insert(ranges)
    } else if "A"..."Z" ~= letter, let lower = Unicode.Scalar(letter.value + 0x20),
      let ranges = NamedClasses.perl(lower)
    {
      set.insert(CharacterClass.complement(ranges))
    } else if letter == "p" || letter == "P" {
      try parseUnicodeClass(into: &set)
      return true
    } else {
      return false
    }
    position += 2
    return true
  }

  private mutating func parseUnicodeClass(into set: inout CharacterClass) throws(RegularExpressionError) {
    let start = position
    var isNegated = peek(1) == "P"
    position += 2
    var name = ""
    if take("{") {
      if take("^") { isNegated.toggle() }
      let nameStart = position
      while let scalar = peek(), scalar != "}" { position += 1 }
      name = text(from: nameStart, to: position)
      guard take("}") else { throw error(.invalidClassRange, from: start) }
    } else if let scalar = peek() {
      name = String(scalar)
      position += 1
    }
    if let category = CategorySet(name, isNegated: isNegated) {
      set.insert(category)
    } else if let script = UnicodeScript.ranges(named: name) {
      set.insert(isNegated ? CharacterClass.complement(script) : script)
    } else {
      throw error(.invalidClassRange, from: start)
    }
  }

  /// Reads an escape that stands for one character.
  mutating func parseScalarEscape() throws(RegularExpressionError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = peek() else { throw RegularExpressionError(.trailingBackslash, "") }
    position += 1
    switch letter {
    case "a": return "\u{7}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{B}"
    case "x": return try parseHexadecimal(start: start)
    case "0"..."7":
      // Without a second digit it would be a reference to a group.
      guard letter == "0" || peek().map({ ("0"..."7").contains($0) }) == true else { break }
      return parseOctal(first: letter)
    case let other where other.isASCII && (other == "_" || !Self.isWord(other)): return other
    default: break
    }
    throw error(.invalidEscape, from: start)
  }

  private mutating func parseOctal(first: Unicode.Scalar) -> Unicode.Scalar {
    var value = first.value - 0x30
    for _ in 0..<2 {
      guard let digit = peek(), ("0"..."7").contains(digit) else { break }
      value = value * 8 + (digit.value - 0x30)
      position += 1
    }
    return Unicode.Scalar(value) ?? "\0"
  }

  /// Reads the digits of `\x7F` or `\x{10FFFF}`.
  private mutating func parseHexadecimal(start: Int) throws(RegularExpressionError) -> Unicode.Scalar {
    let isBraced = take("{")
    let digitsStart = position
    while let scalar = peek(), scalar.properties.isASCIIHexDigit, isBraced || position < digitsStart + 2 {
      position += 1
    }
    let digits = text(from: digitsStart, to: position)
    guard isBraced ? take("}") : digits.utf8.count == 2,
      let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
    else { throw error(.invalidEscape, from: start) }
    return scalar
  }
}
