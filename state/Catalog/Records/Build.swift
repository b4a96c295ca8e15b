import Databases
public import Values

/// One attempt to start, stop or delete a workspace.
public struct Build: Hashable, Sendable, Identifiable {
  public enum Transition: String, CaseIterable, Hashable, Sendable {
    case start, stop, delete
  }

  /// From `pending` to `running`, and from there to one of the others, where it stays.
  public enum Status: String, CaseIterable, Hashable, Sendable {
    case pending, running, succeeded, failed, canceled

    public var isOver: Bool { self != .pending && self != .running }
  }

  /// Why it was begun; Coder's words.
  public enum Reason: String, CaseIterable, Hashable, Sendable {
    case initiator, autostart, autostop, dormancy, autodelete, sync
  }

  /// A UUID.
  public let id: String
  public let workspaceID: String
  /// From 1, in the order in which the workspace's builds were begun.
  public internal(set) var number = 0
  public let transition: Transition
  /// Who wanted it.
  public var initiator = ""
  public var reason = Reason.initiator
  public var versionID: String
  public var parameters: SealedValues?
  public var status = Status.pending
  /// Why it failed.
  public var problem: String?
  /// What it did, in one line.
  public var summary: String?
  /// The file with what it said.
  public var logPath: String?
  /// Of the state that it left.
  public var stateSerial: Int?
  public internal(set) var created: Timestamp
  public var started: Timestamp?
  public var ended: Timestamp?
  /// When the workspace is to stop that it started; nil when that is not set.
  public var deadline: Timestamp?

  public init(
    id: String, workspaceID: String, transition: Transition, versionID: String, now: Timestamp = .now()
  ) {
    self.id = id
    self.workspaceID = workspaceID
    self.transition = transition
    self.versionID = versionID
    created = now
  }
}

extension Build: CatalogRecord {
  static let table = "builds"
  static let columns = [
    "id", "workspace_id", "number", "transition", "initiator", "reason", "version_id", "sealed_parameters",
    "status", "problem", "summary", "log_path", "state_serial", "created", "started", "ended", "deadline",
  ]

  var fields: [String?] {
    [
      id, workspaceID, "\(number)", transition.rawValue, initiator, reason.rawValue, versionID,
      parameters?.text, status.rawValue, problem, summary, logPath, Field.int(stateSerial),
      "\(created.seconds)", Field.time(started), Field.time(ended), Field.time(deadline),
    ]
  }

  init(_ reader: inout RecordReader) throws(CatalogError) {
    id = reader.text()
    workspaceID = reader.text()
    number = reader.int()
    transition = try reader.word()
    initiator = reader.text()
    reason = try reader.word()
    versionID = reader.text()
    parameters = reader.sealed()
    status = try reader.word()
    problem = reader.optionalText()
    summary = reader.optionalText()
    logPath = reader.optionalText()
    stateSerial = reader.optionalInt()
    created = reader.time()
    started = reader.optionalTime()
    ended = reader.optionalTime()
    deadline = reader.optionalTime()
  }
}

/// When an agent was last seen to be of use to somebody.
public struct AgentActivity: Hashable, Sendable {
  public let workspaceID: String
  public var agent: String
  /// What saw it: `ssh`, `heartbeat`, `command`.
  public var source: String
  public var seen: Timestamp

  public init(workspaceID: String, agent: String, source: String, seen: Timestamp) {
    self.workspaceID = workspaceID
    self.agent = agent
    self.source = source
    self.seen = seen
  }
}
