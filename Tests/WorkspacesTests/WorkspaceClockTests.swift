import Catalog
import Testing
import Values
import Workspaces

/// What time makes due. The days are those around Saturday, 21 November 2026.
@Suite struct WorkspaceClockTests {
  private static func at(_ text: String) throws -> Timestamp { try Timestamp("2026-11-\(text):00Z") }

  /// A workspace that was built last on Friday at noon.
  private func clock(
    _ transition: Build.Transition = .start, _ status: Build.Status = .succeeded,
    deadline: String? = nil, template change: (inout TemplateSchedule) -> Void = { _ in },
    workspace adjust: (inout Workspace) throws -> Void = { _ in }
  ) throws -> WorkspaceClock {
    let noon = try Self.at("20T12:00")
    var template = Template(id: "t", name: "box", now: noon)
    change(&template.schedule)
    var workspace = Workspace(
      id: "w", name: "dev", owner: "ann", templateID: "t", versionID: "v", now: noon)
    try adjust(&workspace)
    var build = Build(id: "b", workspaceID: "w", transition: transition, versionID: "v", now: noon)
    build.status = status
    build.ended = noon
    build.deadline = try deadline.map(Self.at)
    return try WorkspaceClock(workspace, template, latest: build)
  }

  @Test func `a workspace stops at its deadline, and not before`() throws {
    let clock = try clock(deadline: "20T20:00")
    #expect(try clock.due(at: Self.at("20T19:59")) == nil)
    #expect(try !clock.isAboutToStop(at: Self.at("20T19:59")))
    #expect(try clock.isAboutToStop(at: Self.at("20T20:00")))
    #expect(try clock.due(at: Self.at("20T20:00")) == .stop)
  }

  @Test func `one that is in use stops an hour after that, or as its template says`() throws {
    let (now, seen) = (try Self.at("20T20:00"), try Self.at("20T19:50"))
    #expect(
      try clock(deadline: "20T20:00").due(at: now, lastSeen: seen) == .extend(Self.at("20T20:50")))
    #expect(
      try clock(deadline: "20T20:00").due(at: Self.at("20T20:51"), lastSeen: seen) == .stop)
    let strict = try clock(deadline: "20T20:00", template: { $0.activityBump = .zero })
    #expect(try strict.due(at: now, lastSeen: seen) == .stop)
  }

  @Test func `nothing is due while a build runs`() throws {
    #expect(try clock(.start, .running, deadline: "20T13:00").due(at: Self.at("20T20:00")) == nil)
  }

  // MARK: Starts

  private func nine(_ workspace: inout Workspace) {
    workspace.autostart = "0 9 * * *"
    workspace.timeZone = "UTC"
  }

  @Test func `a stopped workspace starts when its schedule comes up`() throws {
    let clock = try clock(.stop, workspace: nine)
    #expect(try clock.due(at: Self.at("21T08:59")) == nil)
    #expect(try clock.due(at: Self.at("21T09:00")) == .start)
  }

  @Test func `one that runs, failed or is dormant does not start by itself`() throws {
    let now = try Self.at("21T09:00")
    #expect(try clock(.start, workspace: nine).due(at: now) == nil)
    #expect(try clock(.stop, .failed, workspace: nine).due(at: now) == nil)
    let dormant = try clock(
      .stop,
      workspace: {
        nine(&$0)
        $0.dormantSince = try Self.at("20T13:00")
      })
    #expect(try dormant.due(at: now) == nil)
  }

  @Test func `a template can forbid starts, or allow them on some days`() throws {
    let saturday = try Self.at("21T09:00")
    #expect(
      try clock(.stop, template: { $0.allowsAutostart = false }, workspace: nine).due(at: saturday) == nil)
    let weekdays: (inout TemplateSchedule) -> Void = { $0.autostartDays = [.monday, .friday] }
    #expect(try clock(.stop, template: weekdays, workspace: nine).due(at: saturday) == nil)
    let saturdays: (inout TemplateSchedule) -> Void = { $0.autostartDays = [.saturday] }
    #expect(try clock(.stop, template: saturdays, workspace: nine).due(at: saturday) == .start)
  }

  // MARK: What the template wants

  @Test func `a template's day to stop counts from the quiet hours on, in use or not`() throws {
    let clock = try clock(
      template: { $0.autostopDays = [.saturday] }, workspace: { $0.quietHours = "03:30-06:00" })
    #expect(try clock.due(at: Self.at("21T03:29")) == nil)
    #expect(try clock.due(at: Self.at("21T03:30"), lastSeen: Self.at("21T03:29")) == .stop)
  }

  @Test func `a start that failed is stopped after a while`() throws {
    let clock = try clock(.start, .failed, template: { $0.failureTTL = .seconds(600) })
    #expect(try clock.due(at: Self.at("20T12:09")) == nil)
    #expect(try clock.due(at: Self.at("20T12:10")) == .stop)
  }

  @Test func `what nobody uses becomes dormant, and is deleted`() throws {
    let rules: (inout TemplateSchedule) -> Void = {
      $0.dormantAfter = .seconds(86_400)
      $0.deleteAfter = .seconds(3_600)
    }
    let clock = try clock(.stop, template: rules)
    #expect(try clock.due(at: Self.at("21T11:59")) == nil)
    #expect(
      try clock.due(at: Self.at("21T12:00")) == .becomeDormant(deletingAt: Self.at("21T13:00")))
    #expect(try clock.due(at: Self.at("21T12:00"), lastSeen: Self.at("21T08:00")) == nil)
    let dormant = try self.clock(.stop, template: rules) {
      $0.dormantSince = try Self.at("21T12:00")
      $0.deletingAt = try Self.at("21T13:00")
    }
    #expect(try dormant.due(at: Self.at("21T12:59")) == nil)
    #expect(try dormant.due(at: Self.at("21T13:00")) == .delete)
  }
}
