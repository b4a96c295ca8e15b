import Testing

struct YAMLWriterTests {
  @Test(
    arguments: [
      (#"yamlencode({a = "b", c = "d"})"#, #""\"a\": \"b\"\n\"c\": \"d\"\n""#),
      (#"yamlencode({foo = [1, 2, 3], bar = "baz"})"#, #""\"bar\": \"baz\"\n\"foo\":\n- 1\n- 2\n- 3\n""#),
      (
        #"yamlencode({foo = [1, {a = "b", c = "d"}, 3], bar = "baz"})"#,
        #""\"bar\": \"baz\"\n\"foo\":\n- 1\n- \"a\": \"b\"\n  \"c\": \"d\"\n- 3\n""#
      ),
      (#"yamlencode("x")"#, #""\"x\"\n""#),
      (#"yamlencode(1.5)"#, #""1.5\n...\n""#),
      (#"yamlencode(null)"#, #""null\n...\n""#),
      (#"yamlencode(true)"#, #""true\n...\n""#),
      (#"yamlencode([])"#, #""[]\n""#),
      (#"yamlencode({})"#, #""{}\n""#),
      (#"yamlencode({a = [], b = {}, c = null})"#, #""\"a\": []\n\"b\": {}\n\"c\": null\n""#),
      (#"yamlencode("multi\nline\n")"#, #""|\n  multi\n  line\n""#),
      (#"yamlencode({a = "multi\nline"})"#, #""\"a\": |-\n  multi\n  line\n""#),
      (#"yamlencode({a = "multi\nline\n\n"})"#, #""\"a\": |+\n  multi\n  line\n\n""#),
      (
        #"yamlencode({a = "x: y # z", "key with space" = "", "1" = "1", "true" = "true"})"#,
        #""\"1\": \"1\"\n\"a\": \"x: y # z\"\n\"key with space\": \"\"\n\"true\": \"true\"\n""#
      ),
      (
        #"yamlencode({a = [[1, 2], [3]], b = [{c = {d = 1}}]})"#,
        #""\"a\":\n- - 1\n  - 2\n- - 3\n\"b\":\n- \"c\":\n    \"d\": 1\n""#
      ),
      (#"yamlencode({a = "tab\tq\"uote\\ é\u0001"})"#, #""\"a\": \"tab\\tq\\\"uote\\\\ é\\x01\"\n""#),
      (#"yamlencode({a = " lead\ntrail "})"#, #""\"a\": \" lead\\ntrail \"\n""#),
      (#"yamlencode({a = "line\n  indented\n"})"#, #""\"a\": |\n  line\n    indented\n""#),
      (
        #"yamlencode({a = 123456789012345678901234567890, b = 0.1, c = 1e30})"#,
        #""\"a\": 123456789012345678901234567890\n\"b\": 0.1\n\"c\": 1000000000000000000000000000000\n""#
      ),
      (#"yamlencode([[["x"]]])"#, #""- - - \"x\"\n""#),
      (#"yamlencode({a = {b = {}}})"#, #""\"a\":\n  \"b\": {}\n""#),
      (#"yamlencode({a = "\nx"})"#, #""\"a\": |2-\n\n  x\n""#),
      (#"yamlencode({a = "a\n\nb\n"})"#, #""\"a\": |\n  a\n\n  b\n""#),
      (#"yamlencode({a = "trailing space \nb"})"#, #""\"a\": \"trailing space \\nb\"\n""#),
      (
        #"yamlencode("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccc ddddddddddddddddddd eeeeeeeeeeeeeeeeeeee")"#,
        #""\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccc\n  ddddddddddddddddddd eeeeeeeeeeeeeeeeeeee\"\n""#
      ),
      (#"yamlencode({"multi\nkey" = 1})"#, #""? |-\n  multi\n  key\n: 1\n""#),
      (#"yamlencode({a = "é😀\u2028\u00a0"})"#, #""\"a\": \"é\\U0001F600\\L\u00a0\"\n""#),
    ] as [(String, String)])
  func `values are written as YAML`(expression: String, expected: String) {
    expectSame(expression, expected)
  }
}
