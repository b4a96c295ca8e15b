import Catalog
import Diagnostics
import StateStorage
import Templates
import Values
import Workspaces

/// The ground that commands on templates and workspaces stand on.
struct CatalogSession: Sendable {
  let environment: [String: String]
  let view: any View
  let interruption: Interruption
  let catalog: Catalog
  let library: TemplateLibrary
  /// nil when nothing says who runs the command.
  private let knownUser: Owner?

  /// Opens the catalog, runs `body`, and shows what stops it.
  ///
  /// - Throws: ``ExitStatus``, unless `body` ends with success.
  static func perform(
    _ options: ViewOptions, _ body: @escaping @Sendable (CatalogSession) async throws -> ExitStatus
  ) async throws {
    let environment = ProcessEnvironment.current.withAbsolutePaths
    let view = options.view(environment)
    let interruption = Interruption()
    try await Performing(view: view, interruption: interruption)() {
      try await body(try await CatalogSession(environment, view, interruption))
    }
  }

  init(_ environment: [String: String], _ view: any View, _ interruption: Interruption) async throws {
    self.environment = environment
    self.view = view
    self.interruption = interruption
    knownUser = Self.user(environment)
    catalog = try await Catalog.open(
      Catalog.Settings(environment: environment, notice: { view.note($0) }))
    library = TemplateLibrary(catalog, cache: StandardFolders.cache(environment) ?? ".rcw/cache")
  }

  // MARK: People

  /// Who runs the command, unless a workspace is named with its owner.
  var user: Owner {
    get throws {
      guard let knownUser else {
        throw CatalogError(.invalidName, "Nothing says whose workspaces are meant: set RCW_OWNER to a name.")
      }
      return knownUser
    }
  }

  private static func user(_ environment: [String: String]) -> Owner? {
    let login = environment["RCW_OWNER"].flatMap { $0.isEmpty ? nil : $0 }
    return Owner.name(ofLogin: login ?? LockHolder.user(environment)).map { name in
      Owner(
        name: name, fullName: environment["RCW_OWNER_FULL_NAME"] ?? name,
        email: environment["RCW_OWNER_EMAIL"] ?? "")
    }
  }

  private func isUser(_ owner: String) -> Bool {
    guard let name = knownUser?.name else { return false }
    return name == owner || name.lowercased() == owner.lowercased()
  }

  /// What is known of an owner: of other people than the user only the name.
  func owner(named name: String) -> Owner {
    if let knownUser, isUser(name) { return knownUser }
    return Owner(name: name, fullName: name, email: "")
  }

  // MARK: Workspaces

  /// A workspace by `NAME`, which is the user's, or `OWNER/NAME`.
  func workspace(_ reference: String) async throws -> Workspace {
    let (owner, name) = try Self.parts(of: reference, user: user)
    return try await catalog.workspace(owner: owner, name: name)
  }

  static func parts(of reference: String, user: Owner) -> (owner: String, name: String) {
    guard let slash = reference.firstIndex(of: "/") else { return (user.name, reference) }
    return (String(reference[..<slash]), String(reference[reference.index(after: slash)...]))
  }

  /// How the user writes a workspace.
  func reference(_ workspace: Workspace) -> String {
    isUser(workspace.owner) ? workspace.name : "\(workspace.owner)/\(workspace.name)"
  }

  func builder(_ engine: EngineBuild) -> Builder {
    Builder(
      catalog, engine: engine, owner: owner(named:),
      holder: { [environment] in LockHolder($0.rawValue, environment) })
  }
}
