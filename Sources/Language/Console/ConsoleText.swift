import HCL
public import Values

/// A value in the notation of `console`: much like the expression that gives it, so that its type shows, and
/// without anything sensitive.
public struct ConsoleText {
  public private(set) var text = ""

  public init(_ value: Value) { write(value, indent: 0) }

  private mutating func write(_ value: Value, indent: Int) {
    if let secret = Self.replacement(of: value), value.isKnown {
      text += secret
      return
    }
    switch value.content {
    case .null(let type): text += Self.null(of: type)
    case .unknown: text += "(known after apply)"
    case .bool(let bool): text += "\(bool)"
    case .number(let number): text += number.description
    case .string(let string): write(string, indent: indent)
    case .list(let elements, _): inCall("tolist") { $0.write(elements, indent: indent) }
    case .set(let elements, _): inCall("toset") { $0.write(elements, indent: indent) }
    case .tuple(let elements): write(elements, indent: indent)
    case .map(let elements, _): inCall("tomap") { $0.write(elements, indent: indent) }
    case .object(let attributes): write(attributes, indent: indent)
    }
  }

  /// What is shown instead of a value that must not be.
  private static func replacement(of value: Value) -> String? {
    if value.marks.contains(.sensitive) { return "(sensitive value)" }
    return value.marks.contains(.ephemeral) ? "(ephemeral value)" : nil
  }

  private static func null(of type: ValueType) -> String {
    switch type {
    case .dynamic: "null"
    case .string: "tostring(null)"
    case .number: "tonumber(null)"
    case .bool: "tobool(null)"
    case .list(let element): "tolist(null) /* of \(element.friendlyName) */"
    case .set(let element): "toset(null) /* of \(element.friendlyName) */"
    case .map(let element): "tomap(null) /* of \(element.friendlyName) */"
    case .tuple, .object: "null /* \(type.friendlyName) */"
    }
  }

  private mutating func inCall(_ function: String, _ body: (inout ConsoleText) -> Void) {
    text += "\(function)("
    body(&self)
    text += ")"
  }

  private mutating func write(_ elements: [Value], indent: Int) {
    guard !elements.isEmpty else {
      text += "[]"
      return
    }
    text += "["
    for element in elements {
      startLine(indent + 2)
      write(element, indent: indent + 2)
      text += ","
    }
    startLine(indent)
    text += "]"
  }

  private mutating func write(_ elements: KeyedValues, indent: Int) {
    guard !elements.isEmpty else {
      text += "{}"
      return
    }
    text += "{"
    for (key, value) in elements {
      startLine(indent + 2)
      write(key, indent: indent + 2)
      text += " = "
      write(value, indent: indent + 2)
    }
    startLine(indent)
    text += "}"
  }

  private mutating func startLine(_ indent: Int) {
    text += "\n" + String(repeating: " ", count: indent)
  }

  /// A string in quotes, or as a heredoc when it has several lines.
  private mutating func write(_ string: String, indent: Int) {
    let lines = string.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    guard lines.count > 1 else {
      text += string.quoted
      return
    }
    var marker = "EOT"
    while lines.contains(where: { $0.trimmed == marker }) { marker += "_" }
    text += indent == 0 ? "<<\(marker)" : "<<-\(marker)"
    for line in lines {
      startLine(indent)
      text += line
    }
    startLine(indent)
    text += marker
  }
}

extension String {
  /// Without blanks at either end.
  fileprivate var trimmed: Substring {
    let start = drop { $0 == " " || $0 == "\t" }
    let end = start.lastIndex { $0 != " " && $0 != "\t" }
    return end.map { start[...$0] } ?? ""
  }

  /// The string as a literal of Go, which is what the console of Terraform shows.
  fileprivate var quoted: String {
    "\"" + unicodeScalars.map(\.quoted).joined() + "\""
  }
}

extension Unicode.Scalar {
  fileprivate var quoted: String {
    switch self {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{7}": return "\\a"
    case "\u{8}": return "\\b"
    case "\u{C}": return "\\f"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{B}": return "\\v"
    case _ where isPrintable: return String(self)
    default: break
    }
    let (letter, width) = value < 0x80 ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }
}
