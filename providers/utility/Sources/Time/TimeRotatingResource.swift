import ProviderAPI
import ProviderKit
import Values

/// `time_rotating`: the moment at which it was made; once its time is over, it counts as gone and is made
/// again. Its id is that moment; it is imported by `BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES` or `BASE,ROTATION`.
struct TimeRotatingResource: RecordedResource {
  static let type = "time_rotating"
  static let isAsRecorded = false
  static let schema = ResourceSchema(
    "The moment at which it was made, until its time is over and it is made again.",
    members: [
      .argument(
        "rfc3339", .string, .optionalComputed, requiresReplace: true, rules: [.timestamp],
        "The moment to count from, as RFC 3339 writes it; now if unset."),
      .argument(
        "rotation_rfc3339", .string, .optionalComputed, rules: [.timestamp], "When its time is over."),
      .triggers,
    ] + TimeParts.members(of: "the end of its time")
      + TimeSpan.members("rotation", units, or: ["rotation_rfc3339"], "it lasts"))

  private static let units = ["years", "months", "days", "hours", "minutes"]

  struct Object: Codable {
    var rfc3339: String?
    var rotationRfc3339: String?
    var triggers: Triggers?
    var rotationYears: Int?
    var rotationMonths: Int?
    var rotationDays: Int?
    var rotationHours: Int?
    var rotationMinutes: Int?
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
    let isChanged = units.contains { plan.isChanged("rotation_\($0)") } || plan.isChanged("rotation_rfc3339")
    guard isChanged else { return }
    if !plan.config.isSet("rotation_rfc3339") { plan.setUnknown("rotation_rfc3339") }
    for name in TimeParts.names { plan.setUnknown(name) }
  }

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let base = wanted.rfc3339 ?? client.now().description
    return Created(id: base, try wanted.counted(from: base))
  }

  func read(id: String, prior: Object?) throws -> Object? {
    guard let prior, let end = prior.rotationRfc3339, !end.isEmpty else { return prior }
    return client.now().seconds > (try Timestamp(recorded: end)).seconds ? nil : prior
  }

  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) throws -> Object {
    try wanted.counted(from: id)
  }

  func importObject(id: String) throws -> Created<Object>? {
    let parts = id.split(separator: ",", omittingEmptySubsequences: false)
    let base = String(parts.first ?? "")
    switch parts.count {
    case 2: return Created(id: base, try Object(rotationRfc3339: String(parts[1])).counted(from: base))
    case 6: return Created(id: base, try Object(try TimeSpan(imported: parts[1...])).counted(from: base))
    default:
      throw ProviderError(
        .invalid, "A rotation is imported by BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES or by BASE,ROTATION.")
    }
  }
}

extension TimeRotatingResource.Object {
  fileprivate init(_ span: TimeSpan) {
    (rotationYears, rotationMonths, rotationDays) = (span.years, span.months, span.days)
    (rotationHours, rotationMinutes) = (span.hours, span.minutes)
  }

  /// A moment that is given goes before one that is counted.
  fileprivate func counted(from base: String) throws -> Self {
    let span = TimeSpan(
      years: rotationYears, months: rotationMonths, days: rotationDays, hours: rotationHours,
      minutes: rotationMinutes)
    let start = try Timestamp(recorded: base)
    let end = try rotationRfc3339.map { try Timestamp(recorded: $0) } ?? span.added(to: start)
    let parts = end.components
    var object = self
    (object.rfc3339, object.rotationRfc3339) = (base, rotationRfc3339 ?? end.description)
    (object.year, object.month, object.day) = (parts.year, parts.month, parts.day)
    (object.hour, object.minute, object.second) = (parts.hour, parts.minute, parts.second)
    object.unix = end.seconds
    return object
  }
}
