extension JSON {
  /// How a tree is written.
  public struct Style: Hashable, Sendable {
    /// Each member and element on a line of its own, indented by two spaces a level, as in a state file.
    public var isIndented: Bool
    /// `<`, `>` and `&` as escapes, so that the text can stand in HTML. Go's encoder does so by default, and
    /// with it Terraform's `jsonencode` and state files.
    public var escapesHTML: Bool

    public init(isIndented: Bool = false, escapesHTML: Bool = false) {
      self.isIndented = isIndented
      self.escapesHTML = escapesHTML
    }

    public static let compact = Style()
    public static let indented = Style(isIndented: true)
  }

  public func bytes(_ style: Style = .compact) -> [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, style)
    return bytes
  }

  public func text(_ style: Style = .compact) -> String { String(decoding: bytes(style), as: UTF8.self) }

  /// Appends the text to what is there; `level` is that of the line in which it begins.
  public func write(to bytes: inout [UInt8], _ style: Style = .compact, level: Int = 0) {
    var writer = JSONWriter(style: style, bytes: bytes)
    bytes = []
    writer.write(self, level: level)
    bytes = writer.bytes
  }
}

extension JSON: CustomStringConvertible {
  public var description: String { text() }
}

private struct JSONWriter {
  let style: JSON.Style
  var bytes: [UInt8]

  mutating func write(_ json: JSON, level: Int) {
    switch json {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .number(let number): append(number.description)
    case .string(let string): writeString(string)
    case .array(let elements):
      writeStructure("[", elements, "]", level: level) { writer, element in
        writer.write(element, level: level + 1)
      }
    case .object(let members):
      writeStructure("{", members, "}", level: level) { writer, member in
        writer.writeString(member.key)
        writer.append(writer.style.isIndented ? ": " : ":")
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeStructure<Item>(
    _ open: String, _ items: [Item], _ close: String, level: Int, _ writeItem: (inout Self, Item) -> Void
  ) {
    append(open)
    for (index, item) in items.enumerated() {
      if index > 0 { append(",") }
      if style.isIndented { newLine(level: level + 1) }
      writeItem(&self, item)
    }
    if style.isIndented, !items.isEmpty { newLine(level: level) }
    append(close)
  }

  private mutating func newLine(level: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
  }

  private mutating func writeString(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { text in
      var run = 0
      for index in text.indices where Self.mayNeedEscape(text[index]) {
        guard let (escape, length) = escape(at: index, in: text) else { continue }
        bytes.append(contentsOf: text[run..<index])
        append(escape)
        run = index + length
      }
      bytes.append(contentsOf: text[run...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Sorts out by far the most bytes quickly.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "&"), 0xE2:
      true
    default: false
    }
  }

  /// The escape for the character at the index, and how many bytes that takes; nil when it needs none.
  private func escape(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> (escape: String, length: Int)? {
    let byte = text[index]
    switch byte {
    case UInt8(ascii: "\""): return ("\\\"", 1)
    case UInt8(ascii: "\\"): return ("\\\\", 1)
    case 0x08: return ("\\b", 1)
    case 0x09: return ("\\t", 1)
    case 0x0A: return ("\\n", 1)
    case 0x0C: return ("\\f", 1)
    case 0x0D: return ("\\r", 1)
    case 0..<0x20: return ("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16), 1)
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
      return style.escapesHTML ? ("\\u00" + String(byte, radix: 16), 1) : nil
    case 0xE2 where text[index...].starts(with: [0xE2, 0x80, 0xA8]): return ("\\u2028", 3)
    case 0xE2 where text[index...].starts(with: [0xE2, 0x80, 0xA9]): return ("\\u2029", 3)
    default: return nil
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
