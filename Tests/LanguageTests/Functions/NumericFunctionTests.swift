import Testing

struct NumericFunctionTests {
  @Test(
    arguments: [
      (#"abs(-12.4)"#, #"12.4"#),
      (#"abs(0)"#, #"0"#),
      (#"abs("-3")"#, #"3"#),
      (
        #"abs("1e400")"#,
        #"10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"#
      ),
      (#"ceil(5.1)"#, #"6"#),
      (#"ceil(-5.1)"#, #"-5"#),
      (#"ceil(5)"#, #"5"#),
      (#"ceil(1e30)"#, #"1000000000000000000000000000000"#),
      (#"ceil(-0.5)"#, #"0"#),
      (#"floor(5.9)"#, #"5"#),
      (#"floor(-5.1)"#, #"-6"#),
      (#"floor(123456789012345678901234567890.5)"#, #"123456789012345678901234567890"#),
      (#"floor(-0.5)"#, #"-1"#),
      (#"log(50, 10)"#, #"1.6989700043360185"#),
      (#"log(16, 2)"#, #"4"#),
      (#"log(1, 0)"#, #"0"#),
      (#"log(100, 10)"#, #"2"#),
      (#"log(1000, 10)"#, #"2.9999999999999996"#),
      (#"log(2.718281828459045, 2.718281828459045)"#, #"1"#),
      (#"max(12, 54, 3)"#, #"54"#),
      (#"max([12, 54, 3]...)"#, #"54"#),
      (#"max("5", 4)"#, #"5"#),
      (
        #"max(1e300, 5)"#,
        #"1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"#
      ),
      (#"min(12, 54, 3.5)"#, #"3.5"#),
      (#"parseint("100", 10)"#, #"100"#),
      (#"parseint("FF", 16)"#, #"255"#),
      (#"parseint("-10", 2)"#, #"-2"#),
      (#"parseint("1011111011101111", 2)"#, #"48879"#),
      (#"parseint("aA", 62)"#, #"656"#),
      (#"parseint("ef", 36)"#, #"519"#),
      (#"parseint("+5", 10)"#, #"5"#),
      (#"parseint("12345678901234567890123", 10)"#, #"12345678901234567890123"#),
      (#"parseint("Z", 36)"#, #"35"#),
      (#"parseint("Z", 62)"#, #"61"#),
      (#"pow(3, 2)"#, #"9"#),
      (#"pow(4, 0)"#, #"1"#),
      (#"pow(2, -1)"#, #"0.5"#),
      (#"pow(2, 0.5)"#, #"1.4142135623730951"#),
      (#"pow(10, 20)"#, #"100000000000000000000"#),
      (#"pow(-8, 3)"#, #"-512"#),
      (#"pow(1.5, 2)"#, #"2.25"#),
      (#"pow(3, 40)"#, #"12157665459056929000"#),
      (#"pow(2, 10)"#, #"1024"#),
      (#"pow(0.1, 3)"#, #"0.0010000000000000002"#),
      (#"pow(7, 77)"#, #"118181386580595890000000000000000000000000000000000000000000000000"#),
      (#"pow(0, 0)"#, #"1"#),
      (#"signum(-13)"#, #"-1"#),
      (#"signum(0)"#, #"0"#),
      (#"signum(344)"#, #"1"#),
    ] as [(String, String)])
  func `numbers are computed`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"abs(null)"#, #"argument must not be null"#),
      (#"abs("x")"#, #"a number is required"#),
      (#"log("a", 2)"#, #"a number is required"#),
      (#"max()"#, #"must pass at least one number"#),
      (#"max(1, null)"#, #"argument must not be null"#),
      (#"min()"#, #"must pass at least one number"#),
      (#"min([]...)"#, #"must pass at least one number"#),
      (#"min("a", 1)"#, #"a number is required"#),
      (#"parseint("12", 2)"#, #"cannot parse "12" as a base 2 integer"#),
      (#"parseint("", 10)"#, #"cannot parse "" as a base 10 integer"#),
      (#"parseint("100", 1)"#, #"base must be a whole number between 2 and 62 inclusive"#),
      (#"parseint("100", 63)"#, #"base must be a whole number between 2 and 62 inclusive"#),
      (#"parseint(100, 10)"#, #"first argument must be a string, not number"#),
      (#"parseint("1_000", 10)"#, #"cannot parse "1_000" as a base 10 integer"#),
      (#"parseint("10.5", 10)"#, #"cannot parse "10.5" as a base 10 integer"#),
      (#"parseint(true, 10)"#, #"first argument must be a string, not bool"#),
      (
        #"parseint("100", 10.5)"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
      (#"parseint("0x1F", 16)"#, #"cannot parse "0x1F" as a base 16 integer"#),
      (#"parseint("-", 10)"#, #"cannot parse "-" as a base 10 integer"#),
      (#"parseint("--5", 10)"#, #"cannot parse "--5" as a base 10 integer"#),
      (#"parseint(" 5", 10)"#, #"cannot parse " 5" as a base 10 integer"#),
      (#"parseint(null, 10)"#, #"argument must not be null"#),
      (
        #"signum(0.5)"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
      (
        #"signum(-0.5)"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
      (
        #"signum(1e30)"#,
        #"value must be a whole number, between -9223372036854775808 and 9223372036854775807"#
      ),
    ] as [(String, String)])
  func `what cannot be computed is refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
