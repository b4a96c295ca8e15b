public import Catalog
import Schedules
public import Values

/// What time has made due for a workspace.
public enum DueAction: Hashable, Sendable {
  case start
  case stop
  /// To be stopped if it runs, and kept from starting by itself.
  case becomeDormant(deletingAt: Timestamp?)
  case delete
  /// It is in use, and its stop is put off.
  case extend(Timestamp)
}

/// Tells what is due for a workspace, by its own schedule and its template's, as Coder does.
public struct WorkspaceClock: Sendable {
  private let workspace: Workspace
  private let template: Template
  private let build: Build?
  private let zone: TimeZoneRules

  /// - Throws: ``ScheduleError`` when the workspace's time zone is not known here.
  public init(_ workspace: Workspace, _ template: Template, latest build: Build?) throws(ScheduleError) {
    self.workspace = workspace
    self.template = template
    self.build = build
    zone = try TimeZones.rules(named: workspace.timeZone)
  }

  private var status: WorkspaceStatus { WorkspaceStatus(build) }
  private var schedule: TemplateSchedule { template.schedule }

  /// Whether what is due depends on when the workspace was last in use, so that it is worth finding out.
  public func isAboutToStop(at now: Timestamp) -> Bool {
    status == .started && (build?.deadline.map { $0.seconds <= now.seconds } ?? false)
  }

  /// - Parameter lastSeen: when an agent was last in use; nil for never.
  /// - Throws: ``ScheduleError`` when its schedule cannot be read.
  public func due(at now: Timestamp, lastSeen: Timestamp? = nil) throws(ScheduleError) -> DueAction? {
    if let build, !build.status.isOver { return nil }
    if let deletion = deletion(at: now) { return deletion }
    if let dormancy = dormancy(at: now, lastSeen) { return dormancy }
    if status == .started { return stop(at: now, lastSeen) }
    if let build, build.status == .failed, build.transition == .start, hasFailedFor(schedule.failureTTL, now)
    {
      return .stop
    }
    return try isStartDue(at: now) ? .start : nil
  }

  // MARK: Dormancy

  private func deletion(at now: Timestamp) -> DueAction? {
    guard workspace.dormantSince != nil, let moment = workspace.deletingAt else { return nil }
    return moment.seconds <= now.seconds ? .delete : nil
  }

  private func dormancy(at now: Timestamp, _ lastSeen: Timestamp?) -> DueAction? {
    let patience = Int(schedule.dormantAfter.components.seconds)
    let used = max(workspace.lastUsed.seconds, lastSeen?.seconds ?? 0)
    guard patience > 0, workspace.dormantSince == nil, now.seconds - used >= patience else { return nil }
    let rest = Int(schedule.deleteAfter.components.seconds)
    return .becomeDormant(deletingAt: rest > 0 ? Timestamp(seconds: now.seconds + rest) : nil)
  }

  // MARK: Stopping

  private func stop(at now: Timestamp, _ lastSeen: Timestamp?) -> DueAction? {
    if let required = requiredStop, required <= now.seconds { return .stop }
    guard let deadline = build?.deadline, deadline.seconds <= now.seconds else { return nil }
    let bump = Int(schedule.activityBump.components.seconds)
    if let lastSeen, bump > 0, lastSeen.seconds + bump > now.seconds {
      return .extend(Timestamp(seconds: lastSeen.seconds + bump))
    }
    return .stop
  }

  private func hasFailedFor(_ patience: Duration, _ now: Timestamp) -> Bool {
    guard patience > .zero, let ended = build?.ended else { return false }
    return now.seconds - ended.seconds >= Int(patience.components.seconds)
  }

  /// When the template wants the workspace stopped that was started last, whether or not it is in use: at the beginning
  /// of its quiet hours (midnight unless they are set) on the first of the template's days.
  private var requiredStop: Int? {
    guard !schedule.autostopDays.isEmpty, let start = build?.ended?.seconds else { return nil }
    let today = Self.day(of: start, zone)
    let weeks = max(1, schedule.autostopWeeks)
    for day in today...(today + 7 * (weeks + 1)) {
      // Weeks begin on Mondays, as 1970-01-05 was one.
      let isWeek = (day - 4).quotientAndRemainder(dividingBy: 7).quotient % weeks == 0
      guard isWeek, schedule.autostopDays.contains(Weekday.allCases[(day + 3) % 7]) else { continue }
      let moment = day * 86_400 + quietStart
      let utc = moment - zone.offset(at: moment)
      if utc > start { return utc }
    }
    return nil
  }

  /// In seconds after midnight.
  private var quietStart: Int {
    workspace.quietHours.flatMap { text in try? QuietHours(text).start } ?? 0
  }

  // MARK: Starting

  private func isStartDue(at now: Timestamp) throws(ScheduleError) -> Bool {
    guard schedule.allowsAutostart, workspace.dormantSince == nil, let cron = workspace.autostart,
      let build, build.transition == .stop, build.status == .succeeded
    else { return false }
    let autostart = try AutostartSchedule(cron: cron, timeZone: workspace.timeZone)
    guard let next = autostart.next(after: build.created.seconds), next <= now.seconds else { return false }
    let weekday = Weekday.allCases[(Self.day(of: next, zone) + 3) % 7]
    return schedule.autostartDays.contains(weekday)
  }

  /// The days from 1970-01-01 on, which was a Thursday.
  private static func day(of moment: Int, _ zone: TimeZoneRules) -> Int {
    Int((Double(moment + zone.offset(at: moment)) / 86_400).rounded(.down))
  }
}
