import Values

extension CronSchedule {
  /// How many days ahead are searched: a day that comes once in a leap year is among them, also around 2100.
  private static let horizon = 9 * 366

  /// The first moment after another at which the schedule comes up; nil when it never does, as on 30 February.
  ///
  /// A time of day that the clocks skip in spring comes up an hour later, one that they show twice in autumn the first
  /// time only.
  ///
  /// - Parameters:
  ///   - moment: in seconds since 1970, as the result.
  ///   - zone: whose clocks the schedule means.
  public func next(after moment: Int, in zone: TimeZoneRules) -> Int? {
    let today = Timestamp(seconds: moment, offset: zone.offset(at: moment))
    let parts = today.components
    let firstDay = Timestamp.days(year: parts.year, month: parts.month, day: parts.day)
    // Yesterday may have moments that are still to come: where the clocks were put back at midnight.
    for day in (firstDay - 1)...(firstDay + Self.horizon) {
      let date = Timestamp(seconds: day * 86_400).components
      guard matches(date) else { continue }
      let moments = secondsOfDay.lazy.map { zone.moment(ofLocal: day * 86_400 + $0) }
      if let found = moments.first(where: { $0 > moment }) { return found }
    }
    return nil
  }

  /// Of two restricted fields for days, each will do.
  private func matches(_ date: Timestamp.Components) -> Bool {
    guard months.numbers.contains(date.month) else { return false }
    let (byMonth, byWeek) = (
      daysOfMonth.numbers.contains(date.day), daysOfWeek.numbers.contains(date.weekday)
    )
    return daysOfMonth.isAny || daysOfWeek.isAny ? byMonth && byWeek : byMonth || byWeek
  }

  private var secondsOfDay: [Int] {
    hours.numbers.sorted().flatMap { hour in
      minutes.numbers.sorted().flatMap { minute in
        seconds.numbers.sorted().map { hour * 3_600 + minute * 60 + $0 }
      }
    }
  }
}
