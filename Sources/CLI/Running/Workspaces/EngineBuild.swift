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

  func perform(_ job: BuildJob, in state: any StateSession) async throws -> BuildResult {
    let log = try BuildLog(job.build.logPath)
    let view = BuildView(inner: session.view, log: log, showsPlan: showsPlan)
    do {
      return try await perform(job, in: state, view)
    } catch {
      log.write(error is CancellationError ? "Canceled.\n" : Performing.text(of: error))
      throw error
    }
  }

  private func perform(
    _ job: BuildJob, in state: any StateSession, _ view: BuildView
  ) async throws -> BuildResult {
    if job.removal == .nothing { return try await abandon(job, in: state, view) }
    try await enterFolder(of: job)
    var options = PlanOptions()
    if job.build.transition == .delete { options.mode = .destroy }
    let prepared = try await Planning(
      run: try await run(job, view), options: options
    ).prepare()
    var present = try await prepared.settle(state.initial, in: state)
    if job.removal == .allButVolumes {
      present = try await release(present, in: state, view) { VolumeTypes.all.contains($0.resource.type) }
    }
    let plan = try await prepared.plan(present)
    view.show(plan)
    view.show(plan.warnings)
    guard try confirm?(plan) ?? true else { return declined(job, present) }
    let outcome = try await prepared.apply(plan, in: state)
    view.show(outcome.diagnostics)
    view.show(outcome, of: plan)
    return BuildResult(outcome, of: plan, isCanceled: session.interruption.isRequested, previously: job)
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

  private func run(_ job: BuildJob, _ view: BuildView) async throws -> Run {
    var settings = try await session.settings(of: job)
    settings.mayAsk = mayAsk
    return Run(settings, view: view, interruption: session.interruption)
  }

  // MARK: What stays

  /// Takes objects off the state that are not to be destroyed, and says what they are.
  private func release(
    _ snapshot: StateSnapshot, in state: any StateSession, _ view: BuildView,
    _ isKept: (ResourceInstanceAddress) -> Bool
  ) async throws -> StateSnapshot {
    var snapshot = snapshot
    for resource in WorkspaceContents(snapshot).resources where isKept(resource.address) {
      guard let key = snapshot.resources[ResourceKey(resource.address.module, resource.address.resource)]
      else {
        continue
      }
      let change = StateChange.object(resource.address, deposedKey: nil, object: nil, provider: key.provider)
      try await state.record([change], closing: nil)
      snapshot.apply(change)
      view.say("\(resource.address) stays as it is [id=\(resource.id)]\n")
    }
    return snapshot
  }

  private func abandon(
    _ job: BuildJob, in state: any StateSession, _ view: BuildView
  ) async throws -> BuildResult {
    let present = state.initial.snapshot ?? StateSnapshot()
    let left = try await release(present, in: state, view) { _ in true }
    return BuildResult(parameters: job.previousParameters, summary: "nothing destroyed", serial: left.serial)
  }

  private func declined(_ job: BuildJob, _ present: StateSnapshot) -> BuildResult {
    var result = BuildResult(
      parameters: job.previousParameters, summary: "not confirmed", serial: present.serial)
    result.isCanceled = true
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
}

extension BuildResult {
  fileprivate init(_ outcome: Outcome, of plan: Plan, isCanceled: Bool, previously job: BuildJob) {
    let text = OutcomeText(outcome, of: plan)
    let recorded = RecordedParameters(outcome.state).lasting
    self.init(
      parameters: recorded.isEmpty ? job.previousParameters : recorded, summary: text.counts,
      problem: text.isComplete
        ? nil : outcome.diagnostics.first { $0.severity == .error }?.detail ?? text.headline,
      serial: outcome.state.serial)
    self.isCanceled = !text.isComplete && isCanceled
  }
}
