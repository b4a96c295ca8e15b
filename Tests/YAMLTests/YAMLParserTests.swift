import Testing
import YAML

struct YAMLParserTests {
  @Test(arguments: [
    ("a", "a"), ("'1'", "'1'"), ("- a\n- 'b'", "[a, 'b']"), ("a: 1\nb: [x]", "{a: 1, b: [x]}"),
    ("a: &x [1]\nb: *x", "{a: [1], b: [1]}"), ("!!str 1", "<tag:yaml.org,2002:str>1"),
    ("&x a: *x", "{a: a}"), ("|\n x\n y\n", "'x\ny\n'"),
    ("", "on line 1, column 1: missing start of document"),
    ("--- a\n--- b", "on line 2, column 1: unexpected extra content after value"),
    ("a: *b", "on line 1, column 4: reference to undefined anchor \"b\""),
    ("a: &b [*b]", "on line 1, column 8: cannot refer to anchor \"b\" from inside its own definition"),
    ("a: [1", "on line 2, column 1: did not find expected ',' or ']'"),
    ("a: b: c", "on line 1, column 5: mapping values are not allowed in this context"),
  ])
  func `a document is read or refused with a place`(text: String, expected: String) {
    do { #expect(shown(try YAMLParser.parse(text)) == expected) } catch { #expect(error.message == expected) }
  }

  @Test func `a few lines of aliases cannot fill the memory`() {
    let lines = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    let text = (["a0: &a0 [x, x]"] + lines).joined(separator: "\n")
    #expect(throws: YAMLError.self) { try YAMLParser.parse(text) }
  }

  @Test func `deep nesting is refused`() {
    #expect(throws: YAMLError.self) { try YAMLParser.parse(String(repeating: "[", count: 10_000)) }
    #expect(throws: YAMLError.self) { try YAMLParser.parse(String(repeating: "- ", count: 10_000)) }
  }

  private func shown(_ node: YAMLNode) -> String {
    let tag = node.tag.map { "<\($0)>" } ?? ""
    switch node.content {
    case .scalar(let text, let isPlain): return tag + (isPlain ? text : "'\(text)'")
    case .sequence(let elements): return tag + "[\(elements.map(shown).joined(separator: ", "))]"
    case .mapping(let members):
      let texts = members.map { "\(shown($0.key)): \(shown($0.value))" }
      return tag + "{\(texts.joined(separator: ", "))}"
    }
  }
}
