import Databases
public import Values

/// What workspaces are made from.
public struct Template: Hashable, Sendable, Identifiable {
  /// A UUID.
  public let id: String
  /// Unique among templates, whatever the case of its letters.
  public var name: String
  /// How people see it; empty for ``name``.
  public var displayName = ""
  public var description = ""
  /// The address or path of an image, or an emoji.
  public var icon = ""
  /// Why nobody should make workspaces from it any more; empty while they should.
  public var deprecation = ""
  /// The version that new workspaces get; nil while there is none to get.
  public var activeVersionID: String?
  public internal(set) var created: Timestamp
  public internal(set) var updated: Timestamp
  public var schedule = TemplateSchedule()
  /// Whether workspaces are always built from the active version.
  public var requiresActiveVersion = false
  /// The repository that makes its versions; nil when people push them.
  public var tracking: TemplateTracking?
  public internal(set) var isDeleted = false

  public init(id: String, name: String, now: Timestamp = .now()) {
    self.id = id
    self.name = name
    created = now
    updated = now
  }

  /// What people are to read.
  public var title: String { displayName.isEmpty ? name : displayName }
}

/// When workspaces of a template start, stop and go. Durations of zero mean never.
public struct TemplateSchedule: Hashable, Sendable {
  /// After its start, a workspace stops.
  public var defaultTTL = Duration.zero
  /// By how much activity puts off the stop.
  public var activityBump = Duration.seconds(3600)
  /// After a failed start, a workspace is stopped.
  public var failureTTL = Duration.zero
  /// Without use, a workspace becomes dormant.
  public var dormantAfter = Duration.zero
  /// Dormant, it is deleted.
  public var deleteAfter = Duration.zero
  /// On which days autostart works.
  public var autostartDays = Weekday.allCases
  /// On which days workspaces have to stop, in their owner's quiet hours; none when they need not.
  public var autostopDays: [Weekday] = []
  /// In every which week that is so.
  public var autostopWeeks = 1
  /// Whether owners may set these for their workspaces.
  public var allowsAutostart = true
  public var allowsAutostop = true

  public init() {}
}

/// By their names in English, Monday first.
public enum Weekday: String, CaseIterable, Hashable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension Template: CatalogRecord {
  static let table = "templates"
  static let columns = [
    "id", "name", "display_name", "description", "icon", "deprecation", "active_version_id", "created",
    "updated",
    "default_ttl", "activity_bump", "failure_ttl", "dormant_after", "delete_after", "autostart_days",
    "autostop_days", "autostop_weeks", "allows_autostart", "allows_autostop", "requires_active_version",
    "tracking", "is_deleted",
  ]

  var fields: [String?] {
    [
      id, name, displayName, description, icon, deprecation, activeVersionID, "\(created.seconds)",
      "\(updated.seconds)",
    ] + schedule.fields + [Field.flag(requiresActiveVersion), tracking?.text, Field.flag(isDeleted)]
  }

  init(_ reader: inout RecordReader) throws(CatalogError) {
    id = reader.text()
    name = reader.text()
    displayName = reader.text()
    description = reader.text()
    icon = reader.text()
    deprecation = reader.text()
    activeVersionID = reader.optionalText()
    created = reader.time()
    updated = reader.time()
    schedule = TemplateSchedule(&reader)
    requiresActiveVersion = reader.flag()
    tracking = try TemplateTracking(text: reader.optionalText())
    isDeleted = reader.flag()
  }
}

extension TemplateSchedule {
  fileprivate var fields: [String?] {
    [
      Field.duration(defaultTTL), Field.duration(activityBump), Field.duration(failureTTL),
      Field.duration(dormantAfter), Field.duration(deleteAfter), Weekday.text(autostartDays),
      Weekday.text(autostopDays), "\(autostopWeeks)", Field.flag(allowsAutostart), Field.flag(allowsAutostop),
    ]
  }

  fileprivate init(_ reader: inout RecordReader) {
    defaultTTL = reader.duration()
    activityBump = reader.duration()
    failureTTL = reader.duration()
    dormantAfter = reader.duration()
    deleteAfter = reader.duration()
    autostartDays = Weekday.days(reader.text())
    autostopDays = Weekday.days(reader.text())
    autostopWeeks = reader.int()
    allowsAutostart = reader.flag()
    allowsAutostop = reader.flag()
  }
}

extension Weekday {
  fileprivate static func text(_ days: [Weekday]) -> String {
    days.map(\.rawValue).joined(separator: ",")
  }

  fileprivate static func days(_ text: String) -> [Weekday] {
    text.split(separator: ",").compactMap { Weekday(rawValue: String($0)) }
  }
}
