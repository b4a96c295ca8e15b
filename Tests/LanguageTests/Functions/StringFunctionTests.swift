import Testing

struct StringFunctionTests {
  @Test(
    arguments: [
      (#"chomp("hello\n")"#, #""hello""#),
      (#"chomp("hello\r\n")"#, #""hello""#),
      (#"chomp("hello\n\n")"#, #""hello""#),
      (#"chomp("hello\r")"#, #""hello""#),
      (#"chomp("a\nb\r\n\r\n")"#, #""a\nb""#),
      (#"chomp("")"#, #""""#),
      (#"chomp("\r\n")"#, #""""#),
      (#"chomp("a\r\n\r\n")"#, #""a""#),
      (#"endswith("hello world", "world")"#, #"true"#),
      (#"endswith("hello", "")"#, #"true"#),
      (#"indent(2, "a\nb\n\nc")"#, #""a\n  b\n  \n  c""#),
      (#"indent(0, "a\nb")"#, #""a\nb""#),
      (#"indent(2, "")"#, #""""#),
      (#"indent(2, "\n")"#, #""\n  ""#),
      (#"indent(3, "a\r\nb")"#, #""a\r\n   b""#),
      (#"lower("HELLO É ŽÖ")"#, #""hello é žö""#),
      (#"lower("İ")"#, #""i""#),
      (#"lower("ΑΣ Σ")"#, #""ασ σ""#),
      (#"split(",", "foo,bar,baz")"#, #"tolist(["foo", "bar", "baz"])"#),
      (#"split(",", "foo")"#, #"tolist(["foo"])"#),
      (#"split(",", "")"#, #"tolist([""])"#),
      (#"split("", "abc")"#, #"tolist(["a", "b", "c"])"#),
      (#"split("", "é👨‍👩‍👧x")"#, #"tolist(["é", "👨", "\u200d", "👩", "\u200d", "👧", "x"])"#),
      (#"split(",,", "a,,b")"#, #"tolist(["a", "b"])"#),
      (#"split("", "a\r\nb")"#, #"tolist(["a", "\r", "\n", "b"])"#),
      (#"split("a", "")"#, #"tolist([""])"#),
      (#"startswith("hello world", "hello")"#, #"true"#),
      (#"startswith("hello world", "world")"#, #"false"#),
      (#"strcontains("hello world", "wor")"#, #"true"#),
      (#"strcontains("hello world", "")"#, #"true"#),
      (#"strrev("hello")"#, #""olleh""#),
      (#"strrev("☃")"#, #""☃""#),
      (#"strrev("e\u0301a")"#, #""aé""#),
      (#"strrev("👨‍👩‍👧x")"#, #""x👨\u200d👩\u200d👧""#),
      (#"strrev("a\r\nb")"#, #""b\r\na""#),
      (#"substr("hello world", 1, 4)"#, #""ello""#),
      (#"substr("hello", 0, -1)"#, #""hello""#),
      (#"substr("hello", -3, 2)"#, #""ll""#),
      (#"substr("hello", -3, -1)"#, #""llo""#),
      (#"substr("hello", 10, 2)"#, #""""#),
      (#"substr("hello", 3, 10)"#, #""lo""#),
      (#"substr("hello", 0, 0)"#, #""""#),
      (#"substr("hello", -10, 2)"#, #""he""#),
      (#"substr("👨‍👩‍👧abc", 0, 2)"#, #""👨\u200d👩\u200d👧a""#),
      (#"substr("hello", 0, -2)"#, #""hello""#),
      (#"substr("a\r\nb", 0, 2)"#, #""a\r\n""#),
      (#"title("hello world foo-bar o'neil ß")"#, #""Hello World Foo-Bar O'Neil ß""#),
      (#"title("a_b c.d 1ab")"#, #""A_b C.D 1ab""#),
      (#"title("ǆ straße")"#, #""ǅ Straße""#),
      (#"title("HELLO wORLD")"#, #""HELLO WORLD""#),
      (#"title("x\u00a0y\u2003z a\tb\nc")"#, #""X\u00a0Y Z A\tB\nC""#),
      (#"title("hello…world")"#, #""Hello…world""#),
      (#"trim("?!hello?!", "!?")"#, #""hello""#),
      (#"trim("foobar", "far")"#, #""oob""#),
      (#"trim("   hello! world.!  ", "! ")"#, #""hello! world.""#),
      (#"trim("aXa", "")"#, #""aXa""#),
      (#"trim("ééaéé", "é")"#, #""a""#),
      (#"trim("abc", "a-c")"#, #""b""#),
      (#"trimprefix("helloworld", "hello")"#, #""world""#),
      (#"trimprefix("helloworld", "cat")"#, #""helloworld""#),
      (#"trimprefix("--hello", "-")"#, #""-hello""#),
      (#"trimspace("  hello\n\n")"#, #""hello""#),
      (#"trimspace("\u00a0x\u2003")"#, #""x""#),
      (#"trimspace("\u0085x\u200b")"#, #""x\u200b""#),
      (#"trimsuffix("helloworld", "world")"#, #""hello""#),
      (#"trimsuffix("hello--", "-")"#, #""hello-""#),
      (#"upper("hello éß ŉ")"#, #""HELLO Éß ŉ""#),
      (#"upper(5)"#, #""5""#),
      (#"upper("ǆ ﬁ ı")"#, #""Ǆ ﬁ I""#),
    ] as [(String, String)])
  func `strings are cut and changed`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (
        #"indent(1.5, "a")"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
      (#"split(",", null)"#, #"argument must not be null"#),
      (
        #"substr("hello", 1.5, 2)"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
      (#"upper(null)"#, #"argument must not be null"#),
      (#"upper([])"#, #"string required, but have tuple"#),
    ] as [(String, String)])
  func `unsuitable arguments are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
