import Encodings
import Testing
import Values

@testable import Schedules

@Suite struct TimeZoneTests {
  /// What zic 2024 compiles, with the rule for later years at the end, for clocks that follow the European Union's rule
  /// since 2000 and the one of New South Wales since 2009.
  static let files = [
    "Berlin": """
    VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC\
    AAAAAgAAAAkAAAAAOG01cAAAAAA43WEQAAEAAA4QAAAAABwgAQRDRVQAQ0VTVAAKQ0VULTFDRVNULE0zLjUuMCxNMTAuNS4wLzMK
    """,
    "Sydney": """
    VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC\
    AAAAAgAAAAoAAAAASVt64AAAAABJ14QAAQAAAIygAAAAAJqwAQVBRVNUAEFFRFQACkFFU1QtMTBBRURULE0xMC41LjAsTTQuMS4wLzMK
    """,
  ]

  static func zone(_ name: String) throws -> TimeZoneRules {
    try #require(TimeZoneRules(compiled: try bytes(of: name)))
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    let text = try #require(files[name])
    return try #require(Base64.standard.decode(text))
  }

  /// Expected by Python's zoneinfo.
  @Test(arguments: [
    ("Berlin", "1999-07-01T00:00:00Z", 1), ("Berlin", "2000-03-26T00:59:59Z", 1),
    ("Berlin", "2000-03-26T01:00:00Z", 2), ("Berlin", "2024-10-27T00:59:59Z", 2),
    ("Berlin", "2024-10-27T01:00:00Z", 1), ("Berlin", "2050-07-01T00:00:00Z", 2),
    ("Sydney", "1999-07-01T00:00:00Z", 10), ("Sydney", "2026-01-01T00:00:00Z", 11),
    ("Sydney", "2026-04-04T15:59:59Z", 11), ("Sydney", "2026-04-04T16:00:00Z", 10),
    ("Sydney", "2026-10-24T15:59:59Z", 10), ("Sydney", "2026-10-24T16:00:00Z", 11),
    ("Sydney", "2050-07-01T00:00:00Z", 10),
  ])
  func `clocks are as far from UTC as the database says`(name: String, moment: String, hours: Int) throws {
    #expect(try Self.zone(name).offset(at: Timestamp(moment).seconds) == hours * 3_600)
  }

  @Test(arguments: [
    ("<+03>-3", "2026-07-01T00:00:00Z", 10_800), ("IST-5:30", "2026-07-01T00:00:00Z", 19_800),
    ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18_000),
    ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14_400),
    ("AAA0BBB,J60/0,300/0", "2024-02-29T23:59:59Z", 0),
    ("AAA0BBB,J60/0,300/0", "2024-03-01T00:00:00Z", 3_600),
    ("AAA0BBB,J60/0,300/0", "2024-10-26T23:00:00Z", 0),
  ])
  func `rules of later years are understood in all their forms`(
    rule: String, moment: String, offset: Int
  ) throws {
    let seconds = try Timestamp(moment).seconds
    #expect(RecurringOffset(rule)?.offset(at: seconds) == offset)
  }

  @Test(arguments: ["", "5", "EST", "EST5EDT", "EST5EDT,M13.1.0,M1.1.0", "EST5EDT,M3.2.0", "<x-3", "A5,"])
  func `no other text is such a rule`(text: String) {
    #expect(RecurringOffset(text) == nil)
  }

  @Test func `a file that is cut off anywhere is no zone, or one without a rule for later years`() throws {
    let bytes = try Self.bytes(of: "Berlin")
    let summer = try Timestamp("2050-07-01T00:00:00Z").seconds
    for count in bytes.indices.dropLast() {
      let zone = TimeZoneRules(compiled: Array(bytes.prefix(count)))
      if let zone { #expect([3_600, 7_200].contains(zone.offset(at: summer)), "\(count) bytes") }
    }
  }

  // MARK: Schedules by the clocks of a zone

  @Test(arguments: [
    ("30 9 * * 1-5", "2026-11-20T08:29:59Z", "2026-11-20T08:30:00Z"),
    ("30 9 * * 1-5", "2026-11-20T08:30:00Z", "2026-11-23T08:30:00Z"),
    ("30 9 * * 1-5", "2026-07-03T06:00:00Z", "2026-07-03T07:30:00Z"),
    // The clocks go from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October.
    ("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
    ("30 2 * * *", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
    ("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
    ("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
    ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-28T23:00:00Z"),
    ("0 12 1 * 1", "2026-11-21T00:00:00Z", "2026-11-23T11:00:00Z"),
    ("0 12 1 * 1", "2026-11-30T12:00:00Z", "2026-12-01T11:00:00Z"),
    ("*/7 * * * *", "2026-11-20T08:50:00Z", "2026-11-20T08:56:00Z"),
  ])
  func `a schedule comes up next when the clocks show it`(cron: String, after: String, next: String) throws {
    let schedule = try CronSchedule(cron, .withoutSeconds)
    let found = schedule.next(after: try Timestamp(after).seconds, in: try Self.zone("Berlin"))
    #expect(found.map { Timestamp(seconds: $0).description } == next)
  }

  @Test func `a schedule for a day that no year has never comes up`() throws {
    #expect(try CronSchedule("0 0 30 2 *", .withoutSeconds).next(after: 0, in: .utc) == nil)
  }
}
