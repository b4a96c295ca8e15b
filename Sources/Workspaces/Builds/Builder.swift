public import Catalog
public import StateStorage
import Synchronization
import Tasks
public import Values

/// Carries out builds of workspaces, one of each workspace at a time, and keeps the record of them.
///
/// The lock of the workspace's state is what keeps builds apart, and what tells a build that runs from one whose process
/// has died.
public struct Builder: Sendable {
  private let catalog: Catalog
  private let engine: any BuildEngine
  private let owner: @Sendable (String) -> Owner
  /// For the lock: who is at work.
  private let holder: @Sendable (Build.Transition) -> LockHolder
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - owner: what is known of the owner of a name.
  public init(
    _ catalog: Catalog, engine: any BuildEngine, owner: @escaping @Sendable (String) -> Owner,
    holder: @escaping @Sendable (Build.Transition) -> LockHolder,
    now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    self.catalog = catalog
    self.engine = engine
    self.owner = owner
    self.holder = holder
    self.now = now
  }

  /// Builds a workspace.
  ///
  /// - Parameter wait: how long to wait for another build of it.
  /// - Returns: the build as it ended; it may have failed half-way.
  /// - Throws: `CatalogError`, `StateError`; what the engine throws, after it is on record as the build's problem.
  public func build(_ id: String, _ request: BuildRequest, wait: Duration = .zero) async throws -> Build {
    let store = catalog.state(of: id)
    let build = try await store.withLock(holder(request.transition), wait: wait) { session in
      try await catalog.endInterruptedBuilds(of: id, now: now())
      return try await run(try await begin(id, request), in: session)
    }
    if build.transition == .delete, build.status == .succeeded {
      try await shielded {
        try await store.remove()
        try await catalog.forgetWorkspace(id)
      }
    }
    return build
  }

  private func begin(_ id: String, _ request: BuildRequest) async throws -> BuildJob {
    let workspace = try await catalog.workspace(id: id)
    guard !workspace.isDeleted else {
      throw CatalogError(.notFound, "The workspace \"\(workspace.name)\" has been deleted.")
    }
    var job = try await BuildJob(
      workspace, request, owner: owner(workspace.owner), catalog: catalog, now: now())
    job.build.status = .running
    job.build.started = now()
    let values = job.previousParameters.merging(request.parameters) { $1 }
    job.build.parameters = try await catalog.sealed(values)
    let added = try await catalog.add(job.build)
    job.build = try await catalog.changeBuild(added.id) {
      $0.logPath = catalog.home.logPath(of: id, build: added.number)
    }
    return job
  }

  private func run(_ job: BuildJob, in session: any StateSession) async throws -> Build {
    let isBegun = Mutex(false)
    do {
      let result = try await engine.perform(job, in: session) { isBegun.withLock { $0 = true } }
      return try await shielded { try await finish(job, result) }
    } catch {
      if !isBegun.withLock({ $0 }) { try await shielded { try await leave(job.workspace) } }
      let isCanceled = error is CancellationError
      _ = try await shielded {
        try await catalog.changeBuild(job.build.id) {
          $0.status = isCanceled ? .canceled : .failed
          $0.problem = isCanceled ? "It was canceled." : String(describing: error)
          $0.ended = now()
        }
      }
      throw error
    }
  }

  /// A build that came to nothing is on record, and the workspace is what the build before has made of it: it runs, or
  /// does not, and for as long as it was to.
  private func leave(_ workspace: Workspace) async throws {
    guard let latest = workspace.latestBuildID else { return }
    try await catalog.setLatestBuild(of: workspace.id, to: latest)
  }

  private func finish(_ job: BuildJob, _ result: BuildResult) async throws -> Build {
    let ended = now()
    let parameters = try await catalog.sealed(result.parameters)
    let isDone = result.problem == nil && !result.isCanceled
    let lifetime = job.workspace.lifetime(job.template)
    let build = try await catalog.changeBuild(job.build.id) {
      $0.status = isDone ? .succeeded : result.isCanceled ? .canceled : .failed
      $0.problem = result.problem
      $0.summary = result.summary
      $0.stateSerial = result.serial
      $0.parameters = parameters
      $0.ended = ended
      guard isDone, $0.transition == .start, let lifetime else { return }
      $0.deadline = Timestamp(seconds: ended.seconds + Int(lifetime.components.seconds))
    }
    guard result.isBegun else {
      try await leave(job.workspace)
      return build
    }
    // What was built half is of the version that was tried: the next build goes on from there.
    try await catalog.changeWorkspace(job.workspace.id) {
      $0.versionID = job.version.id
      $0.parameters = parameters
      guard job.build.transition == .start, isDone else { return }
      $0.lastUsed = ended
      $0.dormantSince = nil
      $0.deletingAt = nil
    }
    return build
  }
}

extension Catalog {
  /// Puts an end to the builds on record whose process has died. The caller has the lock of the workspace's state.
  func endInterruptedBuilds(of workspace: String, now: Timestamp) async throws {
    for build in try await unfinishedBuilds() where build.workspaceID == workspace {
      try await changeBuild(build.id) {
        $0.status = .failed
        $0.problem =
          "The program that ran it ended before it did. The next build goes on from what was recorded."
        $0.ended = now
      }
    }
  }
}

extension Workspace {
  /// For how long it runs after a start; nil for as long as it likes.
  public func lifetime(_ template: Template) -> Duration? {
    let own = template.schedule.allowsAutostop ? ttl : nil
    let duration = own ?? template.schedule.defaultTTL
    return duration > .zero ? duration : nil
  }
}

extension Catalog {
  /// Puts an end to a build on record if its process has died, which the lock of its workspace's state tells.
  public func endIfInterrupted(_ build: Build, _ holder: LockHolder, now: Timestamp = .now()) async throws {
    do {
      try await state(of: build.workspaceID).withLock(holder, wait: .zero) { _ in
        try await endInterruptedBuilds(of: build.workspaceID, now: now)
      }
    } catch let error as StateError {
      guard case .locked = error.code else { throw error }
    }
  }
}
