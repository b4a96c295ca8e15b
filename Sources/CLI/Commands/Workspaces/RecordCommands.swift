import Addresses
import ArgumentParser
import Catalog
import Diagnostics
import Glibc
import StateStorage
import Values
import Workspaces

struct BuildsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "builds", abstract: "List what has been done with a workspace, the latest first.")

  @Argument(help: "The workspace.") var workspace: String
  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await session.endInterruptedBuilds()
      let workspace = try await session.workspace(self.workspace)
      let builds = try await session.catalog.builds(of: workspace.id)
      var names: [String: String] = [:]
      for version in try await session.catalog.versions(of: workspace.templateID) {
        names[version.id] = version.name
      }
      var table = Table(columns: Self.columns)
      table.rows = builds.map { Self.row($0, names[$0.versionID] ?? "") }
      try list.show(table, json: { .array(builds.map(BuildDocument.json)) })
      return .success
    }
  }

  private static let columns = [
    "BUILD", "TRANSITION", "STATUS", "VERSION", "REASON", "BY", "STARTED", "TOOK", "SUMMARY",
  ]
  .map { Table.Column(title: $0, key: $0.lowercased()) }

  private static func row(_ build: Build, _ version: String) -> [String] {
    let took = build.started.flatMap { start in
      build.ended.map { RelativeTime($0.seconds - start.seconds).text }
    }
    return [
      "\(build.number)", build.transition.rawValue, build.status.rawValue, version, build.reason.rawValue,
      build.initiator, build.started.map { "\($0)" } ?? "", took ?? "",
      firstLine(build.problem ?? build.summary ?? ""),
    ]
  }

  private static func firstLine(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    return line.count > 80 ? "\(line.prefix(79))…" : String(line)
  }
}

struct RenameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a workspace another name.",
    discussion:
      "Its template learns the new name with the next build, and may then replace what is named after it.")

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "The new name.") var newName: String
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let renamed = try await session.catalog.changeWorkspace(workspace.id) { [newName] in $0.name = newName }
      let name = session.reference(renamed)
      let isRunning = WorkspaceStatus(try await session.catalog.latestBuild(of: workspace)) == .started
      session.view.say(
        "The workspace \(session.reference(workspace)) is now called \(name). Its template learns that with the next build"
          + (isRunning ? ":\n    rcw restart \(name)\n" : ".\n"))
      try await warn(of: workspace, session.reference(renamed), session)
      return .success
    }
  }

  /// The next build may replace what bears the old name, and with it what the user has made.
  private func warn(of workspace: Workspace, _ name: String, _ session: CatalogSession) async throws {
    let state = try await session.catalog.state(of: workspace.id).load().snapshot ?? StateSnapshot()
    let volumes = WorkspaceContents(state).resources.filter {
      VolumeTypes.all.contains($0.address.resource.type) && $0.id.contains(workspace.name)
    }
    guard !volumes.isEmpty else { return }
    let list = volumes.map { "    \($0.address) [id=\($0.id)]\n" }.joined()
    session.view.show([
      Diagnostic(
        .warning, "renamed-volume", "Volumes bear the old name",
        "The next build of \(name) may replace them by empty ones, unless its template ignores changes of their "
          + "names:\n\(list)To keep them for sure, give it its name back:\n"
          + "    rcw rename \(name) \(workspace.name)")
    ])
  }
}

struct FavoriteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "favorite", abstract: "Have a workspace stand first in lists.", aliases: ["fav"])

  @Argument(help: "The workspace.") var workspace: String
  @OptionGroup var view: ViewOptions

  func run() async throws { try await CatalogSession.setFavorite(workspace, true, view) }
}

struct UnfavoriteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unfavorite", abstract: "Have a workspace stand in lists where its name puts it.",
    aliases: ["unfav"])

  @Argument(help: "The workspace.") var workspace: String
  @OptionGroup var view: ViewOptions

  func run() async throws { try await CatalogSession.setFavorite(workspace, false, view) }
}

struct AutoupdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autoupdate",
    abstract: "Say whether every start moves a workspace to its template's active version.")

  enum Policy: String, CaseIterable, ExpressibleByArgument {
    case always, never
  }

  @Argument(help: "The workspace.") var workspace: String
  @Argument(help: "always or never.") var policy: Policy
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      try await session.catalog.changeWorkspace(workspace.id) { [policy] in
        $0.followsActiveVersion = policy == .always
      }
      let name = session.reference(workspace)
      session.view.say(
        policy == .always
          ? "\(name) moves to the active version of its template with its next start.\n"
          : "\(name) keeps its version until it is updated.\n")
      return .success
    }
  }
}

extension CatalogSession {
  fileprivate static func setFavorite(_ reference: String, _ isFavorite: Bool, _ view: ViewOptions)
    async throws
  {
    try await perform(view) { session in
      let workspace = try await session.workspace(reference)
      try await session.catalog.changeWorkspace(workspace.id) { $0.isFavorite = isFavorite }
      let place = isFavorite ? "first in lists" : "in lists where its name puts it"
      session.view.say("\(session.reference(workspace)) stands \(place).\n")
      return .success
    }
  }
}
