import StateStorage

/// Where everything of the catalog is on this machine.
///
///     rcw.db                       templates, versions, workspaces, builds and states
///     rcw.db.d/key                 the key under which secrets are encrypted
///     rcw.db.d/workspaces/ID/      a workspace's journal, earlier states, lock
///     templates.git                the files of all template versions
///     builds/ID/N.log              what a workspace's builds said
public struct CatalogHome: Hashable, Sendable {
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// nil when the environment names neither `RCW_HOME` nor a home directory.
  public init?(environment: [String: String]) {
    guard let folder = StandardFolders.home(environment) else { return nil }
    self.init(folder: folder)
  }

  public var databasePath: String { "\(folder)/rcw.db" }
  public var keyPath: String { "\(databasePath).d/key" }
  public var templateRepository: String { "\(folder)/templates.git" }

  /// The files that a workspace was built from last.
  public func folder(of workspace: String) -> String { "\(folder)/workspaces/\(workspace)" }

  public func stateFolder(of workspace: String) -> String { "\(databasePath).d/workspaces/\(workspace)" }

  public func logPath(of workspace: String, build number: Int) -> String {
    "\(folder)/builds/\(workspace)/\(number).log"
  }
}
