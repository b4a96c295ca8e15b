import Addresses
import Catalog
import Diagnostics
import Engine
import Language
import StateStorage
import Templates
import Values
import Workspaces

/// What a build of a workspace would do, found out without doing it.
struct WorkspacePreview: Sendable {
  let session: CatalogSession

  /// The plan of a build.
  ///
  /// - Throws: ``DiagnosticsError`` when there is none, because the version does not suit the workspace.
  func plan(
    _ workspace: Workspace, _ version: TemplateVersion, _ transition: Build.Transition = .start
  ) async throws -> Plan {
    let state = try await session.catalog.state(of: workspace.id).load().snapshot ?? StateSnapshot()
    var request = BuildRequest(transition, initiator: workspace.owner)
    request.versionID = version.id
    let job = try await BuildJob(
      workspace, request, owner: session.owner(named: workspace.owner), catalog: session.catalog)
    let folder = try await session.library.folder(of: version)
    try WorkingFolder.enter(folder)
    let run = Run(
      try await session.settings(of: job), view: SilentView(), interruption: session.interruption)
    var options = PlanOptions()
    if transition == .delete { options.mode = .destroy }
    return try await Planning(run: run, options: options).prepare().plan(state)
  }

  /// The managed objects that stay when the workspace is stopped, by address.
  func kept(_ workspace: Workspace, _ version: TemplateVersion) async throws -> [ResourceInstanceAddress] {
    try await plan(workspace, version, .stop).changes
      .filter { $0.address.resource.mode == .managed && !$0.address.resource.type.hasPrefix("coder_") }
      .filter { ![.delete, .create, .forget].contains($0.action) }
      .map(\.address)
  }
}

extension CatalogSession {
  /// What the engine is given for a build.
  func settings(of job: BuildJob) async throws -> RunSettings {
    var settings = try await settings(of: job.version)
    settings.environment.merge(job.environment) { $1 }
    settings.parameters = job.parameters
    settings.ignoresUndeclaredParameters = job.ignoresUndeclaredParameters
    settings.previousParameters = job.previousParameters
    return settings
  }

  /// What the engine is given for whatever is done with a version of a template.
  func settings(of version: TemplateVersion) async throws -> RunSettings {
    var settings = RunSettings(environment: environment)
    for name in ["TF_WORKSPACE", "TF_DATA_DIR"] { settings.environment[name] = nil }
    settings.variables = try await catalog.values(version.variables).sorted { $0.key < $1.key }
      .map { .assignment("\($0.key)=\($0.value)") }
    settings.mayAsk = false
    return settings
  }
}

/// Shows nothing: for what is found out on the way to something else.
struct SilentView: View {
  func say(_ text: String) {}
  func show(_ diagnostics: [Diagnostic]) {}
  func show(_ event: EngineEvent) {}
  func show(_ plan: Plan) {}
  func show(_ outcome: Outcome, of plan: Plan) {}
  func show(_ outputs: [String: OutputState]) {}
  func note(_ text: String) {}
}
