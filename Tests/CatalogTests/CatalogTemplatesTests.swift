import Catalog
import Encodings
import Testing
import Values

@Suite struct CatalogTemplatesTests {
  @Test(arguments: [
    "a", "docker", "Docker-2", "a1-b2-c3", "abcdefghijabcdefghijabcdefghijab",
  ])
  func `names follow Coder's rules`(_ name: String) throws {
    try CatalogName.check(template: name)
    try CatalogName.check(workspace: name)
  }

  @Test(arguments: [
    "", "-a", "a-", "a--b", "a_b", "a b", "ä", "new", "create", "abcdefghijabcdefghijabcdefghijabc", "a\n",
  ])
  func `other names are refused`(_ name: String) {
    #expect(throws: CatalogError(.invalidName, "")) { try CatalogName.check(template: name) }
  }

  @Test(arguments: ["v1", "v1.2.3", "a_b-c.d"])
  func `versions may have dots and underscores`(_ name: String) throws {
    try CatalogName.check(version: name)
  }

  @Test(arguments: TestDatabase.available)
  func `all that is said of a template is kept`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let changed = try await catalog.changeTemplate(template.id) {
      $0.displayName = "Docker"
      $0.description = "it's $1 \"quoted\""
      $0.deprecation = "use another"
      $0.schedule.defaultTTL = .seconds(3600)
      $0.schedule.autostopDays = [.friday]
      $0.schedule.allowsAutostart = false
      $0.tracking = TemplateTracking(url: "u", reference: "main", path: "p", interval: .seconds(300))
      $0.tracking?.promotion = .clean
      $0.tracking?.lastCommit = "abc"
    }
    #expect(try await catalog.template(named: "DOCKER") == changed)
    #expect(changed.tracking?.promotion == .clean)
    #expect(changed.schedule.defaultTTL == .seconds(3600))
  }

  @Test(arguments: TestDatabase.available)
  func `a name is free again when its template is deleted`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    await expect(.taken) { _ = try await catalog.addTemplate("Docker") }
    let (other, _) = try await catalog.addTemplate("other")
    await expect(.taken) { try await catalog.changeTemplate(other.id) { $0.name = "DOCKER" } }
    try await catalog.deleteTemplate(template.id)
    await expect(.notFound) { _ = try await catalog.template(named: "docker") }
    try await catalog.changeTemplate(other.id) { $0.name = "docker" }
  }

  @Test(arguments: TestDatabase.available)
  func `a template that has workspaces stays`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, _) = try await catalog.addTemplate("docker")
    let workspace = try await catalog.addWorkspace("box", of: template)
    await expect(.inUse) { try await catalog.deleteTemplate(template.id) }
    try await catalog.forgetWorkspace(workspace.id)
    try await catalog.deleteTemplate(template.id)
  }

  @Test(arguments: TestDatabase.available)
  func `versions are numbered and named in order`(_ database: TestDatabase) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, first) = try await catalog.addTemplate("docker")
    #expect(first.name == "v1" && first.number == 1)
    var named = TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c", tree: "t")
    named.name = "v3"
    named.parameters = [["name": "cpu"]]
    named.origin = GitOrigin(url: "u", reference: "main", path: "", commit: "abc")
    named = try await catalog.add(named, activates: false)
    let third = try await catalog.add(
      TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c", tree: "t"),
      activates: true)
    #expect(third.name == "v3-2" && third.number == 3)
    #expect(try await catalog.versions(of: template.id).map(\.name) == ["v3-2", "v3", "v1"])
    #expect(try await catalog.version(of: template, named: "V3") == named)
    let now = try await catalog.template(id: template.id)
    #expect(try await catalog.version(of: now, named: nil) == third)
    await expect(.notFound) { _ = try await catalog.version(of: now, named: "v9") }
    named = TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c", tree: "t")
    named.name = "V1"
    await expect(.taken) { [named] in _ = try await catalog.add(named, activates: false) }
  }

  @Test(arguments: TestDatabase.available)
  func `the active version is never archived, nor an archived one active`(
    _ database: TestDatabase
  ) async throws {
    let catalog = try await TestCatalog(database).open()
    let (template, first) = try await catalog.addTemplate("docker")
    await expect(.inUse) { try await catalog.setArchived(true, first) }
    let second = try await catalog.add(
      TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c", tree: "t"),
      activates: false)
    try await catalog.setArchived(true, second)
    let archived = try await catalog.version(id: second.id)
    await expect(.inUse) { try await catalog.activate(archived) }
  }
}
