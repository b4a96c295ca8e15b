/// Lines at the foot of a terminal that are overwritten as what they tell changes. The cursor stands below them.
///
/// Control sequences: ECMA-48, cursor up (`CSI n A`) and erase to the end of the page (`CSI J`).
struct LiveLines {
  private var lines: [(key: String, text: String)] = []
  /// How many lines are on the screen.
  private var shown = 0

  var isShown: Bool { shown > 0 }

  /// - Parameter width: in columns; longer lines are cut, so that each takes one row.
  /// - Returns: whether that changes anything.
  mutating func set(_ key: String, _ text: String?, width: Int) -> Bool {
    let place = lines.firstIndex { $0.key == key }
    guard let text else {
      if let place { lines.remove(at: place) }
      return place != nil
    }
    let plain = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    let line = plain.count < width ? plain : plain.prefix(max(0, width - 2)) + "…"
    guard let place else {
      lines.append((key, line))
      return true
    }
    defer { lines[place].text = line }
    return lines[place].text != line
  }

  /// What prints a text above the lines.
  mutating func framing(_ text: String) -> String { erasing() + text + drawing() }

  mutating func erasing() -> String {
    defer { shown = 0 }
    return shown > 0 ? "\u{1B}[\(shown)A\u{1B}[J" : ""
  }

  mutating func drawing() -> String {
    shown = lines.count
    return lines.map { $0.text + "\n" }.joined()
  }
}
