import Values

/// A file with values of parameters: JSON, or as much of YAML as a list of names and values takes, which is what
/// Coder's own command reads.
///
/// A value is a text, a number, a bool, or a list of these, written in one line or as `- ` items; `|` begins a
/// text of several lines. Everything else of YAML is refused rather than misread.
public struct ParameterFile {
  /// As parameters carry them: text, and lists as JSON.
  public private(set) var values: [String: String] = [:]
  /// The line that each name stands in, from 1; 1 for all in JSON.
  public private(set) var lines: [String: Int] = [:]

  /// What is wrong with a file.
  public struct Problem: Error, Hashable, Sendable {
    /// From 1.
    public var line: Int
    /// A sentence.
    public var message: String
  }

  public init(_ text: String) throws(Problem) {
    if text.first(where: { !$0.isWhitespace }) == "{" {
      try readJSON(text)
    } else {
      var reader = YAMLReader(text)
      while let entry = try reader.next() { try add(entry.name, entry.value, at: entry.line) }
    }
  }

  private mutating func readJSON(_ text: String) throws(Problem) {
    let json: JSON
    do { json = try JSON.parse(text) } catch {
      throw Problem(line: error.line, message: "This is no JSON: \(error.message).")
    }
    for member in json.members ?? [] {
      guard let value = Self.text(of: member.value) else {
        throw Problem(
          line: 1, message: "The value of \"\(member.key)\" is no text, number, bool or list of these.")
      }
      try add(member.key, value, at: 1)
    }
  }

  private static func text(of json: JSON) -> String? {
    guard let elements = json.elements else { return scalar(json) }
    let texts = elements.compactMap(scalar)
    return texts.count == elements.count ? JSON.array(texts.map(JSON.string)).text() : nil
  }

  private static func scalar(_ json: JSON) -> String? {
    switch json {
    case .string(let text): text
    case .number, .bool: json.text()
    case .null, .array, .object: nil
    }
  }

  private mutating func add(_ name: String, _ value: String, at line: Int) throws(Problem) {
    if let first = lines[name] {
      throw Problem(line: line, message: "\"\(name)\" has a value already, in line \(first).")
    }
    values[name] = value
    lines[name] = line
  }
}
