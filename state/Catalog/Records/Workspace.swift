import Databases
public import Values

/// Somebody's workspace.
public struct Workspace: Hashable, Sendable, Identifiable {
  /// A UUID.
  public let id: String
  /// Unique among those of its owner, whatever the case of its letters.
  public var name: String
  public let owner: String
  public var templateID: String
  /// The version that it was built from last, or will be built from first.
  public var versionID: String
  /// What its parameters are set to.
  public var parameters: SealedValues?
  public internal(set) var created: Timestamp
  public internal(set) var updated: Timestamp
  public var lastUsed: Timestamp
  public var isFavorite = false
  /// When it starts by itself: five fields as in `crontab`; nil for never.
  public var autostart: String?
  /// Of ``autostart`` and ``quietHours``, such as `Europe/Berlin`; nil for UTC.
  public var timeZone: String?
  /// After its start it stops; nil for the template's default, zero for never.
  public var ttl: Duration?
  /// When it may be stopped because its template wants that: `22:00-06:00`.
  public var quietHours: String?
  /// Whether a start moves it to the active version.
  public var followsActiveVersion = false
  public var dormantSince: Timestamp?
  public var deletingAt: Timestamp?
  public internal(set) var latestBuildID: String?
  /// What tells the fleet that it is part of: the address of a repository, or a path; nil for none.
  public var fleet: String?
  public internal(set) var isDeleted = false

  public init(
    id: String, name: String, owner: String, templateID: String, versionID: String, now: Timestamp = .now()
  ) {
    self.id = id
    self.name = name
    self.owner = owner
    self.templateID = templateID
    self.versionID = versionID
    created = now
    updated = now
    lastUsed = now
  }
}

/// A workspace as lists show it. A class, because it is large and lists are long.
public final class WorkspaceListing: Sendable {
  public let workspace: Workspace
  public let templateName: String
  public let versionName: String
  public let activeVersionID: String?
  /// nil before the first one.
  public let latestBuild: Build?

  init(
    _ workspace: Workspace, templateName: String, versionName: String, activeVersionID: String?,
    latestBuild: Build?
  ) {
    self.workspace = workspace
    self.templateName = templateName
    self.versionName = versionName
    self.activeVersionID = activeVersionID
    self.latestBuild = latestBuild
  }

  /// Whether its template has moved on.
  public var isOutdated: Bool { activeVersionID != nil && activeVersionID != workspace.versionID }
}

extension Workspace: CatalogRecord {
  static let table = "workspaces"
  static let columns = [
    "id", "name", "owner", "template_id", "version_id", "sealed_parameters", "created", "updated",
    "last_used",
    "is_favorite", "autostart", "time_zone", "ttl", "quiet_hours", "follows_active", "dormant_since",
    "deleting_at", "latest_build_id", "fleet", "is_deleted",
  ]

  var fields: [String?] {
    [
      id, name, owner, templateID, versionID, parameters?.text, "\(created.seconds)", "\(updated.seconds)",
      "\(lastUsed.seconds)", Field.flag(isFavorite), autostart, timeZone, ttl.map(Field.duration), quietHours,
      Field.flag(followsActiveVersion), Field.time(dormantSince), Field.time(deletingAt), latestBuildID,
      fleet,
      Field.flag(isDeleted),
    ]
  }

  init(_ reader: inout RecordReader) {
    id = reader.text()
    name = reader.text()
    owner = reader.text()
    templateID = reader.text()
    versionID = reader.text()
    parameters = reader.sealed()
    created = reader.time()
    updated = reader.time()
    lastUsed = reader.time()
    isFavorite = reader.flag()
    autostart = reader.optionalText()
    timeZone = reader.optionalText()
    ttl = reader.optionalDuration()
    quietHours = reader.optionalText()
    followsActiveVersion = reader.flag()
    dormantSince = reader.optionalTime()
    deletingAt = reader.optionalTime()
    latestBuildID = reader.optionalText()
    fleet = reader.optionalText()
    isDeleted = reader.flag()
  }
}
