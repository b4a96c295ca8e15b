/// A line cut into words as a shell would: at white space, with quotes and backslashes. Nothing is expanded.
struct ShellWords {
  let words: [String]

  /// nil when a quotation does not end.
  init?(_ line: String) {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = line[...]
    while let character = rest.popFirst() {
      switch (character, quote) {
      case (quote, _): quote = nil
      case (_, "'"): word = (word ?? "") + String(character)
      case ("\\", _):
        guard let escaped = rest.popFirst() else { return nil }
        let isKept = quote != nil && !"\"\\$`".contains(escaped)
        word = (word ?? "") + (isKept ? "\\" : "") + String(escaped)
      case ("\"", nil), ("'", nil): (quote, word) = (character, word ?? "")
      case (_, nil) where character.isWhitespace:
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    guard quote == nil else { return nil }
    self.words = words + [word].compactMap { $0 }
  }
}
