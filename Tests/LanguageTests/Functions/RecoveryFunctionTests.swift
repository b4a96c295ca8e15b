import Diagnostics
import Testing

struct RecoveryFunctionTests {
  @Test(
    arguments: [
      (#"try("a", "b")"#, #""a""#), (#"try({}.a, "fallback")"#, #""fallback""#),
      (#"try({a = 1}.b, 2, 3)"#, "2"),
      (#"try(tonumber("x"), 1)"#, "1"), (#"try(file("/nonexistent"), "")"#, #""""#), ("try(null, 1)", "null"),
      (#"can("a")"#, "true"), (#"can({}.a)"#, "false"), (#"can(tonumber("x"))"#, "false"),
      (#"can(regex("^a", "b"))"#, "false"), (#"can(try({}.a))"#, "false"),
    ] as [(String, String)])
  func `errors are recovered from`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test func `when nothing can be evaluated all reasons are given`() {
    let details = evaluate(#"try({}.a, tonumber("x"))"#).diagnostics.map(\.detail)
    #expect(details.count == 1)
    #expect(details.first?.contains("attribute named \"a\"") == true)
    #expect(details.first?.contains("cannot convert \"x\" to number") == true)
  }

  @Test(arguments: ["try()", "can()", "can(1, 2)"])
  func `the wrong number of expressions is an error`(expression: String) {
    #expect(evaluate(expression).diagnostics.count == 1)
  }
}
