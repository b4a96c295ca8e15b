public import Values

/// Known values as expressions that give them, laid out as the formatter lays them out.
public struct ExpressionText {
  private var text = ""

  private init() {}

  /// The expression of a value that is wholly known, without a line end.
  public static func of(_ value: Value) -> String {
    var writer = ExpressionText()
    writer.write(value, indent: 0)
    return writer.text
  }

  /// Arguments that have the values, each on lines of its own.
  public static func arguments(_ values: KeyedValues) -> String {
    var writer = ExpressionText()
    writer.write(values, indent: 0)
    return writer.text
  }

  private mutating func write(_ value: Value, indent: Int) {
    switch value.content {
    case .null, .unknown: text += "null"
    case .bool(let bool): text += "\(bool)"
    case .number(let number): text += number.description
    case .string(let string): text += Self.quoted(string)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        write(element, indent: indent)
      }
      text += "]"
    case .map(let elements, _), .object(let elements):
      guard !elements.isEmpty else {
        text += "{}"
        return
      }
      text += "{\n"
      write(elements, indent: indent + 2)
      text += String(repeating: " ", count: indent) + "}"
    }
  }

  /// Names and values, a line each. The equals signs of neighbours that take one line stand in a column.
  private mutating func write(_ members: KeyedValues, indent: Int) {
    let lines = members.map { key, value in
      var writer = ExpressionText()
      writer.write(value, indent: indent)
      return (name: Self.name(key), value: writer.text)
    }
    var widths: [Int] = []
    for (index, line) in lines.enumerated() where widths.count == index {
      let group = lines[index...].prefix { !$0.value.utf8.contains(UInt8(ascii: "\n")) }
      let width = group.map(\.name.count).max() ?? line.name.count
      widths += [Int](repeating: width, count: max(1, group.count))
    }
    for (line, width) in zip(lines, widths) {
      text += String(repeating: " ", count: indent) + line.name
      text += String(repeating: " ", count: width - line.name.count) + " = " + line.value + "\n"
    }
  }

  private static func name(_ key: String) -> String {
    key.isIdentifier ? key : quoted(key)
  }

  /// A string literal without line breaks, in which nothing is a template.
  public static func quoted(_ string: String) -> String {
    let scalars = Array(string.unicodeScalars)
    var text = "\""
    for (index, scalar) in scalars.enumerated() {
      let isDoubled =
        (scalar == "$" || scalar == "%") && index + 1 < scalars.count && scalars[index + 1] == "{"
      text += isDoubled ? "\(scalar)\(scalar)" : scalar.escapedInLiteral
    }
    return text + "\""
  }
}

extension Unicode.Scalar {
  fileprivate var escapedInLiteral: String {
    switch self {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case _ where isPrintable: return String(self)
    default: break
    }
    let (letter, width) = value <= 0xFFFF ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Whether the character can be seen: letters, marks, numbers, punctuation, symbols and the plain space.
  public var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}

extension String {
  /// Whether the string is a name of the language: a letter or underscore, then those, digits and dashes.
  public var isIdentifier: Bool {
    guard let first = unicodeScalars.first, first.isIdentifierStart else { return false }
    return unicodeScalars.dropFirst().allSatisfy { $0 == "-" || $0.properties.isIDContinue }
  }
}
