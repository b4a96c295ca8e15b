import Glibc
public import StateStorage

extension BackendKind {
  /// State files in folders of this machine.
  public static let local = BackendKind(
    "local", .backend(["path": .text, "workspace_dir": .text])
  ) { config in
    LocalBackend(
      path: config.string("path") ?? LocalBackend.standard.path,
      workspaceFolder: config.string("workspace_dir") ?? LocalBackend.standard.workspaceFolder)
  }
}

/// State files: one at a path for the workspace `default`, those of others in folders of their names.
public struct LocalBackend: StateBackend, Hashable {
  /// Where states are when no block says otherwise.
  public static let standard = LocalBackend(path: "terraform.tfstate", workspaceFolder: "terraform.tfstate.d")

  public let path: String
  public let workspaceFolder: String

  public init(path: String, workspaceFolder: String) {
    self.path = path
    self.workspaceFolder = workspaceFolder
  }

  public func path(of workspace: String) -> String {
    workspace == "default" ? path : "\(workspaceFolder)/\(workspace)/terraform.tfstate"
  }

  public func document(for workspace: String) async throws -> any StateDocument {
    FileDocument(path: path(of: workspace))
  }

  public func workspaces() async throws -> [String]? { workspaceNames }

  /// The names of the folders in the workspace folder.
  public var workspaceNames: [String] {
    guard let directory = opendir(workspaceFolder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// Removes the folder of a workspace whose state has been removed.
  public func removeFolder(of workspace: String) throws(StateError) {
    let folder = "\(workspaceFolder)/\(workspace)"
    guard rmdir(folder) == 0 || errno == ENOENT else {
      throw FileAccess.failure(.unwritable, "remove the folder", folder)
    }
  }
}
