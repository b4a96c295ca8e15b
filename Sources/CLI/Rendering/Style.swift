import Engine

/// ANSI colours, or none.
struct Style: Sendable {
  enum Colour: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  var isColoured: Bool

  func callAsFunction(_ text: String, _ colours: Colour...) -> String {
    guard isColoured, !text.isEmpty else { return text }
    return "\u{1B}[\(colours.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  func symbol(_ action: Action) -> String {
    switch action {
    case .create: self("+", .green)
    case .update: self("~", .yellow)
    case .delete: self("-", .red)
    case .deleteThenCreate: self("-", .red) + "/" + self("+", .green)
    case .createThenDelete: self("+", .green) + "/" + self("-", .red)
    case .forgetThenCreate: self(".", .dim) + "/" + self("+", .green)
    case .read: self("<=", .cyan)
    case .forget: self(".", .dim)
    case .noOp: " "
    }
  }

  /// The comment that stands for `count` things of a kind left out, as a line; nothing for none.
  func hidden(_ count: Int, _ noun: String, at column: Int) -> String {
    guard count > 0 else { return "" }
    let suffix = noun.hasPrefix("unchanged ") ? " hidden" : ""
    let text = self("# (\(count) \(noun)\(count == 1 ? "" : "s")\(suffix))", .dim)
    return String(repeating: " ", count: column) + text + "\n"
  }
}
