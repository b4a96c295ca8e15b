import Testing

struct RegularExpressionFunctionTests {
  @Test(
    arguments: [
      (#"regex("[a-z]+", "53453453.345345aaabbbccc23454")"#, #""aaabbbccc""#),
      (#"regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")"#, #"["2019", "02", "01"]"#),
      (
        #"regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")"#,
        #"{authority = "terraform.io", scheme = "https"}"#
      ),
      (#"regex("(a)|(b)", "b")"#, #"[tostring(null), "b"]"#),
      (#"regex("(?P<a>x)?y", "y")"#, #"{a = tostring(null)}"#),
      (#"regexall("[a-z]+", "1234abcd5678efgh9")"#, #"tolist(["abcd", "efgh"])"#),
      (#"regexall("(\\w)(\\d)", "a1b2")"#, #"tolist([["a", "1"], ["b", "2"]])"#),
      (
        #"regexall("(?P<l>\\w)(?P<d>\\d)?", "a1b")"#,
        #"tolist([{d = "1", l = "a"}, {d = tostring(null), l = "b"}])"#
      ),
    ] as [(String, String)])
  func `matches have the shape of the groups`(expression: String, expected: String) {
    expectSame(expression, expected)
  }
}
