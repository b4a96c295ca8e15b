import Catalog
import Databases
import Encodings
import FoundationEssentials
import StateStorage
import TestSupport
import Testing

/// A kind of database that the catalog's tests run on. PostgreSQL is left out when no server is there, unless
/// `RCW_REQUIRE_SERVERS` is 1 (`scripts/lib/state_servers.sh` starts it).
enum TestDatabase: String, Sendable, CustomTestStringConvertible {
  case sqlite, postgres

  static var available: [TestDatabase] {
    let isRequired = ProcessInfo.processInfo.environment["RCW_REQUIRE_SERVERS"] == "1"
    return isRequired || port != nil ? [.sqlite, .postgres] : [.sqlite]
  }

  var testDescription: String { rawValue }

  private static var port: String? {
    (ProcessInfo.processInfo.environment["RCW_TEST_SERVERS"] ?? "").split(separator: " ")
      .first { $0.hasPrefix("database=") }.map { String($0.dropFirst(9)) }
  }

  /// The address of an empty database; nil for a file.
  func makeAddress() async throws -> String? {
    guard self == .postgres else { return nil }
    let server = "postgres://postgres@127.0.0.1:\(Self.port ?? "1")/postgres"
    let schema = "t\(UUID.random())".filter { $0 != "-" }
    let connection = try await PostgresConnection.open(server, application: "tests")
    try await connection.query("CREATE SCHEMA \(schema)")
    return "\(server)?options=-csearch_path%3D\(schema)"
  }
}

/// An empty catalog in a folder of its own.
struct TestCatalog {
  let folder = TemporaryDirectory()
  let address: String?

  init(_ database: TestDatabase = .sqlite) async throws { address = try await database.makeAddress() }

  /// The catalog of another machine with the same database.
  init(sharing other: TestCatalog) { address = other.address }

  var home: CatalogHome { CatalogHome(folder: folder.path) }

  /// - Parameter extra: what the environment says besides.
  func open(
    _ extra: [String: String] = [:], notice: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Catalog {
    var environment = ["RCW_HOME": folder.path].merging(extra) { $1 }
    environment["RCW_DATABASE_URL"] = address
    return try await Catalog.open(Catalog.Settings(environment: environment, notice: notice))
  }
}

extension Catalog {
  /// A template with one version, which is active.
  func addTemplate(_ name: String) async throws -> (Template, TemplateVersion) {
    let template = Template(id: "\(UUID.random())", name: name)
    try await add(template)
    let version = try await add(
      TemplateVersion(id: "\(UUID.random())", templateID: template.id, commit: "c1", tree: "t1"),
      activates: true)
    return (try await self.template(id: template.id), version)
  }

  func addWorkspace(_ name: String, owner: String = "ann", of template: Template) async throws -> Workspace {
    let version = try await version(of: template, named: nil)
    let workspace = Workspace(
      id: "\(UUID.random())", name: name, owner: owner, templateID: template.id, versionID: version.id)
    try await add(workspace)
    return workspace
  }

  func addBuild(
    of workspace: Workspace, _ transition: Build.Transition = .start
  ) async throws -> Build {
    try await add(
      Build(
        id: "\(UUID.random())", workspaceID: workspace.id, transition: transition,
        versionID: workspace.versionID))
  }
}

/// Whether `body` fails in the expected way.
func expect(
  _ code: CatalogError.Code, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> Void
) async {
  await #expect(throws: CatalogError(code, ""), sourceLocation: sourceLocation) { try await body() }
}
