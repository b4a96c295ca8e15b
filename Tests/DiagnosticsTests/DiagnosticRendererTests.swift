import Diagnostics
import TestSupport
import Testing

struct DiagnosticRendererTests {
  let source = MarkedSource("resource \"a\" \"b\" {\n  1️⃣imag2️⃣ = 1\n}\n")

  @Test func `shows file, line, block header and source text`() {
    let header = SourceRange(source.file, 0..<16)
    let diagnostic = Diagnostic(
      "unsupported-argument", "Unsupported argument", "No argument is named \"imag\".",
      at: source.range(), in: header)
    #expect(
      DiagnosticRenderer().render(diagnostic) == """
        ╷
        │ Error: Unsupported argument
        │
        │   on main.tf line 2, in resource "a" "b":
        │    2:   imag = 1
        │
        │ No argument is named "imag".
        ╵

        """)
  }

  @Test func `prose is wrapped and commands are not`() {
    let diagnostic = Diagnostic(
      .warning, "w", "Old lock", "one two three four\n    rcw force-unlock something long")
    let text = DiagnosticRenderer(width: 9).render(diagnostic)
    #expect(text.contains("│ one two\n│ three\n│ four\n│     rcw force-unlock something long\n"))
  }

  @Test func `control characters of the source do not reach the terminal`() {
    let file = SourceFile(name: "x.tf", text: "a = \u{1B}[31m\n")
    let text = DiagnosticRenderer().render(Diagnostic("x", "S", "D", at: SourceRange(file, 0..<1)))
    #expect(!text.contains("\u{1B}"))
  }
}
