import RegularExpressions
import Testing

struct RegularExpressionErrorTests {
  @Test(
    arguments: [
      ("a(b", .missingParenthesis, "a(b"), ("(?i", .invalidGroupSyntax, "(?i"),
      ("a)b", .unexpectedParenthesis, "a)b"),
      ("x[ab", .missingBracket, "[ab"), ("[a-", .missingBracket, "[a-"), ("[]", .missingBracket, "[]"),
      (#"a\"#, .trailingBackslash, ""), (#"\y"#, .invalidEscape, #"\y"#), (#"(a)\1"#, .invalidEscape, #"\1"#),
      (#"\x{110000}"#, .invalidEscape, #"\x{110000}"#), (#"\xZ"#, .invalidEscape, #"\x"#),
      (#"\8"#, .invalidEscape, #"\8"#),
      ("[z-a]", .invalidClassRange, "z-a"), ("[[:foo:]]", .invalidClassRange, "[:foo:]"),
      (#"\p{Klingon}"#, .invalidClassRange, #"\p{Klingon}"#), (#"\p"#, .invalidClassRange, #"\p"#),
      ("(?P<a-b>x)", .invalidNamedGroup, "(?P<a-b>"),
      ("(?<=a)b", .invalidGroupSyntax, "(?<="), ("a(?!b)", .invalidGroupSyntax, "(?!"),
      ("(?#c)", .invalidGroupSyntax, "(?#"),
      ("*a", .missingRepetitionArgument, "*"), ("a|+", .missingRepetitionArgument, "+"),
      ("(?i)?", .missingRepetitionArgument, "?"),
      ("a**", .nestedRepetition, "**"), ("a*?+", .nestedRepetition, "*?+"),
      ("a{2}{3}", .nestedRepetition, "{2}{3}"),
      ("a{1001}", .invalidRepetitionCount, "{1001}"), ("a{3,2}", .invalidRepetitionCount, "{3,2}"),
      ("(a{100}){100}", .invalidRepetitionCount, "{100}"),
      ("a{99999999999999999999}", .invalidRepetitionCount, "{99999999999999999999}"),
    ] as [(String, RegularExpressionError.Code, String)])
  func `a faulty pattern is refused with the part at fault`(
    pattern: String, code: RegularExpressionError.Code, fragment: String
  ) {
    let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    #expect(error?.code == code)
    #expect(error?.fragment == fragment)
  }

  @Test(arguments: ["a(?=b)", "(?<!a)b", #"(a)\1"#, "a++"])
  func `what an automaton cannot do comes with advice`(pattern: String) {
    let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    #expect(error?.advice != nil)
  }

  @Test func `a pattern that would fill the memory is refused`() {
    let nested = String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)
    #expect(throws: RegularExpressionError.self) { try RegularExpression(nested) }
    let wide = String(repeating: "[a-z]{1000}", count: 1_000)
    #expect(throws: RegularExpressionError.self) { try RegularExpression(wide) }
    let grouped = String(repeating: "(a)", count: 20_000)
    #expect(throws: RegularExpressionError.self) { try RegularExpression(grouped) }
  }
}
