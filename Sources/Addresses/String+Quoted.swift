extension String {
  /// The string in the quotes and escapes of the configuration language, on one line.
  public var quoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text.replacingTemplateMarks + "\""
  }

  /// `${` and `%{` with their introducer doubled, so that they stand for themselves.
  private var replacingTemplateMarks: String {
    var result = ""
    var previous: Character?
    for character in self {
      if character == "{", let introducer = previous, introducer == "$" || introducer == "%" {
        result.append(introducer)
      }
      result.append(character)
      previous = character
    }
    return result
  }
}
