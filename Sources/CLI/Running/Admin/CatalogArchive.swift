import Catalog
import Glibc
import ProviderKit
import StateStorage
import Templates
import Values

/// A file with all that a catalog consists of: a tar archive, made and read by the program `tar`.
struct CatalogArchive: Sendable {
  private let path: String
  private let environment: [String: String]

  /// What an archive may hold, in the catalog's folder.
  private static let parts = ["rcw.db", "rcw.db.d", "templates.git", "builds", "workspaces"]

  init(_ path: String, _ environment: [String: String]) {
    self.path = path.hasPrefix("/") ? path : "\(ProcessEnvironment.workingDirectory)/\(path)"
    self.environment = environment
  }

  // MARK: Writing

  func write(_ catalog: Catalog, includesKey: Bool) async throws {
    guard access(path, F_OK) != 0 else {
      throw CatalogError(.taken, "There is a file \(path) already. Nothing was written.")
    }
    let home = catalog.home
    let stage = "\(home.folder)/.backup-\(getpid())"
    try ContentFolders.makeFolder(stage)
    defer { ContentFolders.remove(stage) }
    // The database first: files that came later are more than it knows of, never less.
    try await catalog.copyDatabase(to: "\(stage)/rcw.db")
    let others = Self.parts.dropFirst().filter { access("\(home.folder)/\($0)", F_OK) == 0 }
    let left = ["--exclude=rcw.db.d/workspaces/*/lock"] + (includesKey ? [] : ["--exclude=rcw.db.d/key"])
    let draft = "\(path).\(getpid()).tmp"
    do {
      umask(0o077)
      try await tar(["-cf", draft] + left + ["-C", stage, "rcw.db", "-C", home.folder] + others)
      guard rename(draft, path) == 0 else { throw FileAccess.failure(.unwritable, "write", path) }
    } catch {
      unlink(draft)
      throw error
    }
  }

  // MARK: Reading

  /// Puts what the archive holds in the place of what is there.
  ///
  /// - Returns: the folder where that is now; nil when there was nothing.
  func restore(to home: CatalogHome) async throws -> String? {
    guard access(path, R_OK) == 0 else { throw FileAccess.failure(.unreadable, "read", path) }
    let stage = "\(home.folder)/.restore-\(getpid())"
    try ContentFolders.makeFolder(stage)
    defer { ContentFolders.remove(stage) }
    try await tar(["-xf", path, "--no-same-owner", "-C", stage])
    try await verify(stage)
    let kept = "\(home.folder)/before-restore-\(Timestamp.now().seconds)-\(getpid())"
    let hadAny = try move(Self.parts + ["rcw.db-wal", "rcw.db-shm"], from: home.folder, to: kept)
    try move(Self.parts, from: stage, to: home.folder)
    // A backup without the key goes with the key that is here.
    let key = CatalogHome(folder: kept).keyPath
    if access(home.keyPath, F_OK) != 0, let bytes = try FileAccess.read(key) {
      try FileAccess.makeFolder(of: home.keyPath)
      try FileAccess.replace(home.keyPath, with: bytes)
    }
    return hadAny ? kept : nil
  }

  /// - Throws: ``CatalogError`` with `.damaged` when the folder holds anything but a catalog.
  private func verify(_ folder: String) async throws {
    let home = CatalogHome(folder: folder)
    guard access(home.databasePath, F_OK) == 0 else {
      throw CatalogError(.damaged, "\(path) is no backup of a catalog. Nothing was changed.")
    }
    var settings = try Catalog.Settings(environment: environment, notice: { _ in })
    settings.home = home
    let problems = try await Catalog.open(settings).databaseProblems()
    guard problems.isEmpty else {
      throw CatalogError(.damaged, "The backup \(path) is damaged: \(problems[0]). Nothing was changed.")
    }
  }

  /// - Returns: whether there was any of them.
  @discardableResult
  private func move(_ names: [String], from old: String, to new: String) throws -> Bool {
    let present = names.filter { access("\(old)/\($0)", F_OK) == 0 }
    guard !present.isEmpty else { return false }
    try ContentFolders.makeFolder(new)
    for name in present where rename("\(old)/\(name)", "\(new)/\(name)") != 0 {
      throw FileAccess.failure(.unwritable, "move", "\(old)/\(name)")
    }
    return true
  }

  private func tar(_ arguments: [String]) async throws {
    let result: ProcessRunner.Result
    do {
      result = try await ProcessRunner(timeout: .seconds(3600)).run(
        ProcessCommand("tar", arguments, environment: environment))
    } catch let error as ProcessError {
      throw CatalogError(.unavailable, "The program tar cannot be run: \(error).")
    }
    guard result.status.isSuccess else {
      let words = String(decoding: result.errorOutput.suffix(1000), as: UTF8.self)
      throw CatalogError(.unavailable, "tar failed: \(words)")
    }
  }
}
