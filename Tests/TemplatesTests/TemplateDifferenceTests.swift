import Testing
import Values

@testable import Templates

@Suite struct TemplateDifferenceTests {
  private func content(_ files: [String: String]) -> TemplateContent {
    TemplateContent(files.map { .init($0.key, Array($0.value.utf8)) })
  }

  @Test func `files are added, removed and changed`() {
    let difference = TemplateDifference(
      from: content(["a": "1\n", "b": "1\n", "c": "same"]),
      to: content(["b": "2\n", "c": "same", "d": "1\n"]))
    #expect(difference.files.map(\.path) == ["a", "b", "d"])
    #expect(difference.files.map(\.kind) == [.removed, .changed, .added])
    #expect(
      difference.text == """
        --- a/a
        +++ /dev/null
        @@ -1 +0,0 @@
        -1
        --- a/b
        +++ b/b
        @@ -1 +1 @@
        -1
        +2
        --- /dev/null
        +++ b/d
        @@ -0,0 +1 @@
        +1

        """)
  }

  @Test func `changes near to each other share their context`() {
    let lines = (1...40).map { "\($0)" }
    var other = lines
    other[4] = "five"
    other[9] = "ten"
    other.remove(at: 34)
    let difference = TemplateDifference(
      from: content(["f": lines.joined(separator: "\n") + "\n"]),
      to: content(["f": other.joined(separator: "\n") + "\n"]))
    let hunks = difference.files[0].hunks.split(separator: "\n").filter { $0.hasPrefix("@@") }
    #expect(hunks == ["@@ -2,12 +2,12 @@", "@@ -32,7 +32,6 @@"])
  }

  @Test func `what is no text, or differs in its mode, is said to differ`() {
    let old = TemplateContent([.init("a", [0, 1]), .init("run", Array("x".utf8))])
    let new = TemplateContent([.init("a", [0, 2]), .init("run", Array("x".utf8), .executable)])
    let difference = TemplateDifference(from: old, to: new)
    #expect(difference.text == "Only bytes or mode differ: a\nOnly bytes or mode differ: run\n")
  }

  @Test func `parameters are compared by name`() {
    let difference = ParameterDifference(
      from: [["name": "cpu", "default": "1"], ["name": "old"]],
      to: [["name": "cpu", "default": "2"], ["name": "new"]])
    #expect(difference.added == ["new"] && difference.removed == ["old"])
    #expect(difference.changed == ["cpu": ["default"]])
  }
}
