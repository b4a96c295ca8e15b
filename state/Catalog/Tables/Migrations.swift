import Databases

/// The tables, as one version of the program after the other has made them. What is released stays as it is: a change
/// is a new entry at the end.
///
/// Times are seconds since 1970, durations seconds, truths 0 or 1. Texts under `sealed_…` are encrypted.
enum Migrations {
  static let all: [[String]] = [
    [
      """
      CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)
      """,
      """
      CREATE TABLE templates (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        display_name TEXT NOT NULL,
        description TEXT NOT NULL,
        icon TEXT NOT NULL,
        deprecation TEXT NOT NULL,
        active_version_id TEXT,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        default_ttl BIGINT NOT NULL,
        activity_bump BIGINT NOT NULL,
        failure_ttl BIGINT NOT NULL,
        dormant_after BIGINT NOT NULL,
        delete_after BIGINT NOT NULL,
        autostart_days TEXT NOT NULL,
        autostop_days TEXT NOT NULL,
        autostop_weeks BIGINT NOT NULL,
        allows_autostart BIGINT NOT NULL,
        allows_autostop BIGINT NOT NULL,
        requires_active_version BIGINT NOT NULL,
        tracking TEXT,
        is_deleted BIGINT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX templates_by_name ON templates (lower(name)) WHERE is_deleted = 0",
      """
      CREATE TABLE template_versions (
        id TEXT PRIMARY KEY,
        template_id TEXT NOT NULL REFERENCES templates (id),
        number BIGINT NOT NULL,
        name TEXT NOT NULL,
        commit_id TEXT NOT NULL,
        tree_id TEXT NOT NULL,
        message TEXT NOT NULL,
        author TEXT NOT NULL,
        created BIGINT NOT NULL,
        is_archived BIGINT NOT NULL,
        sealed_variables TEXT,
        parameters TEXT NOT NULL,
        readme TEXT,
        origin TEXT,
        UNIQUE (template_id, number)
      )
      """,
      "CREATE UNIQUE INDEX template_versions_by_name ON template_versions (template_id, lower(name))",
      """
      CREATE TABLE workspaces (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        owner TEXT NOT NULL,
        template_id TEXT NOT NULL REFERENCES templates (id),
        version_id TEXT NOT NULL REFERENCES template_versions (id),
        sealed_parameters TEXT,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        last_used BIGINT NOT NULL,
        is_favorite BIGINT NOT NULL,
        autostart TEXT,
        time_zone TEXT,
        ttl BIGINT,
        quiet_hours TEXT,
        follows_active BIGINT NOT NULL,
        dormant_since BIGINT,
        deleting_at BIGINT,
        latest_build_id TEXT,
        fleet TEXT,
        is_deleted BIGINT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX workspaces_by_name ON workspaces (lower(owner), lower(name)) WHERE is_deleted = 0",
      "CREATE INDEX workspaces_by_template ON workspaces (template_id)",
      """
      CREATE TABLE builds (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces (id),
        number BIGINT NOT NULL,
        transition TEXT NOT NULL,
        initiator TEXT NOT NULL,
        reason TEXT NOT NULL,
        version_id TEXT NOT NULL REFERENCES template_versions (id),
        sealed_parameters TEXT,
        status TEXT NOT NULL,
        problem TEXT,
        summary TEXT,
        log_path TEXT,
        state_serial BIGINT,
        created BIGINT NOT NULL,
        started BIGINT,
        ended BIGINT,
        deadline BIGINT,
        UNIQUE (workspace_id, number)
      )
      """,
      """
      CREATE TABLE agent_activity (
        workspace_id TEXT NOT NULL REFERENCES workspaces (id),
        agent TEXT NOT NULL,
        source TEXT NOT NULL,
        seen BIGINT NOT NULL,
        PRIMARY KEY (workspace_id, agent, source)
      )
      """,
      """
      CREATE TABLE workspace_states (
        workspace_id TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        written BIGINT NOT NULL
      )
      """,
      """
      CREATE TABLE workspace_locks (workspace_id TEXT PRIMARY KEY, holder TEXT NOT NULL)
      """,
    ],
    ["ALTER TABLE template_versions ADD COLUMN presets TEXT NOT NULL DEFAULT '[]'"],
    ["CREATE TABLE template_contents (commit_id TEXT PRIMARY KEY, content TEXT NOT NULL)"],
    [
      """
      CREATE TABLE workspace_journals (
        workspace_id TEXT NOT NULL,
        writer TEXT NOT NULL,
        number BIGINT NOT NULL,
        content TEXT NOT NULL,
        written BIGINT NOT NULL,
        PRIMARY KEY (workspace_id, number)
      )
      """
    ],
  ]

  static var current: Int { all.count }

  /// Brings a database to the current version, be it an empty one.
  ///
  /// - Throws: ``CatalogError`` with `.newerFormat` when it is ahead of this program.
  static func run(on database: any Database) async throws {
    guard try await database.read({ try version(in: $0, database.name) }) < current else { return }
    try await database.write { session in
      // Somebody else may have done it while this process waited for its turn.
      let present = try version(in: session, database.name)
      if present == 0 { try session.query("CREATE TABLE catalog_version (version BIGINT NOT NULL)") }
      for statement in all[present...].joined() { try session.query(statement) }
      try session.query("DELETE FROM catalog_version")
      try session.query("INSERT INTO catalog_version (version) VALUES ($1)", ["\(current)"])
    }
  }

  /// 0 for a database without catalog.
  static func version(in session: any DatabaseSession, _ name: String) throws -> Int {
    guard try session.hasTable("catalog_version") else { return 0 }
    let version = try session.query("SELECT version FROM catalog_version").first?.integer(at: 0)
    guard let version, version > 0 else {
      throw CatalogError(.damaged, "The catalog in \(name) does not say which version it has.")
    }
    guard version <= current else {
      throw CatalogError(
        .newerFormat,
        "The catalog in \(name) was written by a newer rcw: it has the version \(version), and this program knows "
          + "versions up to \(current). Nothing was changed. Install the newer rcw.")
    }
    return version
  }
}
