import Values

/// What a parameter's value is. It is always carried as text.
enum ParameterType: String, Codable, CaseIterable, Sendable {
  case string
  case number
  case bool
  /// A JSON array of strings.
  case list = "list(string)"

  /// Whether a text is such a value, as Go's parsers see it.
  func accepts(_ text: String) -> Bool {
    switch self {
    case .string: true
    case .number: Double(text) != nil
    case .bool:
      ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"].contains(text)
    case .list: Self.elements(of: text) != nil
    }
  }

  /// The strings of a list; nil when the text is none.
  static func elements(of text: String) -> [String]? {
    guard let json = try? JSON.parse(text) else { return nil }
    if json.isNull { return [] }
    let strings = json.elements?.map(\.asString)
    return strings.flatMap { $0.contains(nil) ? nil : $0.compactMap(\.self) }
  }

  /// With an article, for messages.
  var phrase: String {
    switch self {
    case .string: "a string"
    case .number: "a number"
    case .bool: "a bool"
    case .list: "a list of strings in JSON"
    }
  }
}

/// How a parameter is asked for. Only what suits the type, and whether there are options, is accepted.
enum FormType: String, CaseIterable, Sendable {
  case radio, slider, input, dropdown, checkbox, `switch`, textarea, error
  case multiSelect = "multi-select"
  case tagSelect = "tag-select"

  /// The first is what an unset argument means.
  static func suitable(for type: ParameterType, hasOptions: Bool) -> [FormType] {
    switch (type, hasOptions) {
    case (.string, true), (.number, true), (.bool, true): [.radio, .dropdown]
    case (.list, true): [.radio, .multiSelect]
    case (.string, false): [.input, .textarea]
    case (.number, false): [.input, .slider]
    case (.bool, false): [.checkbox, .switch]
    case (.list, false): [.tagSelect]
    }
  }
}
