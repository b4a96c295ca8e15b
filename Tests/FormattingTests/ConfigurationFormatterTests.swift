import Diagnostics
import Formatting
import TestSupport
import Testing

@Suite struct ConfigurationFormatterTests {
  @Test(arguments: GoldenCase.all(in: "Format"))
  func `a file gets the canonical format`(_ golden: GoldenCase) throws {
    #expect(golden.difference(from: ["formatted": try formatted(golden.input)]) == nil)
  }

  @Test(arguments: GoldenCase.all(in: "Format") + GoldenCase.all(in: "HCL/Syntax"))
  func `what is formatted parses, and mostly stays as it is`(_ golden: GoldenCase) throws {
    guard let once = try? formatted(golden.input) else { return }
    let twice = try formatted(once)
    #expect(try formatted(twice) == twice)
  }

  @Test(arguments: ["a = ", "a = 'x'\n", "a {\n", "a = 1\na = 2\n", "a \"b\" {} c = 1\n"])
  func `a file with mistakes is not touched`(_ text: String) {
    #expect(throws: DiagnosticsError.self) { try formatted(text) }
  }

  @Test func `the kinds of line breaks and the lack of one are kept`() throws {
    #expect(try formatted("a=1\r\nbb=2 # x\r\n\r\n# y") == "a  = 1\r\nbb = 2 # x\r\n\r\n# y")
    #expect(try formatted("") == "")
    #expect(try formatted("\u{FEFF}a=1") == "a = 1")
  }

  @Test func `columns are counted as a reader sees them`() throws {
    #expect(
      try formatted("a = \"🏴󠁧󠁢󠁥󠁮󠁧󠁿\" # x\nb = \"e\u{301}\" # y\nc = \"ab\" # z\n")
        == "a = \"🏴󠁧󠁢󠁥󠁮󠁧󠁿\"  # x\nb = \"e\u{301}\"  # y\nc = \"ab\" # z\n")
  }

  @Test func `nobody is made to wait for what alignment would multiply`() {
    let long = String(repeating: "a", count: 20_000)
    let text = "\(long) = 1\n" + (0..<3000).map { "b\($0) = 1\n" }.joined()
    #expect(throws: DiagnosticsError.self) { try formatted(text) }
  }

  private func formatted(_ text: String) throws -> String {
    let file = SourceFile(name: "main.tf", text: text)
    return String(decoding: try ConfigurationFormatter(file).formatted(), as: UTF8.self)
  }
}
