import Testing

struct EncodingFunctionTests {
  @Test(
    arguments: [
      (#"base64encode("Hello World")"#, #""SGVsbG8gV29ybGQ=""#),
      (#"base64encode("")"#, #""""#),
      (#"base64encode("é")"#, #""w6k=""#),
      (#"base64decode("SGVsbG8gV29ybGQ=")"#, #""Hello World""#),
      (#"base64decode("")"#, #""""#),
      (#"base64decode("SGVs\nbG8=")"#, #""Hello""#),
      (#"base64decode("SGVsbG8gV29ybGR=")"#, #""Hello World""#),
      (#"jsonencode({"hello" = "world"})"#, #""{\"hello\":\"world\"}""#),
      (#"jsonencode({b = 1, a = [true, null, 1.5, "x"]})"#, #""{\"a\":[true,null,1.5,\"x\"],\"b\":1}""#),
      (
        #"jsonencode("<a href=\"x\">&'</a>")"#,
        #""\"\\u003ca href=\\\"x\\\"\\u003e\\u0026'\\u003c/a\\u003e\"""#
      ),
      (
        #"jsonencode("\u2028\u2029\u0001\t\n\r\u0008\u000c\"\\/\u007fé😀")"#,
        #""\"\\u2028\\u2029\\u0001\\t\\n\\r\\b\\f\\\"\\\\/\u007fé😀\"""#
      ),
      (#"jsonencode(null)"#, #""null""#),
      (#"jsonencode(12345678901234567890.123)"#, #""12345678901234567890.123""#),
      (#"jsonencode(1e30)"#, #""1000000000000000000000000000000""#),
      (#"jsonencode(0.1)"#, #""0.1""#),
      (#"jsonencode(toset(["b", "a"]))"#, #""[\"a\",\"b\"]""#),
      (#"jsonencode([])"#, #""[]""#),
      (#"jsonencode({})"#, #""{}""#),
      (#"jsonencode({"<" = 1, "é" = 2})"#, #""{\"\\u003c\":1,\"é\":2}""#),
      (#"jsonencode(1e-10)"#, #""0.0000000001""#),
      (#"jsonencode(-5)"#, #""-5""#),
      (
        #"jsonencode(2/3)"#,
        #""0.6666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666667""#
      ),
      (#"jsonencode("\u007f\u0085\u00ad\ufeff")"#, #""\"\u007f\u0085\u00ad\ufeff\"""#),
      (#"jsondecode("{\"hello\": \"world\"}")"#, #"{hello = "world"}"#),
      (#"jsondecode("[1, \"a\", null, true, {\"a\": []}]")"#, #"[1, "a", null, true, {a = []}]"#),
      (#"jsondecode("\"x\"")"#, #""x""#),
      (#"jsondecode("1.50")"#, #"1.5"#),
      (#"jsondecode("null")"#, #"null"#),
      (#"jsondecode("{\"a\":1,\"a\":2}")"#, #"{a = 2}"#),
      (#"jsondecode("\"\\u00e9\\ud83d\\ude00\"")"#, #""é😀""#),
      (
        #"jsondecode("1e400")"#,
        #"10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"#
      ),
      (#"jsondecode(" \n 5 ")"#, #"5"#),
      (#"urlencode("Hello World")"#, #""Hello+World""#),
      (#"urlencode("☃")"#, #""%E2%98%83""#),
      (
        #"urlencode("foo:bar@localhost?foo=bar&bar=baz")"#,
        #""foo%3Abar%40localhost%3Ffoo%3Dbar%26bar%3Dbaz""#
      ),
      (#"urlencode("a-b_c.d~e*f(g)!'")"#, #""a-b_c.d~e%2Af%28g%29%21%27""#),
      (#"urlencode("a+b/c%20\n")"#, #""a%2Bb%2Fc%2520%0A""#),
      (#"textencodebase64("Hello World", "UTF-16LE")"#, #""SABlAGwAbABvACAAVwBvAHIAbABkAA==""#),
      (#"textencodebase64("Hello é", "ISO-8859-1")"#, #""SGVsbG8g6Q==""#),
      (#"textencodebase64("Hello é", "windows-1252")"#, #""SGVsbG8g6Q==""#),
      (#"textencodebase64("Hello", "UTF-8")"#, #""SGVsbG8=""#),
      (#"textencodebase64("Hello", "UTF-16")"#, #""/v8ASABlAGwAbABv""#),
      (#"textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE")"#, #""Hello World""#),
      (#"textdecodebase64("6Q==", "ISO-8859-1")"#, #""é""#),
      (
        #"csvdecode("a,b,c\n1,2,3\n4,5,6\n")"#,
        #"tolist([{a = "1", b = "2", c = "3"}, {a = "4", b = "5", c = "6"}])"#
      ),
      (#"csvdecode("a,b\n\"x,y\",\"q\"\"z\"\n")"#, #"tolist([{a = "x,y", b = "q\"z"}])"#),
      (#"csvdecode("a,b\r\n1,2\r\n\r\n3,4")"#, #"tolist([{a = "1", b = "2"}, {a = "3", b = "4"}])"#),
      (#"csvdecode("a\n\"x\ny\"")"#, #"tolist([{a = "x\ny"}])"#),
      (#"csvdecode("a;b\n1;2")"#, #"tolist([{"a;b" = "1;2"}])"#),
    ] as [(String, String)])
  func `values are encoded and decoded`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"base64decode("/w==")"#, #"the result of decoding the provided string is not valid UTF-8"#),
      (
        #"textdecodebase64("6Q==", "UTF-8")"#,
        #"the given string contains symbols that are not defined for UTF-8"#
      ),
      (#"csvdecode("")"#, #"missing header line"#),
      (#"csvdecode("a,a\n1,2")"#, #"duplicate column name "a""#),
      (#"csvdecode("a,b\n1")"#, #"CSV parse error on line 2: wrong number of fields"#),
      (#"csvdecode("a,b\n1,2,3")"#, #"CSV parse error on line 2: wrong number of fields"#),
      (#"csvdecode("a,b\nx\"y,2")"#, #"CSV parse error on line 2: bare " in non-quoted-field"#),
      (#"csvdecode("a,b\n\"xy,2")"#, #"CSV parse error on line 2: extraneous or missing " in quoted-field"#),
      (#"csvdecode("a,b\n \"x\",2")"#, #"CSV parse error on line 2: bare " in non-quoted-field"#),
      (
        #"csvdecode("a,b\n\"x\"y,2")"#, #"CSV parse error on line 2: extraneous or missing " in quoted-field"#
      ),
    ] as [(String, String)])
  func `malformed texts are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
