import Testing
import Values

struct OperationTests {
  typealias Operation = @Sendable (Value, Value) throws -> Value

  private static let unknownNumber = Value.unknown(.number, .notNull)
  private static let unknownBool = Value.unknown(.bool, .notNull)

  static let results: [(Operation, Value, Value, Value)] = [
    ({ try $0.adding($1) }, .string("5"), .number(1), .number(6)),
    ({ try $0.subtracting($1) }, .number(5), .number(7), .number(-2)),
    ({ try $0.multiplied(by: $1) }, .number(5), .number(7), .number(35)),
    ({ try $0.divided(by: $1) }, .number(9), .number(3), .number(3)),
    ({ try $0.remainder(dividingBy: $1) }, .number(-7), .number(3), .number(-1)),
    ({ try $0.adding($1) }, .dynamic, .number(1), unknownNumber),
    ({ try $0.isLess(than: $1) }, .string("9"), .number(10), .bool(true)),
    ({ try $0.isAtMost($1) }, .number(10), .number(10), .bool(true)),
    ({ try $0.isGreater(than: $1) }, .number(10), .number(10), .bool(false)),
    ({ try $0.isAtLeast($1) }, .number(10), .unknown(.number), unknownBool),
    ({ try $0.and($1) }, .bool(true), .string("false"), .bool(false)),
    ({ try $0.and($1) }, .bool(false), .unknown(.bool), .bool(false)),
    ({ try $0.and($1) }, .unknown(.bool), .bool(false), .bool(false)),
    ({ try $0.and($1) }, .bool(true), .unknown(.bool), unknownBool),
    ({ try $0.or($1) }, .unknown(.bool), .bool(true), .bool(true)),
    ({ try $0.or($1) }, .bool(false), .dynamic, unknownBool),
    ({ try $0.or($1) }, .bool(false), .bool(false), .bool(false)),
  ]

  @Test(arguments: results.indices)
  func `operations convert their operands and are total over unknown`(index: Int) throws {
    let (operation, a, b, expected) = Self.results[index]
    #expect(try operation(a, b) == expected)
  }

  @Test(arguments: results.indices)
  func `results have the marks of both operands`(index: Int) throws {
    let (operation, a, b, expected) = Self.results[index]
    let result = try operation(a.marked(.sensitive), b.marked(.ephemeral))
    #expect(result == expected.marked([.sensitive, .ephemeral]))
  }

  @Test func `one operand is negated`() throws {
    #expect(try Value.string("3").marked(.sensitive).negated() == Value.number(-3).marked(.sensitive))
    #expect(try Value.string("true").not() == .bool(false))
    #expect(try Value.unknown(.bool).not() == .unknown(.bool, .notNull))
  }

  static let failures: [(Operation, Value, Value, OperationError)] = [
    (
      { try $0.adding($1) }, .string("a"), .number(1),
      .unsuitableOperand(0, ConversionError("a number is required"))
    ),
    (
      { try $0.adding($1) }, .number(1), .null(.number),
      .unsuitableOperand(1, ConversionError("must not be null"))
    ),
    (
      { try $0.and($1) }, .bool(true), .number(1),
      .unsuitableOperand(1, ConversionError("bool required, but have number"))
    ),
    ({ try $0.divided(by: $1) }, .number(1), .number(0), .divisionByZero),
    (
      { try $0.multiplied(by: $1) }, .number(Number("1e9000") ?? 0), .number(Number("1e9000") ?? 0),
      .outOfRange
    ),
  ]

  @Test(arguments: failures.indices)
  func `a failure says which operand is to blame`(index: Int) {
    let (operation, a, b, expected) = Self.failures[index]
    #expect(throws: expected) { try operation(a, b) }
  }

  @Test func `a template is put together from its parts`() throws {
    let parts = [Value.string("a-"), .number(1), Value.bool(true).marked(.sensitive)]
    #expect(try Value.concatenating(parts) == Value.string("a-1true").marked(.sensitive))
    #expect(try Value.concatenating([.string("e"), .string("\u{301}")]) == .string("é"))
    #expect(throws: OperationError.unsuitableOperand(1, ConversionError("string required, but have tuple"))) {
      try Value.concatenating([.string("a"), .tuple([])])
    }
  }

  @Test func `what a template begins with is known before the rest is`() throws {
    func prefix(_ parts: Value...) throws -> Value { try Value.concatenating(parts) }
    #expect(
      try prefix(.string("https://"), .unknown(.string), .string("/x"))
        == .unknown(.string, Refinement(isNotNull: true, prefix: "https://")))
    // A combining mark may follow.
    #expect(
      try prefix(.string("ae"), .dynamic) == .unknown(.string, Refinement(isNotNull: true, prefix: "a")))
    #expect(
      try prefix(.string("x"), .unknown(.string, Refinement(prefix: "y/")), .string("z"))
        == .unknown(.string, Refinement(isNotNull: true, prefix: "xy/")))
  }
}
