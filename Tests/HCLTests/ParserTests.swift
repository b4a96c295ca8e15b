import Diagnostics
import HCL
import TestSupport
import Testing

@Suite struct ParserTests {
  @Test(arguments: GoldenCase.all(in: "HCL/Syntax"))
  func `a file gives the expected tree and problems`(_ golden: GoldenCase) {
    var parser = Parser(SourceFile(name: "main.tf", text: golden.input))
    let body = parser.parseBody()
    let difference = golden.difference(from: [
      "tree": TreePrinter.print(body),
      "diagnostics": parser.diagnostics.map(\.golden).joined(),
    ])
    #expect(difference == nil)
  }

  @Test(arguments: [
    "1️⃣var.a[0].b2️⃣", "1️⃣f(x)2️⃣", "1️⃣f(x).y2️⃣", "1️⃣x[*].y2️⃣", "1️⃣x.*.y2️⃣", "1️⃣x[y]2️⃣", "1️⃣a + b * c2️⃣", "1️⃣-a2️⃣",
    "1️⃣(a)2️⃣", "1️⃣[1, 2]2️⃣", "1️⃣{ a = 1 }2️⃣", "1️⃣[for a in b : c]2️⃣", "1️⃣a ? b : c2️⃣", "1️⃣\"a ${b} c\"2️⃣",
    "1️⃣<<EOT\nx\nEOT2️⃣\n", " 1️⃣\"é\"2️⃣ # comment",
  ])
  func `the range of an expression is all of it and nothing more`(_ marked: String) {
    let source = MarkedSource(marked)
    var parser = Parser(source.file)
    #expect(parser.parseExpression().range == source.range())
    #expect(parser.diagnostics.isEmpty)
  }

  @Test func `a step covers its dot or brackets`() throws {
    let source = MarkedSource("a1️⃣.b2️⃣3️⃣[0]4️⃣5️⃣.16️⃣7️⃣.28️⃣")
    var parser = Parser(source.file)
    guard case .traversal(let traversal) = parser.parseExpression() else {
      Issue.record("no traversal")
      return
    }
    let marks: [(Character, Character)] = [("1️⃣", "2️⃣"), ("3️⃣", "4️⃣"), ("5️⃣", "6️⃣"), ("7️⃣", "8️⃣")]
    #expect(traversal.steps.map(\.range) == marks.map { source.range($0.0, $0.1) })
  }

  @Test func `a header covers type and labels, and the body ends at its brace`() throws {
    let source = MarkedSource("1️⃣resource \"a\" \"b\"2️⃣ {\n  x = 1\n3️⃣}4️⃣\n")
    var parser = Parser(source.file)
    let block = try #require(parser.parseBody().blocks.first)
    #expect(block.headerRange == source.range())
    #expect(block.body.endRange == source.range("3️⃣", "4️⃣"))
  }

  @Test(arguments: [
    ("a =1️⃣2️⃣ \n", "expression-expected"),
    ("a = (1 + 21️⃣2️⃣\n\nb = 1\n", "unbalanced-parentheses"),
    ("a = [\n  \"x\"1️⃣2️⃣\n  \"y\"\n]\n", "missing-separator"),
    ("a = 1\n1️⃣a2️⃣ = 2\n", "duplicate-argument"),
    ("a = 1️⃣'x y'2️⃣\n", "invalid-character"),
    ("a = \"x1️⃣\\d2️⃣\"\n", "invalid-escape"),
    ("a = 1️⃣<<-EOT2️⃣\n  x\n  EOT,\n", "unterminated-heredoc"),
    ("a = \"x 1️⃣${2️⃣y\"\nb = 1\n", "unclosed-sequence"),
    ("1️⃣a \"b\" {2️⃣\n", "unclosed-block"),
    ("a = 11️⃣2️⃣ b", "newline-expected"),
  ])
  func `a problem is shown where it is, and once`(_ marked: String, _ code: String) {
    let source = MarkedSource(marked)
    var parser = Parser(source.file)
    _ = parser.parseBody()
    #expect(parser.diagnostics.map(\.code.description) == [code])
    if code != "newline-expected" { #expect(parser.diagnostics.first?.subject == source.range()) }
  }

  @Test func `bytes that are not UTF-8 are reported at the first of them`() {
    var parser = Parser(SourceFile(name: "main.tf", bytes: Array("a = \"".utf8) + [0xE9, 0x22, 0x0A]))
    _ = parser.parseBody()
    #expect(parser.diagnostics.map(\.code) == ["invalid-encoding"])
    #expect(parser.diagnostics.first?.subject?.bytes == 5..<6)
  }

  @Test func `a file can be one template`() {
    var parser = Parser(
      SourceFile(name: "init.sh.tftpl", text: "set -e\n%{ if x ~}\necho \"${y}\" '\\n'\n%{ endif ~}\n"))
    let expression = parser.parseTemplate()
    #expect(parser.diagnostics.isEmpty)
    #expect(
      TreePrinter.show(expression)
        == #"(template "set -e\n" (if x ("echo \"" y "\" '\\n'\n") ()))"#)
  }

  @Test(arguments: [
    ("[1,", true), ("[1,\n2]", false), ("f({", true), ("\"(\"", false), ("<<EOT\nx", true),
    ("<<EOT\nx\nEOT", false),
    ("1 +", false), ("]", false), ("# (", false), ("", false),
  ])
  func `an expression goes on while something in it is open`(_ text: String, _ isUnfinished: Bool) {
    #expect(Parser.isUnfinished(text) == isUnfinished)
  }

  @Test func `an interpolation over several lines is not taken for a forgotten brace`() {
    let text = "a = \"${\n path.module}/x.sh\" == f({\n})\nb = \"${x ? {\n} : {}}\"\n"
    var parser = Parser(SourceFile(name: "main.tf", text: text))
    _ = parser.parseBody()
    #expect(parser.diagnostics.isEmpty)
  }
}
