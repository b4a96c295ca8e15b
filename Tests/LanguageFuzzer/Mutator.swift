import TestSupport

/// Makes new texts of given ones: cut, doubled, crossed, and with what the language gives meaning to put in.
struct Mutator {
  private let texts: [[UInt8]]
  private var random: SeededGenerator

  private static let words = [
    "\"", "${", "%{", "}", "{", "[", "]", "(", ")", "<<EOT\n", "<<-EOT\n", "\nEOT\n", "\n", "\r\n", "\\", "=",
    "==",
    "=>", "?", ":", "::", ".", "...", ".*", "[*]", "*", ",", "#", "//", "/*", "*/", "&&", "||", "!", "-",
    "~}", "${~",
    "for", " in ", "if", "else", "endif", "endfor", "null", "true", "1e9", "0.1", "x", "\u{E9}", "e\u{301}",
    "\u{FEFF}",
    "\t", "  ", "$${", "%%{", "\"${", "}\"", "= <<X\n", "[for x in y : x]", "{ a = 1 }", "block {\n}\n",
  ]

  init(texts: [[UInt8]], seed: UInt64) {
    self.texts = texts
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> [UInt8] {
    var text = texts.randomElement(using: &random) ?? []
    // Short texts are tried more often, and long ones in part.
    if text.count > 4096 { text = Array(text[range(in: text, upTo: 4096)]) }
    // One change leaves most texts what they are: configurations, which are formatted.
    for _ in 0..<([1, 1, 1, 2, 4].randomElement(using: &random) ?? 1) { mutate(&text) }
    return text
  }

  private mutating func mutate(_ text: inout [UInt8]) {
    let place = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: text.removeSubrange(range(in: text, upTo: 32))
    case 1: text.insert(contentsOf: text[range(in: text, upTo: 64)], at: place)
    case 2: if place < text.count { text[place] = UInt8.random(in: 0...255, using: &random) }
    case 3:
      let other = texts.randomElement(using: &random) ?? []
      text.insert(contentsOf: other[range(in: other, upTo: 256)], at: place)
    case 4:
      let word = Self.words.randomElement(using: &random) ?? ""
      let times = Int.random(in: 0..<20, using: &random) == 0 ? 500 : Int.random(in: 1...3, using: &random)
      text.insert(contentsOf: Array(String(repeating: word, count: times).utf8), at: place)
    case 5, 6, 7: exchangeLines(&text)
    default: text.insert(contentsOf: Array((Self.words.randomElement(using: &random) ?? "").utf8), at: place)
    }
  }

  /// Puts a few lines of another text in the place of a line.
  private mutating func exchangeLines(_ text: inout [UInt8]) {
    let other = lines(of: texts.randomElement(using: &random) ?? [])
    var lines = lines(of: text)
    let start = Int.random(in: 0..<other.count, using: &random)
    let taken = other[start..<min(other.count, start + Int.random(in: 1...3, using: &random))]
    let place = Int.random(in: 0..<lines.count, using: &random)
    lines.replaceSubrange(place..<(Bool.random(using: &random) ? place : place + 1), with: taken)
    text = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  private mutating func range(in text: [UInt8], upTo length: Int) -> Range<Int> {
    let start = Int.random(in: 0...text.count, using: &random)
    return start..<min(text.count, start + Int.random(in: 0...length, using: &random))
  }
}
