extension Timestamp {
  /// A day of the proleptic Gregorian calendar and a time of day.
  public struct Components: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    /// From 0 for Sunday.
    public var weekday: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    /// - Parameter days: since 1970-01-01.
    init(days: Int, secondOfDay: Int) {
      // Years are counted from March here, so that the leap day is a year's last and 400 years, an era,
      // always have the same 146 097 days.
      let sinceMarch = days + 719_468
      let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
      let dayOfEra = sinceMarch - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
      weekday = ((days + 4) % 7 + 7) % 7
      hour = secondOfDay / 3_600
      minute = secondOfDay / 60 % 60
      second = secondOfDay % 60
    }
  }

  /// The moment that many years, months and days later by the calendar, at the same time of day. Days that
  /// the month does not have run over into the next: a month after 31 January is 3 March, or 2 March.
  public func adding(years: Int = 0, months: Int = 0, days: Int = 0) -> Timestamp {
    let parts = components
    let month = parts.month - 1 + months
    let carry = (month >= 0 ? month : month - 11) / 12
    let date = Self.days(year: parts.year + years + carry, month: month - carry * 12 + 1, day: parts.day)
    var later = self
    later.seconds += (date + days - Self.days(year: parts.year, month: parts.month, day: parts.day)) * 86_400
    return later
  }

  /// The days from 1970-01-01 to a date.
  public static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
