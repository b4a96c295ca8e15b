import Values

/// Points in time that come again and again, in the notation of cron.
public struct CronSchedule: Hashable, Sendable {
  /// What a text has to begin with.
  public enum Notation: Sendable {
    /// Seconds. The day of the week may be left out.
    case withSeconds
    /// Minutes.
    case withoutSeconds
  }

  let seconds: CronField
  let minutes: CronField
  let hours: CronField
  let daysOfMonth: CronField
  let months: CronField
  let daysOfWeek: CronField

  /// Why a text is no schedule, as the end of a sentence.
  public struct Malformed: Error, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
  }

  public init(_ text: String, _ notation: Notation) throws(Malformed) {
    if text.hasPrefix("@") {
      try self.init(descriptor: text)
      return
    }
    var fields = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    switch notation {
    case .withSeconds where fields.count == 5: fields.append("*")
    case .withSeconds: break
    case .withoutSeconds: fields.insert("0", at: 0)
    }
    guard fields.count == 6 else {
      let wanted = notation == .withSeconds ? "five or six" : "five"
      throw Malformed("it needs \(wanted) fields, not \(fields.count - (notation == .withSeconds ? 0 : 1))")
    }
    try self.init(fields)
  }

  /// From seconds to day of the week.
  private init(_ fields: [String]) throws(Malformed) {
    seconds = try CronField(fields[0], .second)
    minutes = try CronField(fields[1], .minute)
    hours = try CronField(fields[2], .hour)
    daysOfMonth = try CronField(fields[3], .dayOfMonth)
    months = try CronField(fields[4], .month)
    daysOfWeek = try CronField(fields[5], .dayOfWeek)
  }

  private init(descriptor: String) throws(Malformed) {
    let fields: String
    switch descriptor {
    case "@yearly", "@annually": fields = "0 0 0 1 1 *"
    case "@monthly": fields = "0 0 0 1 * *"
    case "@weekly": fields = "0 0 0 * * 0"
    case "@daily", "@midnight": fields = "0 0 0 * * *"
    case "@hourly": fields = "0 0 * * * *"
    default:
      guard descriptor.hasPrefix("@every "), Duration(goNotation: String(descriptor.dropFirst(7))) != nil
      else {
        throw Malformed("there is no \(descriptor)")
      }
      fields = "* * * * * *"
    }
    try self.init(fields.split(separator: " ").map(String.init))
  }

  /// Whether someone who wrote the text, which is read with seconds, seems to have begun with the minutes.
  public static func looksLikeUnix(_ text: String) -> Bool {
    text.split { $0 == " " || $0 == "\t" }.count == 5 && (try? CronSchedule(text, .withoutSeconds)) != nil
  }

  /// Whether it says nothing of minutes.
  public var coversWholeHours: Bool { minutes.isAny }

  /// Whether both have an hour in common. Of two restricted fields for days, each will do.
  public func overlaps(_ other: CronSchedule) -> Bool {
    months.overlaps(other.months) && hours.overlaps(other.hours) && daysOverlap(other)
  }

  private func daysOverlap(_ other: CronSchedule) -> Bool {
    if daysOfMonth.isAny || other.daysOfMonth.isAny { return daysOfWeek.overlaps(other.daysOfWeek) }
    if daysOfWeek.isAny || other.daysOfWeek.isAny { return daysOfMonth.overlaps(other.daysOfMonth) }
    return daysOfMonth.overlaps(other.daysOfMonth) || daysOfWeek.overlaps(other.daysOfWeek)
  }
}
