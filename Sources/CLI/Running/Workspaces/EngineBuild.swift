import Addresses
import Catalog
import Diagnostics
import Engine
import Language
import ProviderCoder
import StateStorage
import Templates
import Values
import Workspaces

/// Carries out builds with the engine of this process, in the workspace's folder.
struct EngineBuild: BuildEngine {
  let session: CatalogSession
  /// Whether a person may be asked for parameters that have no value.
  var mayAsk = false
  /// Says whether a plan is to be carried out; nil when nobody needs to be asked.
  var confirm: (@Sendable (Plan) throws -> Bool)?
  /// Whether the plan is shown as a whole, and not in one line for each change.
  var showsPlan = false

  func perform(
    _ job: BuildJob, in state: any StateSession, begins: @Sendable () -> Void
  ) async throws -> BuildResult {
    let log = try BuildLog(job.build.logPath)
    let view = BuildView(inner: session.view, log: log, showsPlan: showsPlan)
    do {
      return try await perform(job, in: state, view, begins)
    } catch {
      log.write(error is CancellationError ? "Canceled.\n" : Performing.text(of: error))
      throw error
    }
  }

  private func perform(
    _ job: BuildJob, in state: any StateSession, _ view: BuildView, _ begins: @Sendable () -> Void
  ) async throws -> BuildResult {
    if job.removal == .nothing {
      begins()
      return leaveEverything(job, state.initial.snapshot ?? StateSnapshot(), view)
    }
    try await enterFolder(of: job)
    var prepared = try await prepare(job, view)
    let present = try await prepared.settle(state.initial, in: state)
    if job.removal == .allButVolumes { prepared.options.excluded = VolumeTypes.objects(of: present) }
    let plan = try await prepared.plan(present)
    view.show(plan)
    view.show(plan.warnings.filter { $0.code != Diagnostic.exclusion.code })
    guard try confirm?(plan) ?? true else { return declined(job, present) }
    begins()
    let outcome = try await prepared.apply(plan, in: state)
    view.show(outcome.diagnostics)
    view.show(outcome, of: plan)
    let result = BuildResult(outcome, of: plan, job, isCanceled: session.interruption.isRequested)
    if job.build.transition == .delete, result.problem == nil { nameWhatStays(outcome.state, view) }
    return result
  }

  private func prepare(_ job: BuildJob, _ view: BuildView) async throws -> PreparedRun {
    var settings = try await session.settings(of: job)
    settings.mayAsk = mayAsk
    var options = PlanOptions()
    if job.build.transition == .delete { options.mode = .destroy }
    let run = Run(settings, view: view, interruption: session.interruption)
    return try await Planning(run: run, options: options).prepare()
  }

  /// Puts the version's files into the workspace's own folder and goes there: templates write beside their files, and
  /// name paths that must be the same in the next build.
  private func enterFolder(of job: BuildJob) async throws {
    let folder = session.catalog.home.folder(of: job.workspace.id)
    ContentFolders.remove(folder)
    try ContentFolders.makeFolder(folder)
    try ContentFolders.write(try await session.library.content(of: job.version), into: folder)
    try WorkingFolder.enter(folder)
  }

  // MARK: What stays

  /// The objects that the workspace's owner has to care for from now on.
  private func nameWhatStays(_ state: StateSnapshot, _ view: BuildView) {
    for resource in WorkspaceContents(state).resources {
      view.note("\(resource.address) stays as it is [id=\(resource.id)]\n")
    }
  }

  private func leaveEverything(_ job: BuildJob, _ state: StateSnapshot, _ view: BuildView) -> BuildResult {
    nameWhatStays(state, view)
    return BuildResult(
      parameters: job.previousParameters, summary: "nothing destroyed", serial: state.serial)
  }

  private func declined(_ job: BuildJob, _ present: StateSnapshot) -> BuildResult {
    var result = BuildResult(
      parameters: job.previousParameters, summary: "not confirmed", serial: present.serial)
    result.isCanceled = true
    result.isBegun = false
    return result
  }
}

/// The types whose objects hold what a workspace's owner made.
enum VolumeTypes {
  static let all: Set<String> = [
    "docker_volume", "fly_volume", "azurerm_storage_account", "azurerm_storage_share",
    "kubernetes_persistent_volume_claim", "kubernetes_persistent_volume_claim_v1",
    "kubernetes_persistent_volume", "kubernetes_persistent_volume_v1",
  ]

  static func objects(of state: StateSnapshot) -> [Target] {
    WorkspaceContents(state).resources.map(\.address).filter { all.contains($0.resource.type) }
      .map(Target.resource)
  }
}

extension BuildResult {
  fileprivate init(_ outcome: Outcome, of plan: Plan, _ job: BuildJob, isCanceled: Bool) {
    let text = OutcomeText(outcome, of: plan)
    self.init(
      parameters: job.lastingParameters(RecordedParameters(outcome.state), isComplete: text.isComplete),
      summary: text.counts,
      problem: text.isComplete
        ? nil : outcome.diagnostics.first { $0.severity == .error }?.detail ?? text.headline,
      serial: outcome.state.serial)
    self.isCanceled = !text.isComplete && isCanceled
    isBegun = text.isComplete || outcome.hasBegun
  }
}

extension BuildJob {
  /// The values that later builds go on with. Only a whole start has all parameters on record: some may belong to what
  /// is there only while the workspace runs.
  fileprivate func lastingParameters(_ recorded: RecordedParameters, isComplete: Bool) -> [String: String] {
    if build.transition == .start, isComplete { return recorded.lasting }
    let values = previousParameters.merging(parameters) { $1 }.merging(recorded.all) { $1 }
    return values.filter { recorded.all[$0.key] == nil || recorded.lasting[$0.key] != nil }
  }
}
