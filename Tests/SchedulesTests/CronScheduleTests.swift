import Testing

@testable import Schedules

@Suite struct CronScheduleTests {
  @Test(arguments: [
    "0 0 22 * * *", "0 */5 * * * *", "30 0 9 * * 1-5", "0 0 0 1,15 JAN-MAR mon", "0 0 0 ? * ?", "0 22 * * *",
    "@daily", "@every 1h30m", "5/15 * * * * *",
  ])
  func `what robfig's parser accepts with seconds is accepted`(text: String) throws {
    _ = try CronSchedule(text, .withSeconds)
  }

  @Test(arguments: [
    "", "* * * *", "* * * * * * *", "60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * * 13 *",
    "* * * * * 7",
    "a * * * * *", "*/0 * * * * *", "5-1 * * * * *", "1,,2 * * * * *", "@sometimes", "@every week",
    "-1 * * * * *",
  ])
  func `anything else is no schedule`(text: String) {
    #expect(throws: CronSchedule.Malformed.self) { try CronSchedule(text, .withSeconds) }
  }

  @Test func `fields stand for the numbers that they name`() throws {
    let schedule = try CronSchedule("*/20 5/25 8-10 1-31/10 feb,NOV 1-5", .withSeconds)
    #expect(schedule.seconds.numbers == [0, 20, 40])
    #expect(schedule.minutes.numbers == [5, 30, 55])
    #expect(schedule.hours.numbers == [8, 9, 10])
    #expect(schedule.daysOfMonth.numbers == [1, 11, 21, 31])
    #expect(schedule.months.numbers == [2, 11])
    #expect(schedule.daysOfWeek.numbers == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [
    ("* 8-18 * * 1-5", "* 8-18 * * 6,0", false), ("* 8-18 * * 1-5", "* 18-22 * * 5", true),
    ("* 8-18 * * 1-5", "* 19-22 * * 1-5", false), ("* 8 1 * *", "* 8 * * 1", true),
    ("* 8 1-15 * *", "* 8 16-31 * *", false), ("* 8 * 1-6 *", "* 8 * 7-12 *", false),
    ("* 8 1 * 1", "* 8 2 * 1", true), ("* 8 1 * 1", "* 8 2 * 2", false),
  ])
  func `schedules overlap when they have an hour in common`(a: String, b: String, overlaps: Bool) throws {
    let (a, b) = (try CronSchedule(a, .withoutSeconds), try CronSchedule(b, .withoutSeconds))
    #expect(a.overlaps(b) == overlaps)
    #expect(b.overlaps(a) == overlaps)
  }
}
