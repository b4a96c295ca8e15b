import Testing
import Values

struct GoDurationTests {
  @Test(
    arguments: [
      ("0", 0), ("1h", 3_600_000_000_000), ("1h30m", 5_400_000_000_000), ("-1.5h", -5_400_000_000_000),
      ("300ms", 300_000_000), (".5s", 500_000_000), ("1.s", 1_000_000_000), ("2µs3ns", 2003),
      ("+0.0000000019s", 1), ("2540400h10m10s", 9_145_440_610_000_000_000),
    ] as [(String, Int64)])
  func `a duration is the sum of its parts`(text: String, nanoseconds: Int64) {
    #expect(Duration(goNotation: text) == .nanoseconds(nanoseconds))
  }

  @Test(arguments: [
    "", "-", "1", "1d", "h", ".s", "1h-5m", "1 h", "1hh", "99999999999h", "9223372036854775808ns", "½s",
  ])
  func `what is no duration, or too long a one, is refused`(text: String) {
    #expect(Duration(goNotation: text) == nil)
  }

  @Test(arguments: [
    ("0", "0s"), ("90m", "1h30m0s"), ("61.25s", "1m1.25s"), ("-1500us", "-1.5ms"), ("12ns", "12ns"),
    ("1001ns", "1.001µs"), ("3h0.000000001s", "3h0m0.000000001s"),
  ])
  func `durations are written in the largest units that fit`(text: String, written: String) {
    #expect(Duration(goNotation: text)?.goNotation == written)
  }
}
