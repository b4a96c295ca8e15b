import Testing
import Values

struct TimestampTests {
  @Test(arguments: [
    "0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2024-02-29T12:00:00+05:30",
    "9999-12-31T23:59:59-12:00",
  ])
  func `a moment is written as it was read`(text: String) throws {
    #expect(try Timestamp(text).description == text)
  }

  @Test(arguments: [
    ("2024-01-31T00:00:00Z", 0, 1, 0, "2024-03-02T00:00:00Z"),
    ("2024-02-29T00:00:00Z", 1, 0, 0, "2025-03-01T00:00:00Z"),
    ("2024-03-31T00:00:00Z", 0, -1, 0, "2024-03-02T00:00:00Z"),
    ("2024-01-15T00:00:00Z", 0, -1, 0, "2023-12-15T00:00:00Z"),
    ("2023-12-31T00:00:00Z", 0, 25, 1, "2026-02-01T00:00:00Z"),
  ])
  func `years, months and days are added by the calendar`(
    from: String, years: Int, months: Int, days: Int, to: String
  ) throws {
    #expect(try Timestamp(from).adding(years: years, months: months, days: days).description == to)
  }
}
