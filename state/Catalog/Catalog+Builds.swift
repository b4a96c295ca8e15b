import Databases
import Values

extension Catalog {
  /// Begins a build, with the next number, as the latest one of its workspace.
  ///
  /// - Returns: the build as it was added.
  public func add(_ build: Build) async throws -> Build {
    try await write { session in
      var build = build
      let last = try session.query(
        "SELECT max(number) FROM builds WHERE workspace_id = $1", [build.workspaceID])
      build.number = (last.first?.integer(at: 0) ?? 0) + 1
      try session.insert(build)
      try session.query(
        "UPDATE workspaces SET latest_build_id = $2, updated = $3 WHERE id = $1",
        [build.workspaceID, build.id, "\(build.created.seconds)"])
      return build
    }
  }

  /// Takes an earlier build for the one that says what a workspace is.
  public func setLatestBuild(of workspace: String, to build: String) async throws {
    try await write { session in
      _ = try session.query("UPDATE workspaces SET latest_build_id = $2 WHERE id = $1", [workspace, build])
    }
  }

  /// Changes a build as it stands now.
  ///
  /// - Returns: the build after that.
  @discardableResult
  public func changeBuild(
    _ id: String, _ body: @escaping @Sendable (inout Build) throws -> Void
  ) async throws -> Build {
    try await write { session in
      guard var build = try session.record(of: Build.self, id: id) else {
        throw CatalogError(.notFound, "There is no build with the id \(id).")
      }
      try body(&build)
      try session.update(build)
      return build
    }
  }

  /// Those of a workspace, the latest first.
  public func builds(of workspace: String) async throws -> [Build] {
    try await read { try $0.records("WHERE workspace_id = $1 ORDER BY number DESC", [workspace]) }
  }

  /// - Throws: ``CatalogError`` with `.notFound`.
  public func build(of workspace: Workspace, number: Int) async throws -> Build {
    let found: [Build] = try await read {
      try $0.records("WHERE workspace_id = $1 AND number = $2", [workspace.id, "\(number)"])
    }
    guard let build = found.first else {
      throw CatalogError(
        .notFound,
        "The workspace \"\(workspace.name)\" has no build \(number). To see all:\n    rcw builds \(workspace.name)"
      )
    }
    return build
  }

  /// nil before the first one.
  public func latestBuild(of workspace: Workspace) async throws -> Build? {
    guard let id = workspace.latestBuildID else { return nil }
    return try await read { try $0.record(id: id) }
  }

  /// All that are pending or running, of any workspace: after a crash, some of them are not.
  public func unfinishedBuilds() async throws -> [Build] {
    try await read { try $0.records("WHERE status IN ('pending', 'running') ORDER BY created") }
  }
}
