import Catalog
import Templates
import Values

/// Templates and versions for programs, in the names of Coder's API.
enum TemplateJSON {
  static func template(_ template: Template, activeVersion: String?) -> JSON {
    let schedule = template.schedule
    return [
      "id": .string(template.id), "name": .string(template.name),
      "display_name": .string(template.displayName), "description": .string(template.description),
      "icon": .string(template.icon), "deprecated": .bool(!template.deprecation.isEmpty),
      "deprecation_message": .string(template.deprecation),
      "active_version_id": template.activeVersionID.map { .string($0) } ?? .null,
      "active_version_name": activeVersion.map { .string($0) } ?? .null,
      "created_at": .string("\(template.created)"), "updated_at": .string("\(template.updated)"),
      "default_ttl_ms": milliseconds(schedule.defaultTTL),
      "activity_bump_ms": milliseconds(schedule.activityBump),
      "failure_ttl_ms": milliseconds(schedule.failureTTL),
      "time_til_dormant_ms": milliseconds(schedule.dormantAfter),
      "time_til_dormant_autodelete_ms": milliseconds(schedule.deleteAfter),
      "autostart_requirement": ["days_of_week": days(schedule.autostartDays)],
      "autostop_requirement": [
        "days_of_week": days(schedule.autostopDays), "weeks": .number(Number(schedule.autostopWeeks)),
      ],
      "allow_user_autostart": .bool(schedule.allowsAutostart),
      "allow_user_autostop": .bool(schedule.allowsAutostop),
      "require_active_version": .bool(template.requiresActiveVersion),
      "tracking": template.tracking.map(tracking) ?? .null,
    ]
  }

  static func version(_ version: TemplateVersion, of template: Template) -> JSON {
    [
      "id": .string(version.id), "template_id": .string(version.templateID),
      "template_name": .string(template.name), "number": .number(Number(version.number)),
      "name": .string(version.name), "message": .string(version.message),
      "created_by": .string(version.author), "created_at": .string("\(version.created)"),
      "commit": .string(version.commit), "active": .bool(template.activeVersionID == version.id),
      "archived": .bool(version.isArchived), "parameters": version.parameters, "presets": version.presets,
      "readme": version.readme.map { .string($0) } ?? .null,
      "origin": version.origin.map { origin in
        [
          "url": .string(origin.url), "ref": .string(origin.reference), "path": .string(origin.path),
          "commit": .string(origin.commit),
        ]
      } ?? .null,
    ]
  }

  private static func tracking(_ tracking: TemplateTracking) -> JSON {
    [
      "url": .string(tracking.url), "ref": .string(tracking.reference), "path": .string(tracking.path),
      "interval_seconds": .number(Number(tracking.interval)),
      "promotion": .string(tracking.promotion.rawValue), "trust": .string(tracking.trust.rawValue),
      "last_commit": tracking.lastCommit.map { .string($0) } ?? .null,
      "problem": tracking.lastProblem.map { .string($0) } ?? .null,
    ]
  }

  private static func milliseconds(_ duration: Duration) -> JSON {
    .number(Number(Int(duration.components.seconds) * 1000))
  }

  private static func days(_ days: [Weekday]) -> JSON { .array(days.map { .string($0.rawValue) }) }
}

/// Templates and versions for people.
enum TemplateText {
  /// The first line of a message.
  static func subject(_ message: String) -> String {
    message.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// `NAME` of `NAME <ADDRESS>`.
  static func name(of author: String) -> String {
    let name = author.prefix { $0 != "<" }
    return name.hasSuffix(" ") ? String(name.dropLast()) : String(name)
  }

  static func ago(_ time: Timestamp) -> String {
    "\(RelativeTime(Timestamp.now().seconds - time.seconds).text) ago"
  }

  static func duration(_ duration: Duration) -> String { duration == .zero ? "never" : duration.goNotation }

  /// A name and its value in a line.
  static func line(_ name: String, _ value: String) -> String {
    value.isEmpty
      ? "" : name + ":" + String(repeating: " ", count: max(1, 16 - name.count)) + value + "\n"
  }

  static func parameter(_ parameter: JSON) -> [String] {
    let text = { (key: String) in parameter[key]?.asString ?? "" }
    let options = (parameter["option"]?.elements ?? []).compactMap { $0["value"]?.asString }
    return [
      text("name"), text("type"), parameter["default"]?.asString ?? "(required)",
      parameter["mutable"]?.asBool == true ? "yes" : "no", options.joined(separator: ", "),
      subject(text("description")),
    ]
  }
}
