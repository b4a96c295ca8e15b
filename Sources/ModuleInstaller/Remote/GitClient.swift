import Glibc
import Language
import ProviderKit

/// Fetches commits with the program `git`.
///
/// The program reads what people have set up for their repositories: ssh configuration, agents, credential
/// helpers, proxies, rewritten addresses. decisions/0006 says why it is not libgit2.
struct GitClient: Sendable {
  /// What git and ssh see of the environment.
  let environment: [String: String]
  /// Where repositories may stand while they are read.
  let workDirectory: String

  /// How deep submodules may lie in one another.
  private static let maxDepth = 8

  /// The files of a commit, its submodules included.
  ///
  /// - Parameters:
  ///   - ref: a branch, tag or commit; nil for the default branch.
  ///   - examine: looks at the commit before its files are read.
  func fetch(
    _ address: GitAddress, ref: String?,
    examine: (GitRepository, String) async throws(ModuleError) -> Void = { _, _ throws(ModuleError) in }
  ) async throws(ModuleError) -> (package: ModulePackage, commit: String) {
    let (content, commit) = try await content(of: address, ref: ref, parent: nil, depth: 0, examine)
    do {
      return (try ModulePackage(content), commit)
    } catch {
      throw ModuleError(error, in: "\(address)")
    }
  }

  private func content(
    of address: GitAddress, ref: String?, parent: GitAddress?, depth: Int,
    _ examine: (GitRepository, String) async throws(ModuleError) -> Void
  ) async throws(ModuleError) -> (PackageContent, commit: String) {
    guard depth < Self.maxDepth else { throw ModuleError("The submodules of \(address) lie too deep.") }
    let repository = repository(address, allowsFiles: parent?.isLocal ?? true)
    defer { repository.remove() }
    let commit = try await repository.fetch(ref)
    try await examine(repository, commit)
    var (content, submodules) = try await repository.tree(of: commit)
    for submodule in submodules {
      let (inside, _) = try await self.content(
        of: try address.submodule(submodule.address), ref: submodule.commit, parent: address, depth: depth + 1
      ) { _, _ throws(ModuleError) in }
      content.add(inside, under: submodule.path)
    }
    return (content, commit)
  }

  /// What the repository offers: the commits of its branches and tags, by full name, and of `HEAD`.
  func references(_ address: GitAddress) async throws(ModuleError) -> [String: String] {
    try await repository(address, allowsFiles: true).references()
  }

  func defaultBranch(_ address: GitAddress) async throws(ModuleError) -> String? {
    try await repository(address, allowsFiles: true).defaultBranch()
  }

  private func repository(_ address: GitAddress, allowsFiles: Bool) -> GitRepository {
    GitRepository(
      directory: FileSystem.temporaryPath("git", in: workDirectory), address: address,
      environment: safeEnvironment, allowsFiles: allowsFiles)
  }

  /// Nobody is asked for a password or a host key: there may be nobody there.
  private var safeEnvironment: [String: String] {
    var environment = environment
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["LC_ALL"] = "C"
    if environment["GIT_SSH_COMMAND"] == nil, environment["GIT_SSH"] == nil {
      environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes"
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
      environment[name] = nil
    }
    return environment
  }
}

extension PackageContent {
  /// Adds what stands in a directory of its own.
  fileprivate mutating func add(_ other: PackageContent, under directory: String) {
    files += other.files.map { file in
      var file = file
      file.path = "\(directory)/\(file.path)"
      return file
    }
    links += other.links.map { link in
      var link = link
      link.path = "\(directory)/\(link.path)"
      return link
    }
  }
}
