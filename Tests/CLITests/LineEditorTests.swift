import Testing

@testable import rcw

@Suite struct LineEditorTests {
  @Test(arguments: [
    ("abc", "abc|"), ("abc←←x", "ax|bc"), ("abc⇤x⇥y", "xabcy|"), ("ab⌫", "a|"), ("ab←⌦", "a|"), ("⌫⌦←→", "|"),
    ("one two⌥⌫", "one |"), ("one.two⌥←x", "one.x|two"), ("abc←⌘k", "ab|"), ("abc←⌘u", "|c"), ("é👩‍👩‍👧⌫", "é|"),
  ])
  func `keys change the line where the cursor is`(_ typed: String, _ expected: String) {
    var editor = LineEditor(history: [])
    for key in Self.keys(typed) { _ = editor.press(key) }
    var shown = editor.text
    shown.insert("|", at: editor.cursor)
    #expect(String(shown) == expected)
  }

  @Test func `the history can be walked up and down, and what was typed comes back`() {
    var editor = LineEditor(history: ["one", "two"])
    var seen: [String] = []
    _ = editor.press(.character("x"))
    for key in [LineEditor.Key.up, .up, .up, .down, .down, .down] {
      _ = editor.press(key)
      seen.append(String(editor.text))
    }
    #expect(seen == ["two", "one", "one", "two", "x", "x"])
  }

  @Test func `the end of the input ends an empty line, and deletes in any other`() {
    var editor = LineEditor(history: [])
    #expect(editor.press(.endOfInput) == .ended)
    editor.insert("ab")
    _ = editor.press(.start)
    #expect(editor.press(.endOfInput) == .editing)
    #expect(editor.press(.enter) == .done("b"))
  }

  @Test(arguments: [
    ([0x1B, 0x5B, 0x41], LineEditor.Key.up), ([0x1B, 0x4F, 0x48], .start),
    ([0x1B, 0x5B, 0x33, 0x7E], .delete),
    ([0x1B, 0x5B, 0x31, 0x3B, 0x35, 0x44], .wordLeft), ([0xC3, 0xA9], .character("é")), ([0x7F], .backspace),
    ([0x09], .complete), ([0x1B, 0x5B, 0x39, 0x39, 0x7E], .other), ([0x00], .other),
    ([0xFF, 0xFF, 0xFF, 0xFF], .character("\u{FFFD}")),
  ])
  func `what a terminal sends becomes keys`(_ bytes: [UInt8], _ key: LineEditor.Key) {
    var rest = bytes[...]
    #expect(KeyReader(nextByte: { rest.popFirst() }).next() == key)
    #expect(rest.isEmpty)
  }

  /// Arrows and such stand for keys; `⌥` makes the next one work on words.
  private static func keys(_ text: String) -> [LineEditor.Key] {
    var keys: [LineEditor.Key] = []
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "←": keys.append(.left)
      case "→": keys.append(.right)
      case "⇤": keys.append(.start)
      case "⇥": keys.append(.end)
      case "⌫": keys.append(.backspace)
      case "⌦": keys.append(.delete)
      case "⌥": keys.append(rest.popFirst() == "⌫" ? .deleteWord : .wordLeft)
      case "⌘": keys.append(rest.popFirst() == "k" ? .deleteToEnd : .deleteToStart)
      default: keys.append(.character(character))
      }
    }
    return keys
  }
}
