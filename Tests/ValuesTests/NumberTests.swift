import Testing
import Values

struct NumberTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("007", "7"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"),
    ("1E+3", "1000"), ("-12.5e-3", "-0.0125"), ("1.50", "1.5"), ("100.00", "100"),
    ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775808"),
    ("-9223372036854775808", "-9223372036854775808"), ("1e21", "1000000000000000000000"),
    ("123456789012345678901234567890.125", "123456789012345678901234567890.125"),
  ])
  func `text is read and shown with all digits`(text: String, shown: String) {
    #expect(Number(text)?.description == shown)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "0x10", "1_000", " 1", "1 ", "1.2.3", "--1", "Inf", "NaN", "１",
    "1e10001", "1e9223372036854775807", "1.5e-9223372036854775808", "1e99999999999999999999",
  ])
  func `text that is no number in range is refused`(text: String) {
    #expect(Number(text) == nil)
  }

  @Test func `the same number in another notation is equal and hashes alike`() {
    #expect(Set(["10", "1e1", "10.0", "100e-1"].map { Number($0) }) == [10])
    #expect(Set(["0.1", "1e-1", ".10"].map { Number($0) }).count == 1)
    #expect(Number("1e30") == Number("1000000000000000000000000000000.0"))
  }

  @Test(arguments: [
    ("0.1", "+", "0.2", "0.3"), ("9223372036854775807", "+", "1", "9223372036854775808"),
    ("9223372036854775808", "-", "1", "9223372036854775807"), ("1.5", "*", "2", "3"),
    ("-9223372036854775808", "*", "-1", "9223372036854775808"),
    ("-9223372036854775808", "/", "-1", "9223372036854775808"), ("10", "/", "4", "2.5"),
    ("1", "/", "8", "0.125"), ("-7", "/", "2", "-3.5"), ("0", "/", "5", "0"), ("0.3", "/", "0.1", "3"),
    ("7", "%", "-3", "1"), ("-7", "%", "3", "-1"), ("7.5", "%", "2", "1.5"),
    ("-9223372036854775808", "%", "-1", "0"), ("1e30", "%", "7", "1"),
    ("1", "/", "0", "nil"), ("1.5", "%", "0", "1.5"),
  ])
  func `arithmetic is exact where it can be`(a: String, sign: String, b: String, expected: String) throws {
    let (a, b) = (try #require(Number(a)), try #require(Number(b)))
    let operations: [String: (Number, Number) -> Number?] = [
      "+": { $0 + $1 }, "-": { $0 - $1 }, "*": { $0 * $1 }, "/": { $0 / $1 }, "%": { $0 % $1 },
    ]
    let operation = try #require(operations[sign])
    #expect(operation(a, b)?.description ?? "nil" == expected)
  }

  /// What Terraform 1.15 writes for the same quotient.
  @Test func `a quotient that does not come out even has the digits of a 512-bit fraction`() throws {
    let quotients = (Number(1) / 3, Number(10) / 3)
    let third = try #require(quotients.0)
    let threeAndAThird = try #require(quotients.1)
    #expect(third.description == "0." + String(repeating: "3", count: 154) + "5")
    #expect(third * 3 == 1)
    #expect((threeAndAThird * 3).floor == 10)
  }

  @Test func `repeated computing neither traps nor grows without bound`() {
    var number = Number("1.0000000001") ?? 0
    for _ in 0..<40 { number = number * number }
    #expect(number.description.utf8.count < 20_000)
    for _ in 0..<40 { number = number * number }
    #expect(number.isOutOfRange)
    #expect((number - number * number).isOutOfRange || (number - number * number).isZero)
    var tiny = Number("1e-5000") ?? 0
    for _ in 0..<4 { tiny = tiny * tiny }
    #expect(tiny.isZero)
  }

  @Test(arguments: [
    ("2.5", 2, 2, 3), ("-2.5", -2, -3, -2), ("2", 2, 2, 2), ("-0.5", 0, -1, 0), ("0.5", 0, 0, 1),
  ])
  func `rounding to integers`(text: String, truncated: Int, floor: Int, ceiling: Int) throws {
    let number = try #require(Number(text))
    #expect(number.truncated == Number(truncated))
    #expect(number.floor == Number(floor))
    #expect(number.ceiling == Number(ceiling))
  }

  @Test(arguments: [
    ("1", "2"), ("-1", "0.5"), ("0.1", "0.11"), ("9223372036854775807", "9223372036854775808"),
    ("-1e30", "-1e29"), ("1e-30", "1"),
  ])
  func `order is that of the values`(less: String, greater: String) throws {
    let (less, greater) = (try #require(Number(less)), try #require(Number(greater)))
    #expect(less < greater)
    #expect(!(greater < less))
  }

  @Test func `doubles come and go by their shortest decimal`() {
    #expect(Number(0.1)?.description == "0.1")
    #expect(Number(1e20)?.description == "100000000000000000000")
    #expect(Number(-2.0) == -2)
    #expect(Number(Double.infinity) == nil)
    #expect(Number("1e400")?.double == .infinity)
    #expect(Number("0.25")?.double == 0.25)
  }
}
