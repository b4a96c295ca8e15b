extension PatternParser {
  /// Reads `[…]`.
  mutating func parseClass() throws(RegularExpressionError) -> CharacterClass {
    let start = position
    position += 1
    let isNegated = take("^")
    var set = CharacterClass()
    var isFirst = true
    while isFirst || peek() != "]" {
      isFirst = false
      guard peek() != nil else {
        throw RegularExpressionError(.missingBracket, text(from: start, to: pattern.count))
      }
      if try parseNamedClass(into: &set) { continue }
      if try parseClassEscape(into: &set) { continue }
      set.insert(try parseRange(classStart: start))
    }
    position += 1
    return set.sealed(isNegated: isNegated, foldsCase: flags.foldsCase)
  }

  /// Reads `[:alpha:]` or `[:^alpha:]`; false when something else stands there.
  private mutating func parseNamedClass(into set: inout CharacterClass) throws(RegularExpressionError) -> Bool
  {
    guard peek() == "[", peek(1) == ":", let end = endOfNamedClass() else { return false }
    let start = position
    let isNegated = peek(2) == "^"
    let name = text(from: position + (isNegated ? 3 : 2), to: end)
    position = end + 2
    guard let ranges = NamedClasses.posix(name) else { throw error(.invalidClassRange, from: start) }
    set.insert(isNegated ? CharacterClass.complement(ranges) : ranges)
    return true
  }

  /// Where the next `:]` is; no name is so long that it would lie farther away.
  private func endOfNamedClass() -> Int? {
    pattern.indices.dropFirst(position + 2).prefix(64).first {
      pattern[$0] == ":" && $0 + 1 < pattern.count && pattern[$0 + 1] == "]"
    }
  }

  /// Reads one character, or a range such as `a-z`. A hyphen at either end of the class is itself.
  private mutating func parseRange(classStart: Int) throws(RegularExpressionError) -> ClosedRange<UInt32> {
    let start = position
    let low = try parseClassScalar(classStart: classStart)
    guard peek() == "-", let next = peek(1), next != "]" else { return low.value...low.value }
    position += 1
    let high = try parseClassScalar(classStart: classStart)
    guard low <= high else { throw error(.invalidClassRange, from: start) }
    return low.value...high.value
  }

  private mutating func parseClassScalar(classStart: Int) throws(RegularExpressionError) -> Unicode.Scalar {
    guard let scalar = peek() else {
      throw RegularExpressionError(.missingBracket, text(from: classStart, to: pattern.count))
    }
    if scalar == "\\" { return try parseScalarEscape() }
    position += 1
    return scalar
  }
}
