import Schedules
public import Values

/// When a workspace starts by itself.
public struct AutostartSchedule: Hashable, Sendable {
  /// Five fields, as in `crontab`.
  public let cron: String
  /// `Europe/Berlin`
  public let timeZone: String
  private let schedule: CronSchedule
  private let rules: TimeZoneRules

  /// - Throws: ``ScheduleError``
  public init(cron: String, timeZone: String?) throws(ScheduleError) {
    rules = try TimeZones.rules(named: timeZone)
    do { schedule = try CronSchedule(cron, .withoutSeconds) } catch {
      throw ScheduleError("\"\(cron)\" is no schedule: \(error).")
    }
    self.cron = cron
    self.timeZone = timeZone ?? "UTC"
  }

  /// Reads what people write: `9:30AM Mon-Fri Europe/Dublin` as Coder takes it, of which day and zone may be left out,
  /// or five fields of cron, with `CRON_TZ=Europe/Dublin` before them or the zone after.
  ///
  /// - Parameter local: the zone that counts where none is named.
  /// - Throws: ``ScheduleError``
  public init(_ text: String, local: String = "UTC") throws(ScheduleError) {
    var words = text.split(separator: " ").map(String.init)
    var zone: String?
    if let first = words.first, first.hasPrefix("CRON_TZ=") || first.hasPrefix("TZ=") {
      zone = String(first.drop { $0 != "=" }.dropFirst())
      words.removeFirst()
    } else if let last = words.last, words.count > 1, Self.isZone(last) {
      zone = last
      words.removeLast()
    }
    if words.count == 5 || words.first?.hasPrefix("@") == true {
      try self.init(cron: words.joined(separator: " "), timeZone: zone ?? local)
      return
    }
    guard (1...2).contains(words.count), let (hour, minute) = Self.clock(words[0]) else {
      throw ScheduleError(
        "\"\(text)\" is no schedule. Write a time, days and a zone, such as '9:30AM Mon-Fri Europe/Berlin', or five fields "
          + "of cron.")
    }
    try self.init(
      cron: "\(minute) \(hour) * * \(words.count == 2 ? words[1].lowercased() : "*")", timeZone: zone ?? local
    )
  }

  private static func isZone(_ word: String) -> Bool {
    word == "UTC" || word.contains("/") && !word.hasPrefix("*") && word.first?.isLetter == true
  }

  /// `9:30AM`, `09:30`, `9am`
  private static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    let lower = text.lowercased()
    let half = lower.hasSuffix("am") ? 0 : lower.hasSuffix("pm") ? 12 : nil
    let parts = (half == nil ? lower : String(lower.dropLast(2))).split(separator: ":", maxSplits: 1)
    guard let hour = parts.first.flatMap({ Int($0) }), parts.count == 2 || half != nil,
      let minute = parts.count == 2 ? Int(parts[1]) : 0, (0...59).contains(minute)
    else { return nil }
    guard let half else { return (0...23).contains(hour) ? (hour, minute) : nil }
    return (1...12).contains(hour) ? (hour % 12 + half, minute) : nil
  }

  /// In seconds since 1970; nil when it never comes up.
  public func next(after moment: Int) -> Int? { schedule.next(after: moment, in: rules) }

  /// As the clocks of its zone show a moment.
  public func local(_ moment: Int) -> Timestamp {
    Timestamp(seconds: moment, offset: rules.offset(at: moment))
  }
}

/// The part of the day in which a workspace may be stopped.
public struct QuietHours: Hashable, Sendable {
  /// `22:00-06:00`
  public let text: String
  /// In seconds after midnight.
  public let start: Int

  /// - Throws: ``ScheduleError``
  public init(_ text: String) throws(ScheduleError) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.seconds)
    guard ends.count == 2, let start = ends[0], ends[1] != nil else {
      throw ScheduleError("\"\(text)\" is no part of the day. Write one such as 22:00-06:00.")
    }
    self.text = text
    self.start = start
  }

  private static func seconds(_ clock: Substring) -> Int? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
      (0...59).contains(minute)
    else { return nil }
    return hour * 3_600 + minute * 60
  }
}

/// How long something lasts: `8h`, `1h30m`, `2d`, or `0` for ever.
public struct Lifetime: Hashable, Sendable {
  public let duration: Duration

  /// - Throws: ``ScheduleError``
  public init(_ text: String) throws(ScheduleError) {
    let days = text.hasSuffix("d") ? Int(text.dropLast()).map { Duration.seconds($0 * 86_400) } : nil
    let plain = text == "0" ? Duration.zero : days ?? Duration(goNotation: text)
    guard let plain, plain >= .zero else {
      throw ScheduleError("\"\(text)\" is no time. Write one such as 8h, 90m or 2d, or 0 for no end.")
    }
    duration = plain
  }
}
