import Catalog
import StateStorage
import Templates

/// Reads everything that the catalog keeps.
struct CatalogCheck {
  private let library: TemplateLibrary
  /// Sentences.
  private(set) var problems: [String] = []
  private(set) var templates = 0
  private(set) var versions = 0
  private(set) var workspaces = 0

  init(_ library: TemplateLibrary) { self.library = library }

  /// - Returns: the check with what it has found.
  func check() async throws -> CatalogCheck {
    var check = self
    try await check.run()
    return check
  }

  private mutating func run() async throws {
    problems += try await library.catalog.databaseProblems().map { "The database is damaged: \($0)." }
    await noting { [library] in try await library.catalog.verifyKey() }
    for template in try await library.catalog.templates() { try await check(template) }
    for listing in try await library.catalog.workspaces() { await check(listing.workspace) }
  }

  private mutating func check(_ template: Template) async throws {
    templates += 1
    for version in try await library.catalog.versions(of: template.id) {
      versions += 1
      await noting("\(template.name) \(version.name)") { [library] in
        let content = try await library.content(of: version)
        _ = try await library.catalog.values(version.variables)
        // A version may have gained the lock file of its modules.
        let source = content.removing(TemplateContent.lockPath)
        guard [content.id, source.id].contains(version.tree) else {
          throw TemplateError(.damaged, "Its files are not those that were pushed.")
        }
      }
    }
  }

  private mutating func check(_ workspace: Workspace) async {
    workspaces += 1
    await noting("workspace \(workspace.owner)/\(workspace.name)") { [library] in
      _ = try await library.catalog.state(of: workspace.id).load()
      _ = try await library.catalog.values(workspace.parameters)
    }
  }

  /// Notes what goes wrong, and goes on.
  private mutating func noting(_ what: String? = nil, _ body: () async throws -> Void) async {
    do { try await body() } catch {
      let reason =
        switch error {
        case let error as CatalogError: error.message
        case let error as TemplateError: error.message
        case let error as StateError: error.message
        default: "\(error)"
        }
      problems.append(what.map { "\($0): \(reason)" } ?? reason)
    }
  }
}
