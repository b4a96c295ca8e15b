import Engine
import Testing
import Values

@testable import rcw

struct ValueDifferenceTests {
  private func text(_ prior: Value, _ planned: Value) -> String {
    ValueDifference(style: Style(isColoured: false), column: 0).text(prior, planned)
  }

  private func list(_ texts: String...) -> Value { .list(texts.map(Value.string), of: .string) }

  @Test func `what changes in a list is shown between its neighbours`() {
    #expect(
      text(list("a", "b", "c", "d", "e", "f"), list("a", "b", "x", "d", "e", "f")) == """
        [
            # (1 unchanged element hidden)
            "b",
          ~ "c" -> "x",
            "d",
            # (2 unchanged elements hidden)
        ]
        """)
  }

  @Test(arguments: [
    (["a"], [], "  - \"a\",\n"), ([], ["a"], "  + \"a\",\n"),
    (["a", "b"], ["b"], "  - \"a\",\n    \"b\",\n"),
    (["a"], ["b", "a", "c"], "  + \"b\",\n    \"a\",\n  + \"c\",\n"),
  ])
  func `elements come and go`(_ before: [String], _ after: [String], _ lines: String) {
    let (before, after) = (before.map(Value.string), after.map(Value.string))
    #expect(text(.list(before, of: .string), .list(after, of: .string)) == "[\n\(lines)]")
  }

  @Test func `members of a set have no place`() {
    let before = Value.set([.string("a"), .string("b")], of: .string)
    let after = Value.set([.string("b"), .string("c")], of: .string)
    #expect(text(before, after) == "[\n  - \"a\",\n  + \"c\",\n    # (1 unchanged element hidden)\n]")
  }

  @Test func `an object shows what is new, changed and gone`() {
    let before = Value.map(["a": .number(1), "gone": .number(2), "same": .number(3)], of: .number)
    let after = Value.map(["a": .number(7), "new": .number(2), "same": .number(3)], of: .number)
    #expect(
      text(before, after) == """
        {
          ~ a    = 1 -> 7
          - gone = 2 -> null
          + new  = 2
            # (1 unchanged element hidden)
        }
        """)
  }

  @Test func `what cannot be compared is replaced`() {
    #expect(text(list("a"), .unknown(.list(.string))) == "[\n  - \"a\",\n] -> (known after apply)")
    #expect(text(.string("a"), .number(1)) == "\"a\" -> 1")
    #expect(text(.string("a").marked(.sensitive), .string("b")) == "(sensitive value)")
  }

  @Test func `a text is compared by lines, with those around a change`() {
    let before = (1...12).map { "line \($0)" }.joined(separator: "\n")
    let after = before.replacing("line 6", with: "other").replacing("line 7", with: "lines")
    #expect(
      text(.string(before), .string(after)) == """
        <<-EOT
            # (2 unchanged lines hidden)
            line 3
            line 4
            line 5
          - line 6
          - line 7
          + other
          + lines
            line 8
            line 9
            line 10
            # (2 unchanged lines hidden)
        EOT
        """)
    #expect(text(.string("a\nb"), .string("a\nb\n")).contains(" -> "))
  }

  @Test func `JSON is compared by what it says`() {
    #expect(
      text(.string(#"{"a":1,"b":2}"#), .string(#"{"a":3,"b":2}"#)) == """
        jsonencode(
          ~ {
              ~ a = 1 -> 3
                # (1 unchanged attribute hidden)
            }
        )
        """)
  }

  @Test func `long lists that have nothing in common are compared by place`() {
    let before = (0..<2000).map { Value.number(Number($0)) }
    let after = (0..<2000).map { Value.number(Number($0 + 5000)) }
    #expect(text(.list(before, of: .number), .list(after, of: .number)).hasPrefix("[\n  ~ 0 -> 5000,\n"))
  }
}
