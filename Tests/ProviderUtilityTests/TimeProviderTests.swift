import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderUtility

struct TimeProviderTests {
  /// A provider to whom it is always the same time, and no waiting takes any.
  private func provider(_ now: String = "2024-01-31T10:20:30Z") async throws -> BuiltInProvider<TimeProvider>
  {
    let moment = try Timestamp(now)
    return try await .configured(TimeProvider(client: TimeClient(clock: TimelessClock(), now: { moment })))
  }

  private static let triggers = Value.map(["a": .string("1")], of: .string)

  @Test func `a static time lives and dies`() async throws {
    var trial = ResourceTrial(
      "time_static", of: try await provider(), [:], replacing: ["triggers": Self.triggers])
    trial.isOnlyRecorded = true
    try await trial.verify()
  }

  @Test func `an offset lives and dies`() async throws {
    var trial = ResourceTrial(
      "time_offset", of: try await provider(), ["offset_days": .number(7)],
      changed: ["offset_years": .number(1), "offset_months": .number(1)],
      replacing: ["offset_days": .number(7), "base_rfc3339": .string("2020-01-01T00:00:00Z")])
    trial.isOnlyRecorded = true
    trial.importID = { "\($0.keyedElements?["id"]?.asString ?? ""),1,1,0,0,0," }
    try await trial.verify()
  }

  @Test func `a rotation lives and dies`() async throws {
    var trial = ResourceTrial(
      "time_rotating", of: try await provider(), ["rotation_days": .number(30)],
      changed: ["rotation_rfc3339": .string("2024-05-01T00:00:00+02:00")],
      replacing: ["rotation_days": .number(7), "rfc3339": .string("2020-01-01T00:00:00Z")])
    trial.isOnlyRecorded = true
    trial.importID = { "\($0.keyedElements?["id"]?.asString ?? ""),2024-05-01T00:00:00+02:00" }
    try await trial.verify()
  }

  @Test func `a sleep lives and dies`() async throws {
    var trial = ResourceTrial(
      "time_sleep", of: try await provider(), ["create_duration": .string("1h")],
      changed: ["destroy_duration": .string("1h")],
      replacing: ["create_duration": .string("1h"), "triggers": Self.triggers])
    trial.isOnlyRecorded = true
    trial.importID = { _ in ",1h" }
    try await trial.verify()
  }

  @Test(
    arguments: [
      (["offset_months": .number(1)], "2024-03-02T10:20:30Z"),
      (["offset_years": .number(-1)], "2023-01-31T10:20:30Z"),
      (["offset_days": .number(1), "offset_hours": .number(14)], "2024-02-02T00:20:30Z"),
      (["offset_months": .number(-13), "offset_seconds": .number(-31)], "2022-12-31T10:19:59Z"),
      (
        ["offset_days": .number(1), "base_rfc3339": .string("2023-02-28T23:00:00+01:00")],
        "2023-03-01T23:00:00+01:00"
      ),
    ] as [(KeyedValues, String)])
  func `an offset is counted by the calendar`(arguments: KeyedValues, moment: String) async throws {
    let object = try await provider().create("time_offset", arguments)
    #expect(object.keyedElements?["rfc3339"] == .string(moment))
  }

  @Test func `a rotation whose time is over is gone`() async throws {
    let object = try await provider().create("time_rotating", ["rotation_minutes": .number(1)])
    let request = ReadRequest(type: "time_rotating", current: object)
    let during = try await provider("2024-01-31T10:21:30Z").read(request)
    #expect(during.object == object)
    let after = try await provider("2024-01-31T10:21:31Z").read(request)
    #expect(after.object.isNull)
  }

  @Test func `something must be said about the time`() async throws {
    let provider = try await provider()
    for type in ["time_offset", "time_rotating", "time_sleep"] {
      let problems = try await provider.problems(.managed, type, [:])
      #expect(problems.count == 1)
    }
    let problems = try await provider.problems(.managed, "time_static", ["rfc3339": .string("today")])
    #expect(problems == [#"Expected rfc3339 to be a timestamp such as "2020-02-12T06:36:13Z", got today."#])
  }
}

/// A clock that lets no one wait.
private struct TimelessClock: Clock {
  var now: ContinuousClock.Instant { .now }
  var minimumResolution: Duration { .zero }
  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) {}

  @Test(arguments: [
    ("2023-07-25T23:43:16Z", 206, "Tuesday", 2023, 30), ("2021-01-03T00:00:00+02:00", 3, "Sunday", 2020, 53),
    ("2024-12-30T12:00:00Z", 365, "Monday", 2025, 1), ("2020-02-29T00:00:00Z", 60, "Saturday", 2020, 9),
  ])
  func `a timestamp is taken apart by calendar and week`(
    _ text: String, day: Int, weekday: String, year: Int, week: Int
  ) throws {
    let parse = try #require(TimeProvider.functions["rfc3339_parse"])
    let parts = try parse.body([.string(text)]).keyedElements
    #expect(parts?["year_day"] == .number(day))
    #expect(parts?["weekday_name"] == .string(weekday))
    #expect(parts?["iso_year"] == .number(year))
    #expect(parts?["iso_week"] == .number(week))
  }

  @Test func `a duration is shown in every unit`() throws {
    let parse = try #require(TimeProvider.functions["duration_parse"])
    let parts = try parse.body([.string("1h30m0.5s")]).keyedElements
    #expect(parts?["minutes"] == Number("90.00833333333334").map(Value.number))
    #expect(parts?["milliseconds"] == .number(5_400_500))
    #expect(throws: ProviderFunctionError.self) { try parse.body([.string("soon")]) }
  }

  @Test func `what no timestamp can be is refused`() throws {
    let parse = try #require(TimeProvider.functions["unix_timestamp_parse"])
    #expect(
      try parse.body([.number(1_606_105_443)]).keyedElements?["rfc3339"] == .string("2020-11-23T04:24:03Z"))
    for number in [Value.number(.max), .number(Number("0.5") ?? 0)] {
      #expect(throws: ProviderFunctionError.self) { try parse.body([number]) }
    }
  }
}
