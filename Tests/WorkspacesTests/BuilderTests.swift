import Addresses
import Catalog
import Encodings
import FoundationEssentials
import StateStorage
import Synchronization
import Testing
import Values
import Workspaces

/// What builds leave on record, with an engine that does what it is told.
@Suite struct BuilderTests {
  private let catalog: Catalog
  private let template: Template
  private let versions: [TemplateVersion]
  private let workspace: Workspace
  private let engine = ScriptedEngine()

  init() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/builder-\(UUID.random())"
    let key = String(repeating: "ab", count: 32)
    catalog = try await Catalog.open(
      Catalog.Settings(environment: ["RCW_HOME": folder, "RCW_KEY": key], notice: { _ in }))
    var template = Template(id: "\(UUID.random())", name: "docker")
    template.schedule.defaultTTL = .seconds(3_600)
    try await catalog.add(template)
    self.template = template
    var versions: [TemplateVersion] = []
    for commit in ["c1", "c2"] {
      versions.append(
        try await catalog.add(
          TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: commit, tree: commit),
          activates: true))
    }
    self.versions = versions
    workspace = Workspace(
      id: "\(UUID.random())", name: "dev", owner: "ann", templateID: template.id, versionID: versions[0].id)
    try await catalog.add(workspace)
  }

  private static let now = Timestamp(seconds: 1_800_000_000)

  private var builder: Builder {
    Builder(
      catalog, engine: engine, owner: { Owner(name: $0, fullName: "Ann B", email: "ann@example.com") },
      holder: { Self.holder($0.rawValue) }, now: { Self.now })
  }

  private static func holder(_ operation: String) -> LockHolder {
    LockHolder(id: "\(UUID.random())", operation: operation, who: "ann@box", processID: 7, created: "")
  }

  private func present() async throws -> Workspace { try await catalog.workspace(id: workspace.id) }

  @Test func `a build that succeeds is on record with all that belongs to it`() async throws {
    var request = BuildRequest(.start, initiator: "ann")
    request.parameters = ["size": "2"]
    request.versionID = versions[1].id
    let build = try await builder.build(workspace.id, request)
    #expect(build.number == 1 && build.status == .succeeded && build.summary == "1 added")
    #expect(build.initiator == "ann" && build.versionID == versions[1].id)
    #expect(build.ended == Self.now && build.deadline?.seconds == Self.now.seconds + 3_600)
    #expect(build.logPath?.hasSuffix("/\(workspace.id)/1.log") == true)
    let after = try await present()
    #expect(after.versionID == versions[1].id && after.lastUsed == Self.now)
    #expect(try await catalog.values(after.parameters) == ["size": "2"])
    #expect(try await catalog.state(of: workspace.id).load().snapshot?.resources.count == 1)
  }

  @Test func `the template learns of the workspace what Coder would tell it`() async throws {
    _ = try await builder.build(workspace.id, BuildRequest(.delete, initiator: "ann"))
    let environment = try #require(engine.jobs.first).environment
    #expect(environment["CODER_WORKSPACE_TRANSITION"] == "destroy")
    #expect(environment["CODER_WORKSPACE_NAME"] == "dev")
    #expect(environment["CODER_WORKSPACE_ID"] == workspace.id)
    #expect(environment["CODER_WORKSPACE_OWNER"] == "ann")
    #expect(environment["CODER_WORKSPACE_OWNER_NAME"] == "Ann B")
    #expect(environment["CODER_WORKSPACE_OWNER_EMAIL"] == "ann@example.com")
    #expect(environment["CODER_WORKSPACE_TEMPLATE_NAME"] == "docker")
    #expect(environment["CODER_WORKSPACE_TEMPLATE_VERSION"] == "v1")
  }

  @Test func `what keeps a build from being begun changes nothing but the record`() async throws {
    engine.script { _ in throw StateError(.unreadable, "no such engine") }
    var request = BuildRequest(.start, initiator: "ann")
    request.versionID = versions[1].id
    request.parameters = ["size": "2"]
    await #expect(throws: StateError(.unreadable, "")) { try await builder.build(workspace.id, request) }
    let build = try #require(try await catalog.builds(of: workspace.id).first)
    #expect(build.status == .failed && build.problem == "no such engine")
    let after = try await present()
    #expect(after.versionID == versions[0].id && after.parameters == nil)
  }

  @Test func `a running workspace stays one, with its deadline, when a build comes to nothing`() async throws
  {
    let started = try await builder.build(workspace.id, BuildRequest(.start, initiator: "ann"))
    engine.script { _ in throw StateError(.unreadable, "no such engine") }
    await #expect(throws: StateError.self) {
      try await builder.build(workspace.id, BuildRequest(.start, initiator: "ann"))
    }
    engine.script { job in
      var result = BuildResult(parameters: job.parameters, summary: "not confirmed", serial: 1)
      (result.isCanceled, result.isBegun) = (true, false)
      return result
    }
    _ = try await builder.build(workspace.id, BuildRequest(.start, initiator: "ann"))
    let latest = try #require(try await catalog.latestBuild(of: try await present()))
    #expect(latest.id == started.id && latest.deadline == started.deadline && latest.deadline != nil)
    #expect(try await catalog.builds(of: workspace.id).map(\.number) == [3, 2, 1])
  }

  @Test func `a build that fails half-way leaves the version that was tried`() async throws {
    engine.script { job in
      BuildResult(parameters: job.parameters, summary: "1 added", problem: "no room", serial: 1)
    }
    var request = BuildRequest(.start, initiator: "ann")
    request.versionID = versions[1].id
    let build = try await builder.build(workspace.id, request)
    #expect(build.status == .failed && build.problem == "no room" && build.deadline == nil)
    #expect(try await present().versionID == versions[1].id)
  }

  @Test func `a build of which nothing was begun leaves the version and the parameters`() async throws {
    engine.script { job in
      var result = BuildResult(parameters: job.parameters, summary: "not confirmed", serial: 1)
      result.isCanceled = true
      result.isBegun = false
      return result
    }
    var request = BuildRequest(.start, initiator: "ann")
    request.versionID = versions[1].id
    request.parameters = ["size": "2"]
    #expect(try await builder.build(workspace.id, request).status == .canceled)
    let after = try await present()
    #expect(after.versionID == versions[0].id && after.parameters == nil)
  }

  @Test func `parameters that are not given go on as they were`() async throws {
    var request = BuildRequest(.start, initiator: "ann")
    request.parameters = ["size": "2", "region": "ams"]
    _ = try await builder.build(workspace.id, request)
    request.parameters = ["size": "3"]
    _ = try await builder.build(workspace.id, request)
    #expect(engine.jobs.last?.previousParameters == ["size": "2", "region": "ams"])
    #expect(engine.jobs.last?.parameters == ["size": "3"])
    #expect(try await catalog.values(present().parameters) == ["size": "3", "region": "ams"])
  }

  @Test func `a workspace that is deleted is gone with its state, and its builds stay`() async throws {
    _ = try await builder.build(workspace.id, BuildRequest(.start, initiator: "ann"))
    let build = try await builder.build(workspace.id, BuildRequest(.delete, initiator: "ann"))
    #expect(build.status == .succeeded)
    #expect(try await catalog.workspaces().isEmpty)
    #expect(try await catalog.state(of: workspace.id).load().snapshot == nil)
    #expect(try await catalog.builds(of: workspace.id).count == 2)
    await #expect(throws: CatalogError(.notFound, "")) {
      try await builder.build(workspace.id, BuildRequest(.start, initiator: "ann"))
    }
  }

  @Test func `a deletion that fails leaves a workspace that can be deleted again`() async throws {
    engine.script { _ in BuildResult(parameters: [:], summary: "", problem: "busy", serial: 1) }
    #expect(try await builder.build(workspace.id, BuildRequest(.delete, initiator: "ann")).status == .failed)
    #expect(try await catalog.workspaces().map { WorkspaceStatus($0.latestBuild) } == [.failed])
    engine.script(nil)
    #expect(
      try await builder.build(workspace.id, BuildRequest(.delete, initiator: "ann")).status == .succeeded)
  }

  @Test func `one workspace has one build at a time`() async throws {
    try await catalog.state(of: workspace.id).withLock(Self.holder("start"), wait: .zero) { _ in
      let error = await #expect(throws: StateError.self) {
        try await builder.build(workspace.id, BuildRequest(.stop, initiator: "ann"))
      }
      #expect(error?.message.contains("ann@box, process 7, for \"start\"") == true)
    }
    #expect(try await catalog.builds(of: workspace.id).isEmpty)
  }

  @Test func `a build whose process has died is put an end to, and one that runs is not`() async throws {
    var build = Build(
      id: "\(UUID.random())", workspaceID: workspace.id, transition: .start, versionID: versions[0].id)
    build.status = .running
    build = try await catalog.add(build)
    let record = build
    try await catalog.state(of: workspace.id).withLock(Self.holder("start"), wait: .zero) { _ in
      try await catalog.endIfInterrupted(record, Self.holder("list"))
    }
    #expect(try await catalog.unfinishedBuilds().map(\.id) == [build.id])
    try await catalog.endIfInterrupted(build, Self.holder("list"))
    let ended = try #require(try await catalog.builds(of: workspace.id).first)
    #expect(ended.status == .failed && ended.problem?.contains("ended before it did") == true)
    let next = try await builder.build(workspace.id, BuildRequest(.stop, initiator: "ann"))
    #expect(next.number == 2 && next.status == .succeeded && next.deadline == nil)
  }
}

/// Adds an object when a workspace starts and takes it away otherwise, or does what a script says.
private final class ScriptedEngine: BuildEngine {
  typealias Script = @Sendable (BuildJob) throws -> BuildResult
  private let state = Mutex<(jobs: [BuildJob], script: Script?)>(([], nil))

  var jobs: [BuildJob] { state.withLock { $0.jobs } }
  func script(_ script: Script?) { state.withLock { $0.script = script } }

  func perform(
    _ job: BuildJob, in session: any StateSession, begins: @Sendable () -> Void
  ) async throws -> BuildResult {
    let script = state.withLock { state in
      state.jobs.append(job)
      return state.script
    }
    if let script { return try script(job) }
    let address = try #require(ResourceInstanceAddress("docker_container.box"))
    let provider = try #require(
      ProviderConfigAddress("provider[\"registry.terraform.io/kreuzwerker/docker\"]"))
    let object = job.build.transition == .start ? ObjectState(schemaVersion: 2, attributes: ["id": "x"]) : nil
    try await session.record(
      [.object(address, deposedKey: nil, object: object, provider: provider)], closing: nil)
    return BuildResult(
      parameters: job.previousParameters.merging(job.parameters) { $1 }, summary: "1 added", serial: 2)
  }
}
