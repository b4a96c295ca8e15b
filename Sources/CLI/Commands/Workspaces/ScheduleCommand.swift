import ArgumentParser
import Catalog
import Diagnostics
import Values
import Workspaces

struct ScheduleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Say when a workspace starts and stops by itself.",
    discussion: "rcw reconcile is what starts and stops workspaces when their time has come.",
    subcommands: [
      ScheduleShowCommand.self, ScheduleStartCommand.self, ScheduleStopCommand.self,
      ScheduleExtendCommand.self,
      ScheduleQuietHoursCommand.self,
    ])
}

struct ScheduleShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show when workspaces start and stop.")

  @Argument(help: "The workspace; all of one's own if it is left out.") var workspace: String?
  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let wanted = try await workspace.asyncMap { try await session.workspace($0) }
      let owner = try wanted?.owner ?? session.user.name
      let listings = try await session.catalog.workspaces(.init(owner: owner))
        .filter { wanted == nil || $0.workspace.id == wanted?.id }
      let now = Timestamp.now().seconds
      var table = Table(
        columns: [
          ("WORKSPACE", "workspace"), ("STARTS AT", "starts_at"), ("STARTS NEXT", "starts_next"),
          ("STOPS AFTER", "stops_after"), ("STOPS NEXT", "stops_next"),
        ].map { Table.Column(title: $0.0, key: $0.1) })
      for listing in listings {
        let schedule = try Self.schedule(listing.workspace)
        let next = schedule.flatMap { schedule in schedule.next(after: now).map { "\(schedule.local($0))" } }
        let deadline = WorkspaceStatus(listing.latestBuild) == .started ? listing.latestBuild?.deadline : nil
        table.rows.append([
          session.reference(listing.workspace), schedule.map { "\($0.cron) \($0.timeZone)" } ?? "",
          next ?? "",
          listing.workspace.ttl.map { $0 == .zero ? "never" : $0.shortText } ?? "template",
          deadline.map { "\($0)" } ?? "",
        ])
      }
      try list.show(table, json: { table.json })
      return .success
    }
  }

  static func schedule(_ workspace: Workspace) throws -> AutostartSchedule? {
    try workspace.autostart.map { try AutostartSchedule(cron: $0, timeZone: workspace.timeZone) }
  }
}

struct ScheduleStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Say when a workspace starts by itself.",
    discussion: "Such as: rcw schedule start dev 9:30AM Mon-Fri Europe/Dublin; 'manual' for never.")

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "Time, days and zone; or five fields of cron; or manual.") var words: [String]
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let template = try await session.catalog.template(id: workspace.templateID)
      let isManual = words == ["manual"]
      let schedule =
        isManual
        ? nil
        : try AutostartSchedule(words.joined(separator: " "), local: TimeZones.local(session.environment))
      guard isManual || template.schedule.allowsAutostart else {
        throw CatalogError(
          .inUse, "The template \(template.name) does not let workspaces start by themselves.")
      }
      let now = Timestamp.now().seconds
      let next = schedule?.next(after: now)
      guard isManual || next != nil else {
        throw DiagnosticsError(
          Diagnostic(
            "schedule-never", "Schedule never comes up",
            "No day is like that: \(words.joined(separator: " "))."))
      }
      try await session.catalog.changeWorkspace(workspace.id) {
        $0.autostart = schedule?.cron
        $0.timeZone = schedule?.timeZone ?? $0.timeZone
      }
      let name = session.reference(workspace)
      if let schedule, let next {
        session.view.say(
          "\(name) starts by itself, next at \(schedule.local(next)) (\(schedule.timeZone)).\n")
      } else {
        session.view.say("\(name) starts only when it is told to.\n")
      }
      return .success
    }
  }
}

struct ScheduleStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Say how long after its start a workspace stops by itself.",
    discussion:
      "Holds from the next start on. 'manual' is for never, and takes back the stop of a workspace that runs."
  )

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "A time such as 8h; or manual.") var lifetime: String
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let template = try await session.catalog.template(id: workspace.templateID)
      guard template.schedule.allowsAutostop else {
        throw CatalogError(
          .inUse,
          "The template \(template.name) says itself when its workspaces stop, and lets nobody change that.")
      }
      let ttl = lifetime == "manual" ? Duration.zero : try Lifetime(lifetime).duration
      try await session.catalog.changeWorkspace(workspace.id) { $0.ttl = ttl }
      if ttl == .zero, let build = try await session.catalog.latestBuild(of: workspace), build.deadline != nil
      {
        try await session.catalog.changeBuild(build.id) { $0.deadline = nil }
      }
      let name = session.reference(workspace)
      session.view.say(
        ttl == .zero
          ? "\(name) stops only when it is told to.\n"
          : "\(name) stops \(ttl.shortText) after its next start.\n")
      return .success
    }
  }
}

struct ScheduleExtendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend", abstract: "Put off the stop of a workspace that runs.", aliases: ["override-stop"])

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "From now on for how long it is to run, such as 2h.") var lifetime: String
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let name = session.reference(workspace)
      guard let build = try await session.catalog.latestBuild(of: workspace),
        WorkspaceStatus(build) == .started
      else {
        throw CatalogError(.inUse, "The workspace \(name) does not run, so that nothing will stop it.")
      }
      let duration = try Lifetime(lifetime).duration
      guard duration >= .seconds(60) else {
        throw DiagnosticsError(
          Diagnostic("too-short", "Time is too short", "A workspace is to run for a minute at the least."))
      }
      let deadline = Timestamp(seconds: Timestamp.now().seconds + Int(duration.components.seconds))
      try await session.catalog.changeBuild(build.id) { $0.deadline = deadline }
      session.view.say("\(name) stops by itself at \(deadline).\n")
      return .success
    }
  }
}

struct ScheduleQuietHoursCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiet-hours",
    abstract: "Say when a workspace may be stopped because its template wants that.",
    discussion:
      "Such as: rcw schedule quiet-hours dev 22:00-06:00 Europe/Dublin. They begin at midnight unless set.")

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "From when to when, such as 22:00-06:00.") var hours: String
  @Argument(help: "The time zone; that of the workspace if it is left out.") var timeZone: String?
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let hours = try QuietHours(self.hours)
      let zone = timeZone ?? workspace.timeZone ?? TimeZones.local(session.environment)
      _ = try TimeZones.rules(named: zone)
      try await session.catalog.changeWorkspace(workspace.id) {
        $0.quietHours = hours.text
        $0.timeZone = zone
      }
      session.view.say(
        "The quiet hours of \(session.reference(workspace)) are \(hours.text) (\(zone)).\n")
      return .success
    }
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
    if let self { try await body(self) } else { nil }
  }
}
