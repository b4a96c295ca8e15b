public import Diagnostics
import Values

/// Reads a text in the JSON syntax of HCL.
///
/// In this syntax only who knows the schema of a body can tell its arguments from its blocks. So all properties
/// become attributes, and ``Body/withBlocks(_:_:)`` makes blocks of those that are meant as such.
public struct JSONBodyParser {
  private let file: SourceFile
  private let hasTemplates: Bool
  public private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter hasTemplates: whether strings are templates; otherwise they are plain text.
  public init(_ file: SourceFile, hasTemplates: Bool = true) {
    self.file = file
    self.hasTemplates = hasTemplates
  }

  /// Reads a whole file: an object, or an array of objects that count as one.
  public mutating func parseBody() -> Body {
    let end = SourceRange(file, file.bytes.count..<file.bytes.count)
    guard isWellFormed() else { return Body(attributes: [], blocks: [], endRange: end) }
    var reader = JSONTreeReader(file, hasTemplates: hasTemplates)
    let root = reader.read()
    diagnostics += reader.diagnostics
    return Body(json: root, endRange: end, &diagnostics)
  }

  private mutating func isWellFormed() -> Bool {
    do {
      _ = try JSON.parse(file.bytes)
      return true
    } catch {
      let start = min(error.offset, file.bytes.count)
      diagnostics.append(
        Diagnostic(
          "invalid-json", "Invalid JSON", "The file is not well-formed JSON: \(error.message).",
          at: SourceRange(file, start..<min(start + 1, file.bytes.count))))
      return false
    }
  }
}

/// Makes expressions of JSON that is known to be well-formed.
struct JSONTreeReader {
  private let file: SourceFile
  private let bytes: [UInt8]
  private let hasTemplates: Bool
  private var offset: Int
  private var depth = 0
  private(set) var diagnostics: [Diagnostic] = []

  init(_ file: SourceFile, hasTemplates: Bool) {
    self.file = file
    self.hasTemplates = hasTemplates
    bytes = file.bytes
    offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func read() -> Expression {
    skipBlanks()
    let start = offset
    guard depth < Parser.maxDepth else { return failTooDeep() }
    depth += 1
    defer { depth -= 1 }
    switch peek {
    case UInt8(ascii: "{"): return object(from: start)
    case UInt8(ascii: "["): return array(from: start)
    case UInt8(ascii: "\""): return string()
    default: return word(from: start)
    }
  }

  // MARK: Structures

  private mutating func object(from start: Int) -> Expression {
    var items: [ObjectItem] = []
    offset += 1
    while skipSeparators(), peek == UInt8(ascii: "\"") {
      let key = string()
      items.append(ObjectItem(key: .expression(key), value: readAfterColon()))
    }
    offset += 1
    return .object(items, range(from: start))
  }

  private mutating func readAfterColon() -> Expression {
    skipBlanks()
    offset += 1
    return read()
  }

  private mutating func array(from start: Int) -> Expression {
    var elements: [Expression] = []
    offset += 1
    while skipSeparators(), peek != UInt8(ascii: "]") { elements.append(read()) }
    offset += 1
    return .tuple(elements, range(from: start))
  }

  private mutating func failTooDeep() -> Expression {
    let place = SourceRange(file, offset..<offset + 1)
    diagnostics.append(
      Diagnostic(
        "nesting-too-deep", "Nesting too deep", "Too many values stand inside one another here.", at: place))
    offset = bytes.count
    return .invalid(place)
  }

  // MARK: Scalars

  private mutating func word(from start: Int) -> Expression {
    while offset < bytes.count, !",]} \t\r\n".utf8.contains(bytes[offset]) { offset += 1 }
    let range = range(from: start)
    switch range.text {
    case "true": return .literal(.bool(true), range)
    case "false": return .literal(.bool(false), range)
    case "null": return .literal(.null(.dynamic), range)
    case let text: return Number(text).map { .literal(.number($0), range) } ?? .invalid(range)
    }
  }

  /// A string, which may be a template.
  private mutating func string() -> Expression {
    let literal = JSONStringLiteral(file, at: offset)
    offset = literal.range.bytes.upperBound
    guard hasTemplates, literal.isTemplate else { return .literal(.string(literal.text), literal.range) }
    var parser = Parser(literal.content)
    let expression = parser.parseTemplate()
    diagnostics += parser.diagnostics
    return expression
  }

  // MARK: Bytes

  private var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private func range(from start: Int) -> SourceRange { SourceRange(file, start..<min(offset, bytes.count)) }

  private mutating func skipBlanks() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(peek) { offset += 1 }
  }

  /// Whether there is anything after blanks and a comma.
  private mutating func skipSeparators() -> Bool {
    skipBlanks()
    if peek == UInt8(ascii: ",") { offset += 1 }
    skipBlanks()
    return offset < bytes.count
  }
}
