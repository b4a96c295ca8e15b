import Testing

@testable import rcw

struct LiveLinesTests {
  private let up = "\u{1B}["

  /// What is printed when each of these lines is set, or taken away, and then a text comes.
  private func printed(_ steps: [(key: String, text: String?)], width: Int = 80) -> [String] {
    var lines = LiveLines()
    return steps.map { step in
      lines.set(step.key, step.text, width: width) ? lines.framing("") : "nothing"
    } + [lines.framing("end\n")]
  }

  @Test func `a line takes the place of the one before it, and text goes above all`() {
    let steps = [("a", "a: 1"), ("b", "b: 1"), ("a", "a: 2")]
    #expect(
      printed(steps) == [
        "a: 1\n", "\(up)1A\(up)Ja: 1\nb: 1\n", "\(up)2A\(up)Ja: 2\nb: 1\n",
        "\(up)2A\(up)Jend\na: 2\nb: 1\n",
      ])
  }

  @Test func `a line that is no longer true is gone`() {
    #expect(printed([("a", "a: 1"), ("a", nil)]) == ["a: 1\n", "\(up)1A\(up)J", "end\n"])
  }

  @Test func `what stays the same is not drawn again`() {
    let steps = [("a", "a: 1"), ("a", "a: 1"), ("b", nil)]
    #expect(printed(steps).dropFirst().dropLast() == ["nothing", "nothing"])
  }

  @Test(arguments: [("short", "short"), ("0123456789", "01234567…"), ("a\nb\tc", "a b c")])
  func `a line takes one row whatever it holds`(_ text: String, _ shown: String) {
    #expect(printed([("a", text)], width: 10).first == shown + "\n")
  }
}
