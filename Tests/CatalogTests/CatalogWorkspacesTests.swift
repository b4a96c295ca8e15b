import Catalog
import Encodings
import Testing
import Values

@Suite struct CatalogWorkspacesTests {
  @Test(arguments: TestDatabase.available)
  func `owners may call their workspaces alike`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    _ = try await catalog.addWorkspace("box", owner: "bob", of: template)
    let box = try await catalog.addWorkspace("box", of: template)
    await expect(.taken) { _ = try await catalog.addWorkspace("Box", of: template) }
    #expect(try await catalog.workspaces().map(\.workspace.owner) == ["ann", "bob"])
    #expect(try await catalog.workspaces(.init(owner: "Ann")).map(\.workspace.id) == [box.id])
    #expect(try await catalog.workspace(owner: "ann", name: "BOX").id == box.id)
    await expect(.notFound) { _ = try await catalog.workspace(owner: "ann", name: "bx") }
  }

  @Test(arguments: TestDatabase.available)
  func `all that is said of a workspace is kept`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let box = try await catalog.addWorkspace("box", of: template)
    let changed = try await catalog.changeWorkspace(box.id) {
      $0.isFavorite = true
      $0.autostart = "30 9 * * 1-5"
      $0.timeZone = "Europe/Berlin"
      $0.ttl = .zero
      $0.quietHours = "22:00-06:00"
      $0.dormantSince = Timestamp(seconds: 1_700_000_000)
    }
    #expect(try await catalog.workspace(id: box.id) == changed)
    #expect(changed.ttl == .zero && changed.dormantSince?.seconds == 1_700_000_000)
  }

  @Test(arguments: TestDatabase.available)
  func `a list tells the latest build and what is outdated`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let box = try await catalog.addWorkspace("box", of: template)
    #expect(try await catalog.workspaces().first?.latestBuild == nil)
    _ = try await catalog.addBuild(of: box)
    let stop = try await catalog.addBuild(of: box, .stop)
    let ended = try await catalog.changeBuild(stop.id) {
      $0.status = .failed
      $0.problem = "no"
      $0.stateSerial = 4
      $0.deadline = Timestamp(seconds: 5)
    }
    let listing = try #require(try await catalog.workspaces(.init(templateID: template.id)).first)
    #expect(listing.latestBuild == ended && ended.number == 2)
    #expect(listing.templateName == "docker" && listing.versionName == "v1" && !listing.isOutdated)
    _ = try await catalog.add(
      TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c", tree: "t"),
      activates: true)
    #expect(try await catalog.workspaces().first?.isOutdated == true)
  }

  @Test(arguments: TestDatabase.available)
  func `builds that begin at once get different numbers`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let box = try await catalog.addWorkspace("box", of: template)
    let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 { group.addTask { try await catalog.addBuild(of: box).number } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(numbers == Set(1...10))
    #expect(try await catalog.builds(of: box.id).map(\.number) == (1...10).reversed())
    #expect(try await catalog.unfinishedBuilds().count == 10)
    await expect(.notFound) { _ = try await catalog.build(of: box, number: 11) }
  }

  @Test(arguments: TestDatabase.available)
  func `activity only moves forward`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let box = try await catalog.addWorkspace("box", of: template)
    let later = box.lastUsed.seconds + 100
    for seconds in [later, 50] {
      try await catalog.note(
        AgentActivity(
          workspaceID: box.id, agent: "main", source: "ssh", seen: Timestamp(seconds: seconds)))
    }
    #expect(try await catalog.activity(of: box.id).map(\.seen.seconds) == [later])
    #expect(try await catalog.workspace(id: box.id).lastUsed.seconds == later)
    try await catalog.forgetWorkspace(box.id)
    #expect(try await catalog.activity(of: box.id).isEmpty)
    #expect(try await catalog.workspaces().isEmpty)
  }
}
