import Values

/// Offsets from UTC that follow the same rule every year, as the variable `TZ` says them (POSIX.1-2024, XBD 8.3):
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct RecurringOffset: Hashable, Sendable {
  /// East of Greenwich, in seconds.
  let standard: Int
  let summer: Summer?

  struct Summer: Hashable, Sendable {
    var offset: Int
    var start: Day
    var end: Day
  }

  /// A day of the year, and the time of day at which something happens on it.
  struct Day: Hashable, Sendable {
    enum Rule: Hashable, Sendable {
      /// A weekday (0 is Sunday) in a week of a month; week 5 is the last.
      case weekday(Int, week: Int, month: Int)
      /// From 1; 29 February is never counted.
      case julian(Int)
      /// From 0.
      case ordinal(Int)
    }

    var rule: Rule
    /// In seconds; it may be negative, or on one of the days after.
    var time: Int
  }

  init?(_ text: String) {
    var reader = Reader(rest: text[...])
    guard reader.skipName(), let west = reader.time() else { return nil }
    standard = -west
    guard !reader.rest.isEmpty else {
      summer = nil
      return
    }
    guard reader.skipName() else { return nil }
    let offset = reader.rest.hasPrefix(",") ? standard + 3_600 : reader.time().map { -$0 }
    guard let offset, let start = reader.day(), let end = reader.day(), reader.rest.isEmpty else {
      return nil
    }
    summer = Summer(offset: offset, start: start, end: end)
  }

  func offset(at moment: Int) -> Int {
    guard let summer else { return standard }
    let year = Timestamp(seconds: moment, offset: standard).components.year
    let start = summer.start.seconds(in: year) - standard
    let end = summer.end.seconds(in: year) - summer.offset
    // In the south, summer goes over the turn of the year.
    let isSummer = start < end ? (start..<end).contains(moment) : !(end..<start).contains(moment)
    return isSummer ? summer.offset : standard
  }
}

extension RecurringOffset.Day {
  /// By the clocks as they stand before, in seconds since 1970.
  fileprivate func seconds(in year: Int) -> Int { day(in: year) * 86_400 + time }

  private func day(in year: Int) -> Int {
    let newYear = Timestamp.days(year: year, month: 1, day: 1)
    switch rule {
    case .ordinal(let number): return newYear + number
    case .julian(let number):
      let isLeap = Timestamp.daysInMonth(2, year: year) == 29
      return newYear + number - 1 + (isLeap && number > 59 ? 1 : 0)
    case .weekday(let weekday, let week, let month):
      let first = Timestamp.days(year: year, month: month, day: 1)
      let ofFirst = Timestamp(seconds: first * 86_400).components.weekday
      let day = (weekday - ofFirst + 7) % 7 + 7 * (week - 1)
      return first + (day < Timestamp.daysInMonth(month, year: year) ? day : day - 7)
    }
  }
}

private struct Reader {
  var rest: Substring

  /// `CET`, `<+03>`
  mutating func skipName() -> Bool {
    if rest.first == "<" {
      guard let end = rest.firstIndex(of: ">") else { return false }
      rest = rest[rest.index(after: end)...]
      return true
    }
    let name = rest.prefix(while: \.isLetter)
    rest = rest.dropFirst(name.count)
    return !name.isEmpty
  }

  /// `-1`, `3:30`, in seconds.
  mutating func time() -> Int? {
    let sign = rest.first == "-" ? -1 : 1
    if let first = rest.first, "+-".contains(first) { rest.removeFirst() }
    var seconds = 0
    for unit in [3_600, 60, 1] {
      guard let number = number() else { return nil }
      seconds += number * unit
      guard rest.first == ":" else { break }
      rest.removeFirst()
    }
    return sign * seconds
  }

  /// `,M3.5.0/2`
  mutating func day() -> RecurringOffset.Day? {
    guard rest.popFirst() == ",", let rule = rule() else { return nil }
    guard rest.first == "/" else { return RecurringOffset.Day(rule: rule, time: 7_200) }
    rest.removeFirst()
    return time().map { RecurringOffset.Day(rule: rule, time: $0) }
  }

  private mutating func rule() -> RecurringOffset.Day.Rule? {
    switch rest.first {
    case "J":
      rest.removeFirst()
      return number(in: 1...365).map { .julian($0) }
    case "M":
      rest.removeFirst()
      guard let month = number(in: 1...12), rest.popFirst() == ".", let week = number(in: 1...5),
        rest.popFirst() == ".", let weekday = number(in: 0...6)
      else { return nil }
      return .weekday(weekday, week: week, month: month)
    default: return number(in: 0...365).map { .ordinal($0) }
    }
  }

  private mutating func number(in range: ClosedRange<Int> = 0...167) -> Int? {
    let digits = rest.prefix(while: \.isNumber)
    guard let number = Int(digits), range.contains(number) else { return nil }
    rest = rest.dropFirst(digits.count)
    return number
  }
}
