import ArgumentParser
import Catalog
import Diagnostics
import Engine
import Glibc
import StateStorage
import Values
import Workspaces

struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Start, stop and delete workspaces whose time has come.",
    discussion: """
      For cron or a systemd timer. Whether a workspace is in use is told by sessions of ssh, exec, port-forward and open, by the
      heartbeat of code-server, and by --activity.
      """)

  @Flag(help: "Go on until interrupted.")
  var watch = false

  @Option(help: ArgumentHelp("How long to pause between two looks.", valueName: "time"))
  var interval = "30s"

  @Option(
    help: ArgumentHelp(
      "A command line that is run in a workspace before it is stopped; when it succeeds, the workspace is in use.",
      valueName: "command"))
  var activity: String?

  @Flag(name: .customLong("dry-run"), help: "Say what is due, and do nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("How many workspaces are built at a time.", valueName: "n"))
  var parallelism = 4

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      guard watch else { return try await look(session) }
      let pause = try Lifetime(interval).duration
      while !session.interruption.isRequested {
        _ = try await look(session)
        session.interruption.enterIdleness()
        try await Task.sleep(for: max(pause, .seconds(1)))
        session.interruption.leaveIdleness()
      }
      return .success
    }
  }

  private func look(_ session: CatalogSession) async throws -> ExitStatus {
    try await session.endInterruptedBuilds()
    let now = Timestamp.now()
    var templates: [String: Template] = [:]
    for template in try await session.catalog.templates() { templates[template.id] = template }
    var isSound = try await sync(templates.values.filter { $0.tracking?.isDue(at: now) == true }, session)
    var due: [(WorkspaceListing, DueAction)] = []
    for listing in try await session.catalog.workspaces() {
      guard let template = templates[listing.workspace.templateID] else { continue }
      do {
        if let action = try await self.due(listing, template, now, session) { due.append((listing, action)) }
      } catch {
        isSound = false
        session.view.note("\(session.reference(listing.workspace)): \(Performing.text(of: error))")
      }
    }
    let results = await concurrently(due, limit: max(1, parallelism)) { listing, action in
      await perform(action, listing, now, session)
    }
    return isSound && results.allSatisfy(\.self) ? .success : .failure
  }

  /// Looks at the repositories that templates track.
  ///
  /// - Returns: whether all went well.
  private func sync(_ templates: [Template], _ session: CatalogSession) async throws -> Bool {
    var isSound = true
    for template in templates.sorted(by: { $0.name < $1.name }) where !dryRun {
      if try await !TemplateSync(session: session).sync(template) { isSound = false }
    }
    return isSound
  }

  private func due(
    _ listing: WorkspaceListing, _ template: Template, _ now: Timestamp, _ session: CatalogSession
  ) async throws -> DueAction? {
    let clock = try WorkspaceClock(listing.workspace, template, latest: listing.latestBuild)
    var lastSeen = try await session.catalog.activity(of: listing.workspace.id).first?.seen
    if clock.isAboutToStop(at: now) {
      let heartbeat = await Heartbeat(session, command: activity).lastSeen(listing.workspace)
      lastSeen = [lastSeen, heartbeat].compactMap(\.self).max { $0.seconds < $1.seconds }
    }
    return try clock.due(at: now, lastSeen: lastSeen)
  }

  /// - Returns: whether it went well.
  private func perform(
    _ action: DueAction, _ listing: WorkspaceListing, _ now: Timestamp, _ session: CatalogSession
  ) async -> Bool {
    let workspace = listing.workspace
    let name = "\(workspace.owner)/\(workspace.name)"
    guard !session.interruption.isRequested else { return false }
    if dryRun {
      session.view.say("\(name): \(Self.words(action)).\n")
      return true
    }
    do {
      switch action {
      case .start:
        return try await build(["start", name, "--reason", "autostart", "--no-input"], name, session)
      case .stop: return try await build(["stop", name, "--reason", "autostop"], name, session)
      case .delete:
        return try await build(["delete", name, "--yes", "--reason", "autodelete"], name, session)
      case .extend(let deadline):
        guard let build = listing.latestBuild else { return true }
        try await session.catalog.changeBuild(build.id) { $0.deadline = deadline }
        session.view.say("\(name): in use; it stops at \(deadline).\n")
      case .becomeDormant(let deletingAt):
        try await session.catalog.changeWorkspace(workspace.id) {
          $0.dormantSince = now
          $0.deletingAt = deletingAt
        }
        session.view.say(
          "\(name): not used since \(workspace.lastUsed); dormant now\(deletingAt.map { ", deleted at \($0)" } ?? "").\n"
        )
        if WorkspaceStatus(listing.latestBuild) == .started {
          return try await build(["stop", name, "--reason", "dormancy"], name, session)
        }
      }
      return true
    } catch {
      session.view.note("\(name): \(Performing.text(of: error))")
      return false
    }
  }

  private func build(_ arguments: [String], _ name: String, _ session: CatalogSession) async throws -> Bool {
    let result = try await BuildProcess(session: session, arguments: arguments).run()
    session.view.say("\(name): \(arguments[0]) \(result.isSuccess ? "done" : "failed").\n")
    if !result.isSuccess { session.view.note(result.text) }
    return result.isSuccess
  }

  private static func words(_ action: DueAction) -> String {
    switch action {
    case .start: "a start is due"
    case .stop: "a stop is due"
    case .delete: "its deletion is due"
    case .becomeDormant(let deletingAt):
      "it is to become dormant, as nobody has used it for long"
        + (deletingAt.map { ", and to be deleted at \($0)" } ?? "")
    case .extend(let deadline): "in use; its stop is to be put off to \(deadline)"
    }
  }
}

/// Finds out whether somebody is at work in a workspace that is not seen from outside.
struct Heartbeat: Sendable {
  private let session: CatalogSession
  private let command: String?

  init(_ session: CatalogSession, command: String?) {
    self.session = session
    self.command = command
  }

  /// When an agent of the workspace was last in use; nil when nothing tells.
  func lastSeen(_ workspace: Workspace) async -> Timestamp? {
    let name = "\(workspace.owner)/\(workspace.name)"
    guard let state = try? await session.catalog.state(of: workspace.id).load().snapshot else { return nil }
    var latest: Timestamp?
    for agent in WorkspaceContents(state).agents where agent.machine != nil {
      guard let machine = try? await MachineSession(session, "\(name).\(agent.name)"),
        let output = try? await machine.output(of: ["/bin/sh", "-c", Self.script, "rcw", command ?? ""])
      else { continue }
      await machine.close()
      let moments = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
      for moment in moments where moment > (latest?.seconds ?? 0) { latest = Timestamp(seconds: moment) }
    }
    return latest
  }

  /// Prints moments at which the workspace was in use, in seconds since 1970. code-server touches its file every minute
  /// while a page of its is open (coder/code-server, `src/node/heart.ts`, observed with 4.x).
  private static let script = #"""
    stat -c %Y "$HOME/.local/share/code-server/heartbeat" 2>/dev/null
    if [ "$1" ] && "$SHELL" -c "$1" >/dev/null 2>&1; then date +%s; fi
    exit 0
    """#
}
