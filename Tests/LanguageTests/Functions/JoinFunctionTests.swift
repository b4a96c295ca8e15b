import Testing

struct JoinFunctionTests {
  @Test(
    arguments: [
      (#"join(", ", ["foo", "bar"])"#, #""foo, bar""#),
      (#"join(", ", ["foo"])"#, #""foo""#),
      (#"join("-", [])"#, #""""#),
      (#"join("-", ["a"], ["b", "c"])"#, #""a-b-c""#),
      (#"join("-", [1, true, "x"])"#, #""1-true-x""#),
      (#"join("-", toset(["b", "a"]))"#, #""a-b""#),
      (#"replace("1 + 2 + 3", "+", "-")"#, #""1 - 2 - 3""#),
      (#"replace("hello world", "/w.*d/", "everybody")"#, #""hello everybody""#),
      (#"replace("hello", "/l/", "L$0")"#, #""heLlLlo""#),
      (#"replace("a/b/c", "/", "-")"#, #""a-b-c""#),
      (#"replace("aaa", "aa", "b")"#, #""ba""#),
      (#"replace("héllo", "/(?i)É/", "e")"#, #""hello""#),
      (#"replace("x", "/a/b/", "y")"#, #""x""#),
      (#"replace("a/b", "/a/", "y")"#, #""y/b""#),
      (#"replace("/a/", "/a/", "y")"#, #""/y/""#),
      (#"replace("ab", "/(?P<n>a)/", "$n$${n}")"#, #""aab""#),
    ] as [(String, String)])
  func `strings are joined and replaced`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"join("-", ["a", null])"#, #"element 1 is null; cannot concatenate null values"#),
      (#"join("-")"#, #"at least one list is required"#),
      (#"join("-", "a")"#, #"list of string required, but have string"#),
      (#"join("-", [["a"]])"#, #"element 0: string required, but have tuple"#),
      (#"join(",", tolist([null]))"#, #"element 0 is null; cannot concatenate null values"#),
      (#"join(null, ["a"])"#, #"argument must not be null"#),
      (#"join(",", null)"#, #"argument must not be null"#),
    ] as [(String, String)])
  func `unsuitable arguments are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
