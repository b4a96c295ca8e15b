import ProviderAPI
import Values

/// The functions `provider::time::NAME`.
enum TimeFunctions {
  static let all = [
    "duration_parse": duration, "rfc3339_parse": timestamp, "unix_timestamp_parse": unixTimestamp,
  ]

  private static let duration = ProviderFunction(
    "Takes a duration in Go's notation apart.",
    [.init("duration", .string, "The duration, such as `1h30m`.")], result: .object(durationTypes)
  ) { arguments throws(ProviderFunctionError) in
    guard let text = arguments[0].asString, let duration = Duration(goNotation: text) else {
      throw ProviderFunctionError(
        "this is no duration: write numbers with units, such as \"1h30m\" or \"300ms\"", argument: 0)
    }
    return object(duration)
  }

  private static let timestamp = ProviderFunction(
    "Takes a timestamp apart.",
    [.init("timestamp", .string, "The timestamp as RFC 3339 writes it.")], result: .object(momentTypes)
  ) { arguments throws(ProviderFunctionError) in
    do {
      return object(try Timestamp(arguments[0].asString ?? ""))
    } catch {
      throw ProviderFunctionError("this is no RFC 3339 timestamp: \(error)", argument: 0)
    }
  }

  private static let unixTimestamp = ProviderFunction(
    "Takes a number of seconds since 1970 apart.",
    [.init("unix_timestamp", .number, "The seconds from the beginning of 1970, in UTC.")],
    result: .object(unixTypes)
  ) { arguments throws(ProviderFunctionError) in
    guard let seconds = arguments[0].asInt, moments.contains(seconds) else {
      throw ProviderFunctionError("this is no whole number of seconds in the years 0 to 9999", argument: 0)
    }
    let moment = Timestamp(seconds: seconds)
    var attributes = object(moment).keyedElements ?? [:]
    attributes["unix"] = nil
    attributes["rfc3339"] = .string(moment.description)
    return .object(attributes)
  }

  /// What RFC 3339 can write.
  private static let moments = -62_167_219_200...253_402_300_799

  // MARK: Types

  private static let durationTypes: [String: ValueType] = [
    "hours": .number, "minutes": .number, "seconds": .number, "milliseconds": .number,
    "microseconds": .number, "nanoseconds": .number,
  ]

  private static let momentTypes: [String: ValueType] = [
    "year": .number, "year_day": .number, "day": .number, "month": .number, "month_name": .string,
    "weekday": .number, "weekday_name": .string, "hour": .number, "minute": .number, "second": .number,
    "unix": .number, "iso_year": .number, "iso_week": .number,
  ]

  private static let unixTypes = momentTypes.filter { $0.key != "unix" }
    .merging(["rfc3339": .string]) { first, _ in first }

  // MARK: Values

  private static func object(_ duration: Duration) -> Value {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    let exact = Double(nanoseconds)
    return .object([
      "hours": part(exact / 3.6e12), "minutes": part(exact / 6e10), "seconds": part(exact / 1e9),
      "milliseconds": .number(Int(nanoseconds / 1_000_000)),
      "microseconds": .number(Int(nanoseconds / 1000)), "nanoseconds": .number(Int(nanoseconds)),
    ])
  }

  private static func part(_ number: Double) -> Value {
    .number(Number(number) ?? 0)
  }

  private static func object(_ moment: Timestamp) -> Value {
    let parts = moment.components
    let today = Timestamp.days(year: parts.year, month: parts.month, day: parts.day)
    let week = isoWeek(today, weekday: parts.weekday, year: parts.year)
    return .object([
      "year": .number(parts.year), "month": .number(parts.month), "day": .number(parts.day),
      "year_day": .number(today - Timestamp.days(year: parts.year, month: 1, day: 1) + 1),
      "month_name": .string(months[parts.month - 1]), "weekday": .number(parts.weekday),
      "weekday_name": .string(weekdays[parts.weekday]), "hour": .number(parts.hour),
      "minute": .number(parts.minute), "second": .number(parts.second), "unix": .number(moment.seconds),
      "iso_year": .number(week.year), "iso_week": .number(week.week),
    ])
  }

  /// The week that a day is in (ISO 8601): weeks begin on Mondays and belong to the year of their Thursdays.
  ///
  /// - Parameters:
  ///   - day: since 1970-01-01.
  ///   - weekday: from 0 for Sunday.
  private static func isoWeek(_ day: Int, weekday: Int, year: Int) -> (year: Int, week: Int) {
    let thursday = day + 4 - (weekday == 0 ? 7 : weekday)
    let year =
      [year - 1, year, year + 1].last { Timestamp.days(year: $0, month: 1, day: 1) <= thursday } ?? year
    return (year, (thursday - Timestamp.days(year: year, month: 1, day: 1)) / 7 + 1)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
}
