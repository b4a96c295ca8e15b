import Diagnostics
import HCL
import TestSupport
import Testing

/// Input that no person writes: the parser answers all of it.
@Suite struct ParserLimitTests {
  private static let count = 3000

  @Test(arguments: [
    ("(", "1", ")"), ("[", "1", "]"), ("{a=", "1", "}"), ("f(", "1", ")"), ("a[", "1", "]"),
    ("!", "true", ""),
    ("\"${", "1", "}\""), ("a ? b : ", "c", ""), ("a ? ", "b", " : c"), ("1+", "1", ""),
    ("[for a in ", "b", " : c]"),
    ("a || b && c == d + e * ", "1", ""), ("", "a", "[b]"), ("", "a", "[*]"), ("", "a", "[b].c"),
    ("(1+", "2", "+3)"), ("<<A\n${", "", "}\nA\n"),
  ])
  func `constructs inside one another without end are refused`(
    _ open: String, _ core: String, _ close: String
  ) {
    let text = repeated(open) + core + repeated(close)
    var parser = Parser(SourceFile(name: "deep", text: text))
    _ = parser.parseExpression()
    #expect(parser.diagnostics.map(\.code) == ["nesting-too-deep"])
  }

  @Test func `blocks inside one another without end are refused`() {
    var parser = Parser(SourceFile(name: "deep", text: repeated("a {\n") + repeated("}\n")))
    _ = parser.parseBody()
    #expect(parser.diagnostics.map(\.code) == ["nesting-too-deep"])
  }

  @Test(arguments: [
    ("", "a", ".b"), ("", "a", "[0]"), ("[1", ",1", "]"), ("f(a", ",a", ")"), ("\"", "${a} ", "\""),
    ("", "a.0", ".0"),
  ])
  func `what is long and not deep is read`(_ open: String, _ item: String, _ close: String) {
    let isSuffix = open.isEmpty
    let text = isSuffix ? item + repeated(close) : open + repeated(item) + close
    var parser = Parser(SourceFile(name: "long", text: text))
    _ = parser.parseExpression()
    #expect(parser.diagnostics.isEmpty)
  }

  @Test(arguments: [
    "(", "[", "{", "\"", "\"${", "${", "a {", "a \"", "a = ", "a = [", "a = {", "<<A\n", "a = <<A\n", "'",
    "‘", "/*",
    "}", ")", "a = \"\n", "%{", "a(\n", "a = \"${\n", "\\", "\u{FEFF}", "=", "a=(\n",
  ])
  func `any piece can be repeated without end`(_ piece: String) {
    let file = SourceFile(name: "odd", text: repeated(piece))
    var parser = Parser(file)
    _ = parser.parseBody()
    var asExpression = Parser(file)
    _ = asExpression.parseExpression()
    var asTemplate = Parser(file)
    _ = asTemplate.parseTemplate()
    #expect(!parser.diagnostics.isEmpty)
  }

  @Test(arguments: 1...8)
  func `damaged files are answered with ranges inside the file`(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let sources = GoldenCase.all(in: "HCL/Syntax").map { Array($0.input.utf8) }
    for _ in 0..<300 {
      guard var bytes = sources.randomElement(using: &random) else { return }
      for _ in 0..<Int.random(in: 1...4, using: &random) { bytes.damage(using: &random) }
      let file = SourceFile(name: "damaged", bytes: bytes)
      var parser = Parser(file)
      _ = TreePrinter.print(parser.parseBody())
      for diagnostic in parser.diagnostics {
        #expect(diagnostic.subject.map { (0...bytes.count).contains($0.bytes.upperBound) } == true)
      }
    }
  }

  private func repeated(_ text: String) -> String { String(repeating: text, count: Self.count) }
}

extension [UInt8] {
  fileprivate mutating func damage(using random: inout SeededGenerator) {
    let place = Int.random(in: 0...count, using: &random)
    let length = Int.random(in: 0...(count - place), using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: removeSubrange(place..<place + Swift.min(length, 8))
    case 1: insert(contentsOf: self[place..<place + length], at: Int.random(in: 0...count, using: &random))
    case 2:
      insert(
        contentsOf: "\"${}%{[]()<<-EOT\n\\=:?'.*,#/&|é".utf8.shuffled(using: &random).prefix(3), at: place)
    default: if place < count { self[place] = UInt8.random(in: 0...255, using: &random) }
    }
  }
}
