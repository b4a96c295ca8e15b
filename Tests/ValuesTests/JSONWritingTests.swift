import Testing
import Values

struct JSONWritingTests {
  private let tree: JSON = ["b": [1, "x", .null, true], "a": [:], "c": [], "d": ["e": ["f": -2]]]

  @Test func `compact text has no space`() {
    #expect(tree.text() == #"{"b":[1,"x",null,true],"a":{},"c":[],"d":{"e":{"f":-2}}}"#)
  }

  @Test func `indented text is laid out as a state file`() {
    #expect(
      tree.text(.indented) == """
        {
          "b": [
            1,
            "x",
            null,
            true
          ],
          "a": {},
          "c": [],
          "d": {
            "e": {
              "f": -2
            }
          }
        }
        """)
  }

  @Test func `a part can be appended at its own level`() {
    var bytes = Array("  \"a\": ".utf8)
    (["b": 1] as JSON).write(to: &bytes, .indented, level: 1)
    #expect(String(decoding: bytes, as: UTF8.self) == "  \"a\": {\n    \"b\": 1\n  }")
  }

  @Test(arguments: [
    ("\"\\/", #""\"\\/""#), ("\u{8}\t\n\u{c}\r\u{1}\u{1f}\u{7f}", "\"\\b\\t\\n\\f\\r\\u0001\\u001f\u{7f}\""),
    ("é😀\u{2028}\u{2029}\u{202a}", "\"é😀\\u2028\\u2029\u{202a}\""), ("<a&b>", #""<a&b>""#),
  ])
  func `what must be escaped is, and nothing else`(string: String, text: String) {
    #expect(JSON.string(string).text() == text)
  }

  /// What Terraform 1.15's `jsonencode` writes.
  @Test func `characters of HTML are escaped on demand`() {
    #expect(JSON.string("<a&b>").text(JSON.Style(escapesHTML: true)) == #""\u003ca\u0026b\u003e""#)
  }

  @Test(arguments: ["0.25", "100000000000000000000", "-1e-5", "12345678901234567890.5"])
  func `numbers are written with all digits and no exponent`(text: String) throws {
    let number = try #require(Number(text))
    #expect(JSON.number(number).text() == number.description)
  }

  @Test func `what is written reads back the same`() throws {
    #expect(try JSON.parse(tree.text()) == tree)
    #expect(try JSON.parse(tree.bytes(.indented)) == tree)
  }

  @Test func `members are found, set and removed by key`() {
    var json: JSON = ["a": 1, "b": 2]
    json["b"] = 3
    json["c"] = [4, 5]
    json["a"] = nil
    #expect(json == ["b": 3, "c": [4, 5]])
    #expect(json["c"]?[1] == 5)
    #expect(json["c"]?[2] == nil)
    #expect(json["c"]?["x"] == nil)
  }
}
