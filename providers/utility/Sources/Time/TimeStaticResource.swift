import ProviderAPI
import ProviderKit
import Values

/// `time_static`: the moment at which it was made. Its id is that moment, which is also what it is imported by.
struct TimeStaticResource: RecordedResource {
  static let type = "time_static"
  static let schema = ResourceSchema(
    "The moment at which it was made.",
    members: [
      .argument(
        "rfc3339", .string, .optionalComputed, requiresReplace: true, rules: [.timestamp],
        "The moment, as RFC 3339 writes it; now if unset."),
      .triggers,
    ] + TimeParts.members(of: "the moment"))

  struct Object: Codable {
    var rfc3339: String?
    var triggers: Triggers?
    var year: Int?
    var month: Int?
    var day: Int?
    var hour: Int?
    var minute: Int?
    var second: Int?
    var unix: Int?
  }

  let client: TimeClient

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let text = wanted.rfc3339 ?? client.now().description
    return Created(id: text, try Self.object(text, wanted.triggers))
  }

  func read(id: String, prior: Object?) throws -> Object? { try prior ?? Self.object(id, nil) }

  private static func object(_ text: String, _ triggers: Triggers?) throws -> Object {
    let moment = try Timestamp(recorded: text)
    let parts = moment.components
    return Object(
      rfc3339: text, triggers: triggers, year: parts.year, month: parts.month, day: parts.day,
      hour: parts.hour, minute: parts.minute, second: parts.second, unix: moment.seconds)
  }
}
