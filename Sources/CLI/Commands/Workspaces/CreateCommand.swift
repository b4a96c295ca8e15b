import ArgumentParser
import Catalog
import Diagnostics
import Encodings
import Engine
import ProviderCoder
import StateStorage
import Tasks
import Templates
import Values
import Workspaces

struct CreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a workspace from a template, and start it.",
    discussion: """
      Asks for the template's parameters on a terminal, where they are not given. A name with an owner, OWNER/NAME, makes a
      workspace for somebody else.
      """)

  @Argument(help: "What it is to be called: letters, digits and single hyphens.")
  var name: String

  @Option(
    name: [.customShort("t"), .customLong("template")],
    help: ArgumentHelp(
      "The template, with a version for another than the active one.", valueName: "name[@version]"))
  var template: String?

  @Option(
    name: .customLong("template-version"),
    help: ArgumentHelp("The template's version, as after the @.", valueName: "name"))
  var templateVersion: String?

  @Option(
    help: ArgumentHelp(
      "Make the template of a git repository first, under the repository's name or the one that --template gives.",
      valueName: "url"))
  var git: String?

  @Option(
    help: ArgumentHelp("A branch, tag or commit of the repository, or a range of versions.", valueName: "ref")
  )
  var ref: String?

  @Option(help: ArgumentHelp("The folder in the repository.", valueName: "path"))
  var path: String?

  @OptionGroup var values: ParameterOptions

  @Option(help: ArgumentHelp("Take the parameters of a preset of the template.", valueName: "name"))
  var preset: String?

  @Option(
    name: .customLong("copy-parameters-from"),
    help: ArgumentHelp("Take the parameters of another workspace.", valueName: "workspace"))
  var source: String?

  @Option(
    name: .customLong("start-at"),
    help: ArgumentHelp(
      "When to start by itself, such as '9:00AM Mon-Fri Europe/Berlin'.", valueName: "schedule"))
  var startAt: String?

  @Option(
    name: .customLong("stop-after"),
    help: ArgumentHelp("How long after its start to stop it, such as 8h.", valueName: "time"))
  var stopAfter: String?

  @Flag(
    name: .customLong("automatic-updates"),
    help: "Have every start move it to the template's active version.")
  var followsActiveVersion = false

  @OptionGroup var approval: YesOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard git != nil || ref == nil && path == nil else {
      throw ValidationError("--ref and --path need --git.")
    }
    guard templateVersion == nil || git == nil && template?.contains("@") != true else {
      throw ValidationError("A version is said once: by --template-version, after an @, or by --ref.")
    }
  }

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let (owner, name) = CatalogSession.parts(of: self.name, user: try session.user)
      try CatalogName.check(workspace: name)
      guard try await session.catalog.workspaceIfAny(owner: owner, name: name) == nil else {
        throw CatalogError(
          .taken, "\(owner) has a workspace \"\(name)\" already. To see it:\n    rcw show \(self.name)")
      }
      let (template, version) =
        if let git { try await pushTemplate(git, session) } else { try await chooseTemplate(session) }
      let request = try await request(version, session)
      var workspace = Workspace(
        id: "\(UUID.random())", name: name, owner: owner, templateID: template.id, versionID: version.id)
      workspace.followsActiveVersion = followsActiveVersion
      try schedule(&workspace)
      try await session.catalog.add(workspace)
      return try await build(workspace, request, session)
    }
  }

  /// A workspace of which nothing exists because its first build came to nothing is not kept.
  private func build(
    _ workspace: Workspace, _ request: BuildRequest, _ session: CatalogSession
  ) async throws -> ExitStatus {
    var job = WorkspaceJob(session, workspace, request)
    job.mayAsk = true
    job.isApproved = approval.yes
    job.confirmation = "Create the workspace \(workspace.name)?"
    do {
      let status = try await job.run()
      if status != .success { try await forgetIfEmpty(workspace, session) }
      return status
    } catch {
      try await shielded { try await forgetIfEmpty(workspace, session) }
      throw error
    }
  }

  private func forgetIfEmpty(_ workspace: Workspace, _ session: CatalogSession) async throws {
    let state = try await session.catalog.state(of: workspace.id).load()
    guard state.snapshot?.resources.isEmpty ?? true, state.openIntents.isEmpty else {
      session.view.note(
        "The workspace \(session.reference(workspace)) is there in part. To try again, or to remove it:\n"
          + "    rcw start \(session.reference(workspace))\n    rcw delete \(session.reference(workspace))\n")
      return
    }
    try await session.catalog.state(of: workspace.id).remove()
    try await session.catalog.forgetWorkspace(workspace.id)
  }

  // MARK: What to build

  /// The version that the repository has now; a new one only when no version has the same files.
  private func pushTemplate(_ url: String, _ session: CatalogSession) async throws -> (
    Template, TemplateVersion
  ) {
    let run = Run(session)
    let source = try run.templateSource(url: url, ref: ref, path: path)
    let found = try await source.fetch(source.target())
    if template == nil {
      try await requireSameOrigin(Project.name(ofRepository: path ?? url), found.origin, session)
    }
    var push = TemplatePush(
      run: run, library: session.library, name: template ?? Project.name(ofRepository: path ?? url),
      content: found.content, author: found.author, message: found.message)
    push.origin = found.origin
    push.proposedName = found.tag
    let result = try await push.push()
    return (result.template, result.version)
  }

  /// A template that nobody named must not get versions of another project because both are called alike.
  private func requireSameOrigin(
    _ name: String, _ origin: GitOrigin, _ session: CatalogSession
  ) async throws {
    guard let present = try await session.catalog.templateIfAny(named: name) else { return }
    let versions = try await session.catalog.versions(of: present.id)
    guard !versions.contains(where: { $0.origin?.url == origin.url && $0.origin?.path == origin.path }) else {
      return
    }
    throw CatalogError(
      .taken,
      "There is a template \"\(name)\" already, and none of its versions is from \(origin.url). To make another one of "
        + "it, or to add a version to that one all the same, name it:\n    --template NAME")
  }

  private func chooseTemplate(_ session: CatalogSession) async throws -> (Template, TemplateVersion) {
    let templates = try await session.catalog.templates()
    guard let reference = template ?? (templates.count == 1 ? templates.first?.name : nil) else {
      let names = templates.map(\.name).joined(separator: ", ")
      throw CatalogError(
        .notFound,
        names.isEmpty
          ? "There is no template yet. To make one from a folder:\n    rcw template push NAME --directory DIR"
          : "Say which template: --template NAME. There are: \(names).")
    }
    let parts = reference.split(separator: "@", maxSplits: 1).map(String.init)
    let template = try await session.catalog.template(named: parts.first ?? "")
    if !template.deprecation.isEmpty {
      throw CatalogError(
        .inUse, "The template \(template.name) is not to be used any more: \(template.deprecation)")
    }
    let version = try await session.catalog.version(
      of: template, named: parts.count > 1 ? parts[1] : templateVersion)
    try template.requireUsable(version)
    return (template, version)
  }

  private func request(_ version: TemplateVersion, _ session: CatalogSession) async throws -> BuildRequest {
    var given: [String: String] = [:]
    if let source {
      let other = try await session.workspace(source)
      let declared = Set((version.parameters.elements ?? []).compactMap { $0["name"]?.asString })
      given = try await session.catalog.values(other.parameters).filter { declared.contains($0.key) }
    }
    if let preset { given.merge(try Preset(preset, of: version).parameters) { $1 } }
    given.merge(try ParameterValues(values.settings(session.environment)).values) { $1 }
    let asks = values.asks(session.environment)
    let form = try ParameterForm(version.parameters)
    var request = BuildRequest(.start, initiator: try session.user.name)
    request.reason = reason.reason
    request.parameters = try form.filled(
      given: given, asksForDefaults: !values.useDefaults,
      asker: { asks ? ParameterQuestion($0).ask() : nil })
    return request
  }

  private func schedule(_ workspace: inout Workspace) throws {
    if let startAt {
      let schedule = try AutostartSchedule(startAt)
      workspace.autostart = schedule.cron
      workspace.timeZone = schedule.timeZone
    }
    if let stopAfter { workspace.ttl = try Lifetime(stopAfter).duration }
  }
}

