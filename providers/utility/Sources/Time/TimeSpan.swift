import ProviderAPI
import ProviderKit
import Values

/// How far one moment is from another, as arguments say it.
struct TimeSpan {
  var years: Int?
  var months: Int?
  var days: Int?
  var hours: Int?
  var minutes: Int?
  var seconds: Int?

  /// By the calendar for days and more, by the clock for the rest.
  func added(to moment: Timestamp) -> Timestamp {
    var later = moment.adding(years: years ?? 0, months: months ?? 0, days: days ?? 0)
    later.seconds += ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
    return later
  }

  /// Years, months, days and so on, as an import names them; empty or 0 for none.
  ///
  /// - Throws: `.invalid` when one is no number, or too large a one.
  init(imported parts: ArraySlice<Substring>) throws {
    let numbers = try parts.map { part -> Int? in
      if part.isEmpty || part == "0" { return nil }
      guard let number = Int(part), Self.limits.contains(number) else {
        throw ProviderError(.invalid, "\"\(part)\" is no number of years, months or the like.")
      }
      return number
    }
    let part = { (index: Int) in numbers.indices.contains(index) ? numbers[index] : nil }
    (years, months, days) = (part(0), part(1), part(2))
    (hours, minutes, seconds) = (part(3), part(4), part(5))
  }

  init(years: Int?, months: Int?, days: Int?, hours: Int?, minutes: Int?, seconds: Int? = nil) {
    (self.years, self.months, self.days) = (years, months, days)
    (self.hours, self.minutes, self.seconds) = (hours, minutes, seconds)
  }

  /// So large that no sum of them overflows.
  private static let limits = -10_000_000...10_000_000

  /// One argument for each unit; `others` count too where at least one must be set.
  static func members(
    _ prefix: String, _ units: [String], or others: [String] = [], _ summary: String
  ) -> [ResourceSchema.Member] {
    let names = units.map { "\(prefix)_\($0)" } + others
    let arguments = units.map { unit in
      ResourceSchema.Member.argument(
        "\(prefix)_\(unit)", .number, rules: [.integer(limits)], "How many \(unit) \(summary).")
    }
    return arguments + [.rule(names[0], .atLeastOneOf(names))]
  }
}
