import RegularExpressions
import Testing

struct RegularExpressionTests {
  @Test(arguments: [
    ("a+", "caat", "aa"), ("a+?", "caat", "a"), ("(?U)a+", "caat", "a"), ("(?U)a+?", "caat", "aa"),
    ("a|ab", "ab", "a"), ("ab|a", "ab", "ab"), ("a{2}", "aaa", "aa"), ("a{2,}", "aaaa", "aaaa"),
    ("a{1,2}", "aaa", "aa"), ("a{1,2}?", "aaa", "a"), ("a{,2}", "a{,2}", "a{,2}"), ("a{", "a{", "a{"),
    ("x*", "aaa", ""), ("(?:)", "aaa", ""), ("|a", "a", ""), ("", "", ""),
    ("^b", "ab", nil), ("(?m)^b", "a\nb", "b"), ("a$", "a\n", nil), ("(?m)a$", "a\n", "a"),
    (#"\Aa\z"#, "a", "a"), (".", "\n", nil), ("(?s).", "\n", "\n"), ("[^a]", "\n", "\n"),
    (#"\bfoo\b"#, "a foo.", "foo"), (#"\bfoo\b"#, "afoo", nil), (#"\Boo"#, "foo", "oo"),
    ("(?i)straSSe", "STRASSE", "STRASSE"), ("(?i)k", "\u{212A}", "\u{212A}"), ("(?i)[k-l]", "L", "L"),
    ("(?i)[^k]", "K", nil), ("(?i)σ", "ς", "ς"), ("(?i:a)b", "AB", nil), ("(?i:a)b", "Ab", "Ab"),
    ("a(?i)b(?-i)c", "aBc", "aBc"), ("(a(?i)b)c", "aBC", nil),
    (#"\Qa.b\E+"#, "a.bb", "a.bb"), (#"\Qa.b"#, "a.b", "a.b"), (#"\x41\x{1F600}\101"#, "A😀A", "A😀A"),
    (#"[\]\-a]+"#, "]-a", "]-a"), ("[]a]+", "]a", "]a"), ("[a-]+", "-a", "-a"), ("[^]a]", "]ab", "b"),
    (#"[\d\s]+"#, "a1 2", "1 2"), (#"[^\d]+"#, "1ab", "ab"), (#"\D+"#, "1ab", "ab"), (#"[\W]"#, "a-", "-"),
    ("[[:alpha:]_]+", "1a_", "a_"), ("[[:^alpha:]]", "a1", "1"), ("[[:word:]]+", "-a_1", "a_1"),
    (#"\pL+"#, "1été", "été"), (#"\p{Lu}"#, "aÉ", "É"), (#"\PL"#, "a1", "1"), (#"\p{^Lu}"#, "Aa", "a"),
    (#"\p{Greek}+"#, "abγδ", "γδ"), (#"[\p{Han}a]+"#, "b漢a", "漢a"), (#"\P{Latin}"#, "aж", "ж"),
    ("é.", "née!", "ée"), ("(?:a|b|c|)+d", "abcd", "abcd"), ("(a*)*b", "aab", "aab"), ("(a*)+$", "b", ""),
    ("(?:a?){3}a{3}", "aaa", "aaa"), (#"^https?://([^/:]+)"#, "http://h:1/x", "http://h"),
  ])
  func `the leftmost match is found, and there the preferred one`(
    pattern: String, text: String, expected: String?
  ) throws {
    let match = try RegularExpression(pattern).firstMatch(in: text)
    #expect(match.map { String($0.text) } == expected)
    #expect(try RegularExpression(pattern).matches(text) == (expected != nil))
  }

  @Test(
    arguments: [
      ("(a)(b)?", "a", ["a", "a", nil]), ("(a|(b))+", "ab", ["ab", "b", "b"]),
      ("((a)|b)+", "ab", ["ab", "b", "a"]),
      ("(a*)*", "aa", ["aa", "aa"]), ("(|a)*", "aa", ["", ""]), ("(|a)+", "aa", ["", ""]),
      ("(a+)(a*)", "aaa", ["aaa", "aaa", ""]), ("(a+?)(a*)", "aaa", ["aaa", "a", "aa"]),
      ("(?:x(y))?(z)", "z", ["z", nil, "z"]), ("()|a", "a", ["", ""]),
    ] as [(String, String, [String?])])
  func `groups hold what they took last`(pattern: String, text: String, expected: [String?]) throws {
    let match = try #require(try RegularExpression(pattern).firstMatch(in: text))
    #expect((0..<match.groupCount).map { match[$0].map(String.init) } == expected)
  }

  @Test func `groups have names in both notations`() throws {
    let version = try RegularExpression(#"(?P<major>\d+)\.(?<minor>\d+)"#)
    #expect(version.groupNames == [nil, "major", "minor"])
    let match = try #require(version.firstMatch(in: "v1.15"))
    #expect(match["major"] == "1")
    #expect(match["minor"] == "15")
    #expect(match["patch"] == nil)
  }

  @Test(arguments: [
    ("a*", "baac", ["", "aa", ""]), ("a", "banana", ["a", "a", "a"]), ("", "né", ["", "", ""]),
    ("a|", "aba", ["a", "a"]), ("(?m)^", "a\nb", ["", ""]), ("^a", "aa", ["a"]),
    (#"\b"#, "ab c", ["", "", "", ""]),
  ])
  func `all matches follow one another`(pattern: String, text: String, expected: [String]) throws {
    #expect(try RegularExpression(pattern).matches(in: text).map { String($0.text) } == expected)
  }

  @Test(arguments: [
    ("a(.)", "$1", "abac", "bc"), ("(?P<x>b)", "[${x}$x]", "abc", "a[bb]c"), ("b", "$$1", "abc", "a$1c"),
    ("(b)", "$1x", "abc", "ac"), ("(b)", "${1}x", "abc", "abxc"), ("(b)", "$ ${", "abc", "a$ ${c"),
    ("(b)", "$9", "abc", "ac"), ("x*", "-", "ab", "-a-b-"), ("é", "$0$0", "née", "néée"),
    ("localhost|127\\.0\\.0\\.1", "host", "http://localhost:1", "http://host:1"),
  ])
  func `matches are replaced by a template`(
    pattern: String, template: String, text: String, expected: String
  ) throws {
    #expect(try RegularExpression(pattern).replacing(in: text, with: template) == expected)
  }

  @Test func `time grows with the text and not with the ways to match it`() throws {
    let text = String(repeating: "a", count: 2_000)
    #expect(try RegularExpression("(a*)*(a|aa)*(a?){30}b").firstMatch(in: text) == nil)
    #expect(try RegularExpression("(x+x+)+y").firstMatch(in: String(repeating: "x", count: 2_000)) == nil)
  }
}
