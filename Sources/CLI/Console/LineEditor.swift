/// A line being typed: what each key does to it. Knows nothing of terminals.
struct LineEditor {
  enum Key: Equatable {
    case character(Character)
    case left, right, wordLeft, wordRight, start, end
    case up, down
    case backspace, delete, deleteWord, deleteToStart, deleteToEnd
    case complete, enter, interrupt, endOfInput, clearScreen
    /// A key that means nothing here.
    case other
  }

  enum Outcome: Equatable {
    case editing
    case done(String)
    /// Nothing more will be typed.
    case ended
    /// The line is given up.
    case abandoned
    /// Complete the word before the cursor.
    case completing
    case clearing
  }

  private(set) var text: [Character] = []
  /// Before which character the next one goes.
  private(set) var cursor = 0
  private let history: [String]
  /// Which entry is shown; the count for the line that is typed anew.
  private var entry: Int
  /// What was typed before an entry of the history took its place.
  private var typed: [Character] = []

  init(history: [String]) {
    self.history = history
    entry = history.count
  }

  mutating func press(_ key: Key) -> Outcome {
    switch key {
    case .character(let character):
      text.insert(character, at: cursor)
      cursor += 1
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .wordLeft: cursor = wordStart
    case .wordRight: cursor = wordEnd
    case .start: cursor = 0
    case .end: cursor = text.count
    case .up: show(entry - 1)
    case .down: show(entry + 1)
    case .backspace: remove(max(0, cursor - 1)..<cursor)
    case .delete: remove(cursor..<min(text.count, cursor + 1))
    case .deleteWord: remove(wordStart..<cursor)
    case .deleteToStart: remove(0..<cursor)
    case .deleteToEnd: remove(cursor..<text.count)
    case .complete: return .completing
    case .enter: return .done(String(text))
    case .interrupt: return .abandoned
    case .clearScreen: return .clearing
    case .endOfInput:
      if text.isEmpty { return .ended }
      remove(cursor..<min(text.count, cursor + 1))
    case .other: break
    }
    return .editing
  }

  mutating func insert(_ addition: String) {
    text.insert(contentsOf: addition, at: cursor)
    cursor += addition.count
  }

  var beforeCursor: String { String(text[..<cursor]) }

  // MARK: Moving

  private mutating func remove(_ range: Range<Int>) {
    text.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func show(_ index: Int) {
    guard (0...history.count).contains(index) else { return }
    if entry == history.count { typed = text }
    entry = index
    text = index == history.count ? typed : Array(history[index])
    cursor = text.count
  }

  private var wordStart: Int {
    var index = cursor
    while index > 0, !text[index - 1].isWordCharacter { index -= 1 }
    while index > 0, text[index - 1].isWordCharacter { index -= 1 }
    return index
  }

  private var wordEnd: Int {
    var index = cursor
    while index < text.count, !text[index].isWordCharacter { index += 1 }
    while index < text.count, text[index].isWordCharacter { index += 1 }
    return index
  }
}

extension Character {
  fileprivate var isWordCharacter: Bool { isLetter || isNumber || self == "_" }
}
