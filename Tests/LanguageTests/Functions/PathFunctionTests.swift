import Testing

struct PathFunctionTests {
  @Test(
    arguments: [
      (#"basename("foo/bar/baz.txt")"#, #""baz.txt""#),
      (#"basename("")"#, #"".""#),
      (#"basename("/")"#, #""/""#),
      (#"basename("a/b/")"#, #""b""#),
      (#"basename("a//")"#, #""a""#),
      (#"dirname("foo/bar/baz.txt")"#, #""foo/bar""#),
      (#"dirname("")"#, #"".""#),
      (#"dirname("/")"#, #""/""#),
      (#"dirname("a")"#, #"".""#),
      (#"dirname("a/b/../c/d")"#, #""a/c""#),
      (#"dirname("a//b")"#, #""a""#),
      (#"dirname("/a")"#, #""/""#),
      (#"pathexpand("~/x")"#, #""/root/x""#),
      (#"pathexpand("~")"#, #""/root""#),
      (#"pathexpand("/x/~")"#, #""/x/~""#),
      (#"pathexpand("")"#, #""""#),
      (#"pathexpand("a/../b")"#, #""a/../b""#),
      (#"pathexpand("~/../b/./")"#, #""/b""#),
    ] as [(String, String)])
  func `paths are computed`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"pathexpand("~foo/x")"#, #"cannot expand user-specific home dir"#)
    ] as [(String, String)])
  func `x`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