extension Template {
  /// - Throws: `CatalogError` when the template is to be used in its active version only, and this is another.
  func requireUsable(_ version: TemplateVersion) throws {
    guard requiresActiveVersion, version.id != activeVersionID else { return }
    throw CatalogError(
      .inUse,
      "The template \(name) is to be used in its active version only, which \(version.name) is not. To let others be "
        + "used:\n    rcw template edit \(name) --no-require-active-version")
  }
}

/// A preset of a template: parameters that go together, under a name.
struct Preset {
  let parameters: [String: String]

  init(_ name: String, of version: TemplateVersion) throws {
    let presets = version.presets.elements ?? []
    let names = presets.compactMap { $0["name"]?.asString }
    guard let preset = presets.first(where: { $0["name"]?.asString == name }) else {
      throw DiagnosticsError(
        Diagnostic(
          "no-preset", "No such preset",
          names.isEmpty
            ? "The template has no presets."
            : "The template has no preset \"\(name)\".\(Suggestion.sentence(for: name, in: names)) It has: "
              + "\(names.joined(separator: ", "))."))
    }
    parameters = Dictionary(
      (preset["parameters"]?.members ?? []).compactMap { member in
        member.value.asString.map { (member.key, $0) }
      }, uniquingKeysWith: { $1 })
  }
}

/// The workspace parameters of a command line.
struct ParameterOptions: ParsableArguments {
  @Option(
    name: .customLong("parameter"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set a parameter. May be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: [.customLong("parameter-file"), .customLong("rich-parameter-file")],
    help: ArgumentHelp(
      "Take parameters from a file with lines NAME: VALUE (YAML), or in JSON. May be repeated.",
      valueName: "file"))
  var files: [String] = []

  @Flag(
    name: .customLong("use-parameter-defaults"),
    help: "Ask only for parameters that have no default.")
  var useDefaults = false

  @Flag(
    name: .customLong("input"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Ask for values that are missing, when there is a terminal.")
  var input = true

  func settings(_ environment: [String: String]) -> RunSettings {
    var settings = RunSettings(environment: environment)
    settings.parameterAssignments = parameters
    settings.parameterFiles = files
    return settings
  }

  /// Whether a person is there to answer.
  func asks(_ environment: [String: String]) -> Bool {
    let setting = environment["TF_INPUT"]
    return input && setting != "0" && setting != "false" && Output.standard.isInteractive
  }
}

struct YesOption: ParsableArguments {
  @Flag(name: [.customShort("y"), .customLong("yes")], help: "Do not ask before anything is done.")
  var yes = false
}
