import Glibc

/// Asks for lines on a terminal, with editing, a history and completion.
struct TerminalPrompt {
  /// What a word could become.
  let completions: (String) -> [String]
  private(set) var history: [String]

  init(history: [String], completions: @escaping (String) -> [String]) {
    self.history = history
    self.completions = completions
  }

  enum Answer {
    case line(String)
    /// The person wants to begin anew.
    case abandoned
    case ended
  }

  /// - Parameter prompt: one line.
  mutating func ask(_ prompt: String) -> Answer {
    guard let mode = TerminalMode() else { return readLine().map(Answer.line) ?? .ended }
    defer { mode.restore() }
    var editor = LineEditor(history: history)
    let keys = KeyReader(nextByte: Self.nextByte)
    draw(editor, prompt)
    while let key = keys.next() {
      switch editor.press(key) {
      case .editing: break
      case .completing: complete(&editor)
      case .clearing: Output.standard.print("\u{1B}[H\u{1B}[2J")
      case .done(let line):
        Output.standard.print("\r\n")
        remember(line)
        return .line(line)
      case .abandoned:
        Output.standard.print("^C\r\n")
        return .abandoned
      case .ended:
        Output.standard.print("\r\n")
        return .ended
      }
      draw(editor, prompt)
    }
    return .ended
  }

  private mutating func remember(_ line: String) {
    guard line.contains(where: { !$0.isWhitespace }), line != history.last else { return }
    history.append(line)
  }

  private static func nextByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      while poll(&input, 1, 50) <= 0 {
        if Task.isCancelled { return nil }
      }
      let count = read(STDIN_FILENO, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  // MARK: Drawing

  /// Draws the part of the line around the cursor that the terminal has room for.
  private func draw(_ editor: LineEditor, _ prompt: String) {
    let room = max(8, (Output.standard.width ?? 80) - prompt.count - 1)
    let start = max(0, editor.cursor - room)
    let shown = editor.text[start..<min(editor.text.count, start + room)]
    let column = prompt.count + editor.cursor - start
    let move = column > 0 ? "\r\u{1B}[\(column)C" : "\r"
    Output.standard.print("\r\(prompt)\(String(shown))\u{1B}[K\(move)")
  }

  // MARK: Completion

  private func complete(_ editor: inout LineEditor) {
    let before = editor.beforeCursor
    let word = String(before.reversed().prefix { Self.isPartOfName($0) }.reversed())
    let candidates = completions(word).sorted()
    guard let first = candidates.first, let last = candidates.last else { return }
    let common = zip(first, last).prefix { $0 == $1 }.count
    if common > word.count {
      editor.insert(String(first.prefix(common).dropFirst(word.count)))
    } else if candidates.count > 1 {
      Output.standard.print("\r\n\(Self.table(candidates))")
    }
  }

  private static func isPartOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-.:".contains(character)
  }

  /// The candidates in columns.
  private static func table(_ candidates: [String]) -> String {
    let width = (candidates.map(\.count).max() ?? 0) + 2
    let columns = max(1, (Output.standard.width ?? 80) / width)
    var text = ""
    for (index, candidate) in candidates.enumerated() {
      let isLast = index % columns == columns - 1 || index == candidates.count - 1
      text += isLast ? "\(candidate)\r\n" : candidate.padded(to: width)
    }
    return text
  }
}
