import Databases
import Diagnostics
import Values

extension Catalog {
  /// Which workspaces a list is about.
  public struct Selection: Hashable, Sendable {
    /// nil for everybody's.
    public var owner: String?
    /// nil for those of all templates.
    public var templateID: String?

    public init(owner: String? = nil, templateID: String? = nil) {
      self.owner = owner
      self.templateID = templateID
    }
  }

  /// By owner and name. The parameters of builds are left out.
  public func workspaces(_ selection: Selection = Selection()) async throws -> [WorkspaceListing] {
    var conditions = ["w.is_deleted = 0"]
    var parameters: [String] = []
    if let owner = selection.owner {
      parameters.append(owner.lowercased())
      conditions.append("lower(w.owner) = $\(parameters.count)")
    }
    if let template = selection.templateID {
      parameters.append(template)
      conditions.append("w.template_id = $\(parameters.count)")
    }
    let statement = """
      SELECT \(Workspace.selection("w")), \(Build.selection("b", without: ["sealed_parameters"]))
      FROM workspaces w LEFT JOIN builds b ON b.id = w.latest_build_id
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY lower(w.owner), lower(w.name)
      """
    // An index has that order but for what collations make of it, and little is left to sort below. Templates and versions
    // are few: to look them up here is quicker than to join them.
    let listings = try await read { [parameters] session in
      let names = try ListedNames(session)
      return try session.query(statement, parameters) { try WorkspaceListing($0, names) }
    }
    return listings.map { ($0, $0.rank) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// How many there are of each template, by its id.
  public func workspaceCounts() async throws -> [String: Int] {
    let rows = try await read { session in
      try session.query(
        "SELECT template_id, count(*) FROM workspaces WHERE is_deleted = 0 GROUP BY template_id")
    }
    var counts: [String: Int] = [:]
    for row in rows { counts[row[0] ?? ""] = row.integer(at: 1) }
    return counts
  }

  /// - Throws: ``CatalogError`` with `.notFound`.
  public func workspace(owner: String, name: String) async throws -> Workspace {
    if let workspace = try await workspaceIfAny(owner: owner, name: name) { return workspace }
    let names = try await workspaces(Selection(owner: owner)).map(\.workspace.name)
    throw CatalogError(
      .notFound,
      "There is no workspace \"\(owner)/\(name)\".\(Suggestion.sentence(for: name, in: names)) To see what there is:\n"
        + "    rcw list")
  }

  public func workspaceIfAny(owner: String, name: String) async throws -> Workspace? {
    try await read { try $0.workspaceIfAny(owner: owner, name: name) }
  }

  /// - Parameter id: also of one that is deleted.
  public func workspace(id: String) async throws -> Workspace {
    try await read { try $0.existingWorkspace(id: id) }
  }

  /// - Throws: ``CatalogError`` with `.taken` or `.invalidName`.
  public func add(_ workspace: Workspace) async throws {
    try CatalogName.check(workspace: workspace.name)
    try CatalogName.check(owner: workspace.owner)
    try await write { session in
      try session.requireFreeWorkspaceName(workspace)
      try session.insert(workspace)
    }
  }

  /// Changes a workspace as it stands now, whoever else has changed it meanwhile.
  ///
  /// - Returns: the workspace after that.
  @discardableResult
  public func changeWorkspace(
    _ id: String, _ body: @escaping @Sendable (inout Workspace) throws -> Void
  ) async throws -> Workspace {
    try await write { session in
      let old = try session.existingWorkspace(id: id)
      var workspace = old
      try body(&workspace)
      if workspace.name.lowercased() != old.name.lowercased() {
        try CatalogName.check(workspace: workspace.name)
        try session.requireFreeWorkspaceName(workspace)
      }
      workspace.updated = .now()
      try session.update(workspace)
      return workspace
    }
  }

  /// Takes a workspace of which nothing exists any more off all lists. Its builds stay on record.
  public func forgetWorkspace(_ id: String) async throws {
    try await write { session in
      var workspace = try session.existingWorkspace(id: id)
      workspace.isDeleted = true
      workspace.parameters = nil
      workspace.updated = .now()
      try session.update(workspace)
      try session.query("DELETE FROM agent_activity WHERE workspace_id = $1", [id])
    }
  }

  // MARK: Activity

  /// Notes that somebody uses an agent; an earlier time than the one on record changes nothing.
  public func note(_ activity: AgentActivity) async throws {
    try await write { session in
      try session.query(
        """
        INSERT INTO agent_activity (workspace_id, agent, source, seen) VALUES ($1, $2, $3, $4)
        ON CONFLICT (workspace_id, agent, source) DO UPDATE SET seen = excluded.seen
        WHERE excluded.seen > agent_activity.seen
        """, [activity.workspaceID, activity.agent, activity.source, "\(activity.seen.seconds)"])
      try session.query(
        "UPDATE workspaces SET last_used = $2 WHERE id = $1 AND last_used < $2",
        [activity.workspaceID, "\(activity.seen.seconds)"])
    }
  }

  /// The latest first.
  public func activity(of workspace: String) async throws -> [AgentActivity] {
    try await read { session in
      try session.query(
        "SELECT agent, source, seen FROM agent_activity WHERE workspace_id = $1 ORDER BY seen DESC",
        [workspace]
      ).map { row in
        var reader = RecordReader(row)
        return AgentActivity(
          workspaceID: workspace, agent: reader.text(), source: reader.text(), seen: reader.time())
      }
    }
  }
}

/// What lists tell of templates and versions.
private struct ListedNames {
  private var templates: [String: (name: String, activeVersion: String?)] = [:]
  private var versions: [String: String] = [:]

  init(_ session: any DatabaseSession) throws {
    for row in try session.query("SELECT id, name, active_version_id FROM templates") {
      templates[row[0] ?? ""] = (row[1] ?? "", row[2])
    }
    for row in try session.query("SELECT id, name FROM template_versions") {
      versions[row[0] ?? ""] = row[1]
    }
  }

  func template(_ id: String) -> (name: String, activeVersion: String?) { templates[id] ?? ("", nil) }
  func version(_ id: String) -> String { versions[id] ?? "" }
}

extension WorkspaceListing {
  /// Where it stands in lists. No name holds what stands between the two.
  fileprivate var rank: String { "\(workspace.owner)/\(workspace.name)".lowercased() }

  fileprivate convenience init(_ row: DatabaseRow, _ names: ListedNames) throws(CatalogError) {
    var reader = RecordReader(row)
    let workspace = Workspace(&reader)
    let template = names.template(workspace.templateID)
    self.init(
      workspace, templateName: template.name, versionName: names.version(workspace.versionID),
      activeVersionID: template.activeVersion,
      latestBuild: workspace.latestBuildID == nil ? nil : try Build(&reader))
  }
}

extension DatabaseSession {
  fileprivate func workspaceIfAny(owner: String, name: String) throws -> Workspace? {
    try records(
      of: Workspace.self, "WHERE lower(owner) = $1 AND lower(name) = $2 AND is_deleted = 0",
      [owner.lowercased(), name.lowercased()]
    ).first
  }

  fileprivate func requireFreeWorkspaceName(_ workspace: Workspace) throws {
    guard let other = try workspaceIfAny(owner: workspace.owner, name: workspace.name) else { return }
    throw CatalogError(.taken, "\(other.owner) has a workspace \"\(other.name)\" already.")
  }

  func existingWorkspace(id: String) throws -> Workspace {
    guard let workspace = try record(of: Workspace.self, id: id) else {
      throw CatalogError(.notFound, "There is no workspace with the id \(id).")
    }
    return workspace
  }
}
