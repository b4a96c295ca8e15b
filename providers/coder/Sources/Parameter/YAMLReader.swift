import Values

/// Reads the `name: value` entries of a ``ParameterFile``, one after another.
struct YAMLReader {
  private let lines: [Substring]
  /// The index of the next line.
  private var position = 0

  init(_ text: String) {
    lines = text.drop { $0 == "\u{FEFF}" }.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// nil at the end of the file.
  mutating func next() throws(ParameterFile.Problem) -> (name: String, value: String, line: Int)? {
    skipEmpty()
    guard position < lines.count else { return nil }
    let line = position + 1
    var cursor = YAMLCursor(lines[position], line: line)
    position += 1
    let name = try cursor.takeName()
    return (name, try takeValue(&cursor, of: name), line)
  }

  private mutating func takeValue(
    _ cursor: inout YAMLCursor, of name: String
  ) throws(ParameterFile.Problem) -> String {
    if cursor.isAtEnd {
      let items = try takeItems()
      guard !items.isEmpty else {
        throw cursor.problem("\"\(name)\" has no value. Write \"\" for an empty one.")
      }
      return JSON.array(items).text()
    }
    if let end = cursor.takeBlockMark() { return takeBlock() + end }
    return try cursor.takeValue()
  }

  /// The lines that begin with `- `.
  private mutating func takeItems() throws(ParameterFile.Problem) -> [JSON] {
    var items: [JSON] = []
    while true {
      skipEmpty()
      guard position < lines.count else { return items }
      let text = lines[position].drop { $0 == " " }
      guard text == "-" || text.hasPrefix("- ") else { return items }
      var cursor = YAMLCursor(text.dropFirst(), line: position + 1)
      items.append(.string(try cursor.takeScalar()))
      position += 1
    }
  }

  /// The lines after `|`, which are indented, without their indentation.
  private mutating func takeBlock() -> String {
    var block: [Substring] = []
    let indent = lines[position...].first { !$0.allSatisfy(\.isWhitespace) }?.prefix { $0 == " " }.count ?? 0
    while indent > 0, position < lines.count {
      let line = lines[position]
      guard line.prefix(while: { $0 == " " }).count >= indent || line.allSatisfy(\.isWhitespace) else {
        break
      }
      block.append(line.dropFirst(indent))
      position += 1
    }
    while block.last?.isEmpty == true { block.removeLast() }
    return block.joined(separator: "\n")
  }

  /// Passes empty lines, comments and the marks around a document.
  private mutating func skipEmpty() {
    while position < lines.count {
      let text = lines[position].drop { $0.isWhitespace }
      guard text.isEmpty || text.hasPrefix("#") || ["---", "..."].contains(lines[position]) else { return }
      position += 1
    }
  }
}
