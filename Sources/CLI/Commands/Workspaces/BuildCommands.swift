import ArgumentParser
import Catalog
import Diagnostics
import ProviderCoder
import StateStorage
import Values
import Workspaces

struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start workspaces.",
    discussion: "Builds each from the version that it has, or from the active one where it follows that.")

  @Argument(help: "The workspaces.") var workspaces: [String]
  @OptionGroup var values: ParameterOptions
  @OptionGroup var waiting: WaitingOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var approval: AcceptedYesOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await session.forEach(workspaces) { workspace in
        var request = try await session.startRequest(workspace, values)
        request.reason = reason.reason
        var job = WorkspaceJob(session, workspace, request)
        job.mayAsk = values.asks(session.environment)
        job.wait = waiting.patience
        return try await job.run()
      }
    }
  }
}

struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop workspaces.",
    discussion: "What their templates keep for stopped workspaces stays, such as the volume of the home.")

  @Argument(help: "The workspaces.") var workspaces: [String]
  @OptionGroup var waiting: WaitingOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var approval: AcceptedYesOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await session.forEach(workspaces) { workspace in
        var request = BuildRequest(.stop, initiator: try session.user.name)
        request.reason = reason.reason
        var job = WorkspaceJob(session, workspace, request)
        job.wait = waiting.patience
        return try await job.run()
      }
    }
  }
}

struct RestartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restart", abstract: "Stop a workspace and start it again.")

  @Argument(help: "The workspace.") var workspace: String
  @OptionGroup var values: ParameterOptions
  @OptionGroup var waiting: WaitingOption
  @OptionGroup var approval: AcceptedYesOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let start = try await session.startRequest(workspace, values)
      var stop = WorkspaceJob(
        session, workspace, BuildRequest(.stop, initiator: try session.user.name))
      stop.wait = waiting.patience
      let stopped = try await stop.run()
      guard stopped == .success else { return stopped }
      var job = WorkspaceJob(session, workspace, start)
      job.wait = waiting.patience
      job.mayAsk = values.asks(session.environment)
      return try await job.run()
    }
  }
}

struct UpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Move a workspace to the active version of its template, or to another one.",
    discussion:
      "Shows the plan and asks before anything is done. A version that cannot be planned changes nothing.")

  @Argument(help: "The workspace.") var workspace: String

  @Option(
    name: .customLong("template-version"),
    help: ArgumentHelp("The version; the active one if it is left out.", valueName: "name"))
  var version: String?

  @OptionGroup var values: ParameterOptions
  @OptionGroup var waiting: WaitingOption
  @OptionGroup var approval: YesOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let template = try await session.catalog.template(id: workspace.templateID)
      let version = try await session.catalog.version(of: template, named: self.version)
      try template.requireUsable(version)
      guard version.id != workspace.versionID || !values.parameters.isEmpty || !values.files.isEmpty else {
        session.view.say(
          "The workspace \(session.reference(workspace)) has the version \(version.name) already.\n")
        return .success
      }
      var request = BuildRequest(.start, initiator: try session.user.name)
      request.versionID = version.id
      request.reason = reason.reason
      request.parameters = try await session.parameters(values, for: workspace, version)
      var job = WorkspaceJob(session, workspace, request)
      job.mayAsk = values.asks(session.environment)
      job.showsPlan = true
      job.isApproved = approval.yes
      job.needsApproval = true
      job.wait = waiting.patience
      job.confirmation = "Move \(session.reference(workspace)) to \(version.name)?"
      return try await job.run()
    }
  }
}

struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Destroy a workspace with everything that belongs to it.",
    aliases: ["rm"])

  @Argument(help: "The workspaces.") var workspaces: [String]

  @Flag(
    name: .customLong("keep-volumes"),
    help: "Leave volumes as they are, and say which they were.")
  var keepsVolumes = false

  @Flag(
    name: [.customShort("o"), .customLong("orphan")],
    help: "Destroy nothing: only forget the workspace, and say what it leaves.")
  var orphan = false

  @OptionGroup var waiting: WaitingOption
  @OptionGroup var approval: YesOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard !(keepsVolumes && orphan) else {
      throw ValidationError("--orphan leaves everything as it is, volumes too: leave out --keep-volumes.")
    }
  }

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await session.forEach(workspaces) { try await delete($0, session) }
    }
  }

  private func delete(_ workspace: Workspace, _ session: CatalogSession) async throws -> ExitStatus {
    let name = session.reference(workspace)
    guard try WorkspaceJob.mayDelete(name, approval, session.view) else { return .failure }
    var request = BuildRequest(.delete, initiator: try session.user.name)
    request.reason = reason.reason
    request.removal = orphan ? .nothing : keepsVolumes ? .allButVolumes : .everything
    var job = WorkspaceJob(session, workspace, request)
    job.wait = waiting.patience
    return try await job.run()
  }
}

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Take a workspace back to the version and parameters of an earlier build.")

  @Argument(help: "The workspace.") var workspace: String

  @Option(
    help: ArgumentHelp(
      "The build to go back to; the last that succeeded with another version or other parameters if it is left out.",
      valueName: "number"))
  var build: Int?

  @OptionGroup var waiting: WaitingOption
  @OptionGroup var approval: YesOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let workspace = try await session.workspace(self.workspace)
      let target = try await target(workspace, session)
      let version = try await session.catalog.version(id: target.versionID)
      try await session.catalog.template(id: workspace.templateID).requireUsable(version)
      var request = BuildRequest(.start, initiator: try session.user.name)
      request.versionID = version.id
      request.parameters = try await session.catalog.values(target.parameters)
      request.ignoresUndeclaredParameters = true
      var job = WorkspaceJob(session, workspace, request)
      job.showsPlan = true
      job.isApproved = approval.yes
      job.needsApproval = true
      job.wait = waiting.patience
      job.confirmation =
        "Take \(session.reference(workspace)) back to \(version.name), as of build \(target.number)?"
      return try await job.run()
    }
  }

  private func target(_ workspace: Workspace, _ session: CatalogSession) async throws -> Build {
    if let build { return try await session.catalog.build(of: workspace, number: build) }
    let present = try await session.catalog.values(workspace.parameters)
    for build in try await session.catalog.builds(of: workspace.id)
    where build.status == .succeeded && build.transition == .start {
      let values = try await session.catalog.values(build.parameters)
      if build.versionID != workspace.versionID || values != present { return build }
    }
    throw CatalogError(
      .notFound,
      "No earlier build of \(session.reference(workspace)) succeeded with another version or other parameters. To see all:\n"
        + "    rcw builds \(session.reference(workspace))")
  }
}

/// How long a build waits for another one of its workspace.
struct WaitingOption: ParsableArguments {
  @Option(
    name: .customLong("lock-timeout"),
    help: ArgumentHelp("How long to wait for another build of the workspace, such as 5m.", valueName: "time"))
  private var time = DurationArgument(.zero)

  var patience: Duration { time.duration }
}

/// Scripts that were written for `coder` say `--yes` to commands that ask nothing here.
struct AcceptedYesOption: ParsableArguments {
  @Flag(
    name: [.customShort("y"), .customLong("yes")],
    help: ArgumentHelp("Accepted, and without effect: nothing is asked.", visibility: .hidden))
  var yes = false
}

/// Why a build is begun, for commands that begin one in somebody's name.
struct ReasonOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(visibility: .hidden),
    transform: { text in
      guard let reason = Build.Reason(rawValue: text) else {
        throw ValidationError("\"\(text)\" is no reason.")
      }
      return reason
    })
  var reason = Build.Reason.initiator
}

extension CatalogSession {
  /// Does the same with several workspaces; one that fails keeps no other from it.
  func forEach(
    _ references: [String], _ body: (Workspace) async throws -> ExitStatus
  ) async throws -> ExitStatus {
    var status = ExitStatus.success
    for reference in references {
      do {
        let ended = try await body(try await workspace(reference))
        if ended != .success { status = ended }
      } catch let error where !(error is CancellationError) {
        view.show(Performing.diagnostics(error))
        status = .failure
      }
      guard !interruption.isRequested else { return .failure }
    }
    return status
  }

  /// What a start asks for: the version that the workspace has, unless it follows the active one.
  func startRequest(_ workspace: Workspace, _ values: ParameterOptions) async throws -> BuildRequest {
    let template = try await catalog.template(id: workspace.templateID)
    var request = BuildRequest(.start, initiator: try user.name)
    if workspace.followsActiveVersion || template.requiresActiveVersion {
      request.versionID = template.activeVersionID
    }
    let version = try await catalog.version(id: request.versionID ?? workspace.versionID)
    request.parameters = try await parameters(values, for: workspace, version)
    return request
  }

  /// The given values, with answers for parameters that the workspace has no value of and that have no default.
  func parameters(
    _ options: ParameterOptions, for workspace: Workspace, _ version: TemplateVersion
  ) async throws -> [String: String] {
    let given = try ParameterValues(options.settings(environment)).values
    let present = try await catalog.values(workspace.parameters)
    let missing = (version.parameters.elements ?? []).filter { declaration in
      declaration["name"]?.asString.map { present[$0] == nil || given[$0] != nil } ?? false
    }
    let asks = options.asks(environment)
    return try ParameterForm(.array(missing)).filled(
      given: given, asksForDefaults: false, asker: { asks ? ParameterQuestion($0).ask() : nil })
  }
}
