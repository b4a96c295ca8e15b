import Testing

struct TypeFunctionTests {
  @Test(
    arguments: [
      (#"tobool(true)"#, #"true"#),
      (#"tobool("true")"#, #"true"#),
      (#"tobool("false")"#, #"false"#),
      (#"tobool(null)"#, #"tobool(null)"#),
      (#"tobool("1")"#, #"true"#),
      (#"tonumber(1)"#, #"1"#),
      (#"tonumber("1")"#, #"1"#),
      (#"tonumber("1.50")"#, #"1.5"#),
      (#"tonumber(null)"#, #"tonumber(null)"#),
      (#"tonumber("1e3")"#, #"1000"#),
      (#"tostring("hello")"#, #""hello""#),
      (#"tostring(1)"#, #""1""#),
      (#"tostring(1.50)"#, #""1.5""#),
      (#"tostring(true)"#, #""true""#),
      (#"tostring(null)"#, #"tostring(null)"#),
      (#"tostring(100000000000000000000)"#, #""100000000000000000000""#),
      (#"tostring(0.1)"#, #""0.1""#),
      (#"tostring(1e21)"#, #""1000000000000000000000""#),
      (#"tostring(1e-7)"#, #""0.0000001""#),
      (
        #"tostring(1/3)"#,
        #""0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335""#
      ),
      (#"tostring(log(50, 10))"#, #""1.6989700043360185""#),
      (#"tolist(["a", "b", 3])"#, #"tolist(["a", "b", "3"])"#),
      (#"tolist([])"#, #"tolist([])"#),
      (#"tolist(toset(["b", "a"]))"#, #"tolist(["a", "b"])"#),
      (#"tolist([{a = 1}, {b = 2}])"#, #"tolist([tomap({a = 1}), tomap({b = 2})])"#),
      (#"tolist([{a = 1}, {a = "x"}])"#, #"tolist([{a = "1"}, {a = "x"}])"#),
      (#"tolist([null, 1])"#, #"tolist([tonumber(null), 1])"#),
      (#"toset(["c", "b", 3])"#, #"toset(["3", "b", "c"])"#),
      (#"toset(["a", "b", "b"])"#, #"toset(["a", "b"])"#),
      (#"toset([])"#, #"toset([])"#),
      (#"toset([true, "x"])"#, #"toset(["true", "x"])"#),
      (#"tomap({a = 1, b = 2})"#, #"tomap({a = 1, b = 2})"#),
      (#"tomap({a = "foo", b = true})"#, #"tomap({a = "foo", b = "true"})"#),
      (#"tomap({})"#, #"tomap({})"#),
      (#"tomap({a = null})"#, #"tomap({a = null})"#),
      (#"tomap({a = {b = 1}, c = {b = "x"}})"#, #"tomap({a = {b = "1"}, c = {b = "x"}})"#),
    ] as [(String, String)])
  func `values are converted`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"tobool("no")"#, #"cannot convert "no" to bool; only the strings "true" or "false" are allowed"#),
      (#"tobool(1)"#, #"cannot convert number to bool"#),
      (#"tobool("True")"#, #"cannot convert "True" to bool; only the strings "true" or "false" are allowed"#),
      (#"tobool([])"#, #"cannot convert tuple to bool"#),
      (
        #"tonumber("0x10")"#,
        #"cannot convert "0x10" to number; given string must be a decimal representation of a number"#
      ),
      (
        #"tonumber("no")"#,
        #"cannot convert "no" to number; given string must be a decimal representation of a number"#
      ),
      (
        #"tonumber("")"#,
        #"cannot convert "" to number; given string must be a decimal representation of a number"#
      ),
      (#"tonumber(true)"#, #"cannot convert bool to number"#),
      (
        #"tonumber(" 1")"#,
        #"cannot convert " 1" to number; given string must be a decimal representation of a number"#
      ),
      (#"tostring([])"#, #"cannot convert tuple to string"#),
      (#"tolist("a")"#, #"cannot convert string to list of any single type"#),
      (#"tolist([1, [2]])"#, #"cannot convert tuple to list of any single type"#),
      (#"toset("a")"#, #"cannot convert string to set of any single type"#),
      (#"toset({})"#, #"cannot convert object to set of any single type"#),
      (#"tomap([])"#, #"cannot convert tuple to map of any single type"#),
      (#"tomap({a = 1, b = [1]})"#, #"cannot convert object to map of any single type"#),
      (#"tomap("a")"#, #"cannot convert string to map of any single type"#),
    ] as [(String, String)])
  func `what cannot be converted is refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
