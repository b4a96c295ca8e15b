import Engine
import Testing
import Values

@testable import rcw

struct ValueTextTests {
  private let plain = Style(isColoured: false)

  private func text(_ value: Value, _ action: Action = .noOp) -> String {
    ValueText(style: plain, action: action, column: 4).text(value)
  }

  @Test(arguments: [
    (Value.string("a\"b\\c\t${d}"), #""a\"b\\c\t$${d}""#), (.string("\u{1}"), #""\u0001""#),
    (.number(12), "12"),
    (.bool(true), "true"), (.null(.string), "null"), (.unknown(.string), "(known after apply)"),
    (.list([], of: .string), "[]"), (.object([:]), "{}"),
    (.string("secret").marked(.sensitive), "(sensitive value)"),
  ])
  func `a short value stands on its line`(_ value: Value, _ expected: String) {
    #expect(text(value) == expected)
  }

  @Test func `elements stand on lines of their own, each with its mark`() {
    let value = Value.object(["a": .tuple([.number(1), .string("x")]), "b c": .null(.string)])
    #expect(
      text(value, .create) == """
        {
              + a     = [
                  + 1,
                  + "x",
                ]
              + "b c" = null
            }
        """)
  }

  @Test func `text of several lines is a heredoc, and JSON is shown as what it says`() {
    #expect(text(.string("one\n\ntwo\n")) == "<<-EOT\n        one\n\n        two\n    EOT")
    #expect(
      text(.string(#"{"a":[1]}"#))
        == "jsonencode(\n        {\n            a = [\n                1,\n            ]\n        }\n    )")
    #expect(text(.string("{broken")) == #""{broken""#)
  }

  @Test func `a long text that is deleted is cut`() {
    let lines = (1...40).map { "line \($0)" }.joined(separator: "\n")
    #expect(text(.string(lines), .delete).hasSuffix("line 12\n        # (28 more lines)\n    EOT"))
    #expect(text(.string(lines), .create).contains("line 40"))
  }

  @Test(arguments: [
    (Value.list([.string("a")], of: .string), "tolist([\n  \"a\",\n])"),
    (.set([.number(1)], of: .number), "toset([\n  1,\n])"),
    (.map(["k": .bool(true)], of: .bool), "tomap({\n  \"k\" = true\n})"),
    (.tuple([.null(.string), .null(.dynamic)]), "[\n  tostring(null),\n  null,\n]"),
    (.string("a\nb\n"), "<<EOT\na\nb\n\nEOT"), (.string("[1]"), "\"[1]\""),
  ])
  func `an output is written as an expression of its type`(_ value: Value, _ expected: String) {
    #expect(ExpressionText().text(value) == expected)
  }
}
