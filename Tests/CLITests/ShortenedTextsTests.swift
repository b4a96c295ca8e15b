import Testing

@testable import rcw

@Suite struct ShortenedTextsTests {
  @Test func `of long texts the beginning is kept`() {
    let script = (1...100).map { "          line \($0)\n" }.joined()
    let plan = """
        + command = [
            + <<-EOT
      \(script)      EOT,
          ]
        + short   = <<-EOT
            one
            two
          EOT

      """
    let text = ShortenedTexts(plan).text
    #expect(text.contains("line 5\n") && !text.contains("line 6\n") && text.contains("… (95 more lines)\n"))
    #expect(text.contains(" one\n") && text.contains(" two\n"))
    #expect(text.hasSuffix("EOT\n"))
  }

  @Test(arguments: ["", "a\n", "a\nb", "x = <<-EOT\nnever ends\n"])
  func `other texts are as they are`(_ text: String) {
    #expect(ShortenedTexts(text).text == text)
  }
}
