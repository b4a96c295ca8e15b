import ProviderAPI
import ProviderKit
import Values

/// `time_offset`: a moment that is so and so far from another one. Its id is that other one; it is imported by
/// `BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES,SECONDS`.
struct TimeOffsetResource: RecordedResource {
  static let type = "time_offset"
  static let schema = ResourceSchema(
    "A moment that is so and so far from another one.",
    members: [
      .argument(
        "base_rfc3339", .string, .optionalComputed, requiresReplace: true, rules: [.timestamp],
        "The moment to count from, as RFC 3339 writes it; now if unset."),
      .triggers, .computed("rfc3339", .string, "The moment that is meant."),
    ] + TimeParts.members(of: "the moment that is meant")
      + TimeSpan.members("offset", units, "to count on; fewer than none count back"))

  private static let units = ["years", "months", "days", "hours", "minutes", "seconds"]

  struct Object: Codable {
    var baseRfc3339: String?
    var triggers: Triggers?
    var offsetYears: Int?
    var offsetMonths: Int?
    var offsetDays: Int?
    var offsetHours: Int?
    var offsetMinutes: Int?
    var offsetSeconds: Int?
    var rfc3339: String?
    var year: Int?
    var month: Int?
    var day: Int?
    var hour: Int?
    var minute: Int?
    var second: Int?
    var unix: Int?
  }

  let client: TimeClient

  static func adjust(_ plan: inout ResourcePlan) {
    guard units.contains(where: { plan.isChanged("offset_\($0)") }) else { return }
    for name in ["rfc3339"] + TimeParts.names { plan.setUnknown(name) }
  }

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let base = wanted.baseRfc3339 ?? client.now().description
    return Created(id: base, try wanted.counted(from: base))
  }

  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) throws -> Object {
    try wanted.counted(from: id)
  }

  func importObject(id: String) throws -> Created<Object>? {
    let parts = id.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 7 else {
      throw ProviderError(
        .invalid, "An offset is imported by BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES,SECONDS, which this is not.")
    }
    let base = String(parts[0])
    return Created(id: base, try Object(try TimeSpan(imported: parts[1...])).counted(from: base))
  }
}

extension TimeOffsetResource.Object {
  fileprivate init(_ span: TimeSpan) {
    (offsetYears, offsetMonths, offsetDays) = (span.years, span.months, span.days)
    (offsetHours, offsetMinutes, offsetSeconds) = (span.hours, span.minutes, span.seconds)
  }

  fileprivate func counted(from base: String) throws -> Self {
    let span = TimeSpan(
      years: offsetYears, months: offsetMonths, days: offsetDays, hours: offsetHours,
      minutes: offsetMinutes, seconds: offsetSeconds)
    let moment = span.added(to: try Timestamp(recorded: base))
    let parts = moment.components
    var object = self
    (object.baseRfc3339, object.rfc3339, object.unix) = (base, moment.description, moment.seconds)
    (object.year, object.month, object.day) = (parts.year, parts.month, parts.day)
    (object.hour, object.minute, object.second) = (parts.hour, parts.minute, parts.second)
    return object
  }
}
