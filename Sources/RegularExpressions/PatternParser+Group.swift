extension PatternParser {
  /// Reads what follows `(?`: the start of a group, whose number is the result (0 when it has none), or
  /// flags that hold up to the end of the group around them, for which the result is nil.
  mutating func parseGroupOptions() throws(RegularExpressionError) -> Int? {
    let start = position
    position += 2
    if peek() == "P" || peek() == "<" { return try parseGroupName(start: start) }
    var new = flags
    var isSetting = true
    var hasFlag = false
    while let scalar = peek() {
      position += 1
      switch scalar {
      case "i": new.foldsCase = isSetting
      case "m": new.isMultiline = isSetting
      case "s": new.dotMatchesNewline = isSetting
      case "U": new.isUngreedy = isSetting
      case "-" where isSetting:
        isSetting = false
        hasFlag = false
        continue
      case ":" where isSetting || hasFlag, ")" where hasFlag:
        flags = new
        return scalar == ":" ? 0 : nil
      default: throw error(.invalidGroupSyntax, from: start)
      }
      hasFlag = true
    }
    throw error(.invalidGroupSyntax, from: start)
  }

  /// Reads `(?P<name>` or `(?<name>`.
  private mutating func parseGroupName(start: Int) throws(RegularExpressionError) -> Int {
    _ = take("P")
    guard take("<"), peek() != "=", peek() != "!" else {
      if peek() != nil { position += 1 }
      throw error(.invalidGroupSyntax, from: start)
    }
    let nameStart = position
    while let scalar = peek(), scalar != ">" { position += 1 }
    let name = text(from: nameStart, to: position)
    guard take(">"), !name.isEmpty, name.unicodeScalars.allSatisfy(Self.isWord)
    else { throw error(.invalidNamedGroup, from: start) }
    groupNames.append(name)
    return groupNames.count - 1
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
