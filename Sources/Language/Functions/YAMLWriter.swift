import HCL
import Values

extension EncodingFunctions {
  static let yamlencode = Function(
    "yamlencode", "Returns a value as a YAML document, in block style and with all strings quoted.",
    .init("value", .dynamic, "Any value.", allowsNull: true), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(YAMLWriter.document(arguments[0])) }
}

/// Writes values as YAML 1.2 in block style. All strings are quoted or literal blocks, so that none can be
/// taken for something else. The layout is that of libyaml and its descendants.
struct YAMLWriter {
  /// The column beyond which a long quoted string goes on in the next line, at a space.
  private static let width = 80

  private var text = ""
  /// The scalars in the last line.
  private var column = 0

  /// A wholly known value as a document.
  static func document(_ value: Value) -> String {
    var writer = YAMLWriter()
    writer.write(value, indent: 0)
    if writer.text.last != "\n" { writer.put("\n") }
    // A plain scalar at the top ends only where the document does.
    let isPlain = value.asString == nil && value.elements == nil && value.keyedElements == nil
    return writer.text + (isPlain ? "...\n" : "")
  }

  /// - Parameter indent: where the lines of a structure begin; the first one has been begun.
  private mutating func write(_ value: Value, indent: Int) {
    switch value.content {
    case .null, .unknown: put("null")
    case .bool(let bool): put(bool ? "true" : "false")
    case .number(let number): put(number.description)
    case .string(let string): write(string, indent: indent)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      writeSequence(elements, indent: indent)
    case .map(let elements, _), .object(let elements): writeMapping(elements, indent: indent)
    }
  }

  private mutating func writeSequence(_ elements: [Value], indent: Int) {
    if elements.isEmpty { put("[]") }
    for (index, element) in elements.enumerated() {
      if index > 0 { startLine(indent) }
      put("- ")
      write(element, indent: indent + 2)
    }
  }

  private mutating func writeMapping(_ elements: KeyedValues, indent: Int) {
    if elements.isEmpty { put("{}") }
    for (index, (key, value)) in elements.enumerated() {
      if index > 0 { startLine(indent) }
      writeKey(key, indent: indent)
      // Sequences stand as far to the left as the mapping they are in.
      let inner = value.elements == nil ? indent + 2 : indent
      if value.elements?.isEmpty == false || value.keyedElements?.isEmpty == false {
        startLine(inner)
      } else {
        put(" ")
      }
      write(value, indent: inner)
    }
  }

  private mutating func writeKey(_ key: String, indent: Int) {
    // A key of several lines needs the long form.
    let isSimple = !key.utf8.contains(UInt8(ascii: "\n")) && key.utf8.count <= 128
    if !isSimple { put("? ") }
    write(key, indent: indent + 2, isSimpleKey: isSimple)
    if !isSimple { startLine(indent) }
    put(":")
  }

  private mutating func startLine(_ indent: Int) {
    if text.last != "\n" { put("\n") }
    put(String(repeating: " ", count: indent))
  }

  private mutating func put(_ part: String) {
    text += part
    column = part == "\n" ? 0 : column + part.unicodeScalars.count
  }
}

// MARK: Strings

extension YAMLWriter {
  private mutating func write(_ string: String, indent: Int, isSimpleKey: Bool = false) {
    if !isSimpleKey, Self.fitsBlock(string) {
      writeBlock(string, indent: max(indent, 2))
    } else {
      writeQuoted(string, indent: max(indent, 2), isFolded: !isSimpleKey)
    }
  }

  /// Whether a string has several lines and nothing in it that a literal block would lose.
  private static func fitsBlock(_ string: String) -> Bool {
    guard string.utf8.contains(UInt8(ascii: "\n")), string.unicodeScalars.first != " ",
      string.unicodeScalars.last != " ", !string.containsBytes(" \n")
    else { return false }
    return string.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
  }

  private mutating func writeBlock(_ string: String, indent: Int) {
    let lines = string.split(atBytes: "\n")
    let indicator = string.utf8.first == UInt8(ascii: "\n") ? "2" : ""
    let ending = !string.endsInBytes("\n") ? "-" : string.endsInBytes("\n\n") || string == "\n" ? "+" : ""
    put("|" + indicator + ending)
    for line in string.endsInBytes("\n") ? lines.dropLast() : lines[...] {
      put("\n")
      if !line.isEmpty { put(String(repeating: " ", count: indent) + line) }
    }
    if ending == "+" { put("\n") }
  }

  private mutating func writeQuoted(_ string: String, indent: Int, isFolded: Bool) {
    put("\"")
    let scalars = Array(string.unicodeScalars)
    var isAfterBreak = false
    for (index, scalar) in scalars.enumerated() {
      let isInside = index > 0 && index < scalars.count - 1
      if scalar == " ", isFolded, !isAfterBreak, isInside, column > Self.width {
        startLine(indent)
        if scalars[index + 1] == " " { put("\\") }
        isAfterBreak = true
      } else {
        put(Self.escaped(scalar))
        isAfterBreak = scalar == " " && isAfterBreak
      }
    }
    put("\"")
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case _ where isPrintable(scalar): return String(scalar)
    case "\0": return "\\0"
    case "\u{7}": return "\\a"
    case "\u{8}": return "\\b"
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\u{B}": return "\\v"
    case "\u{C}": return "\\f"
    case "\r": return "\\r"
    case "\u{1B}": return "\\e"
    case "\u{85}": return "\\N"
    case "\u{2028}": return "\\L"
    case "\u{2029}": return "\\P"
    default: break
    }
    let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }

  /// The characters that stand for themselves; those outside of the basic plane are escaped, as by libyaml.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    default: false
    }
  }
}
