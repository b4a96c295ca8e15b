import Databases
import StateStorage
import Values

extension BackendKind {
  /// A table of a PostgreSQL database, laid out as Terraform's `pg` backend documents it.
  static let pg = BackendKind(
    "pg",
    .backend([
      "conn_str": .secret, "schema_name": .text, "table_name": .text, "index_name": .text,
      "skip_schema_creation": .flag, "skip_table_creation": .flag, "skip_index_creation": .flag,
    ])
  ) { PostgresBackend($0) }
}

struct PostgresBackend: StateBackend {
  private let table: PostgresTable
  private let skipsSchema: Bool
  private let skipsTable: Bool
  private let skipsIndex: Bool

  init(_ config: BackendConfig) {
    table = PostgresTable(
      address: config.string("conn_str", "PG_CONN_STR") ?? "",
      schema: config.string("schema_name", "PG_SCHEMA_NAME") ?? "terraform_remote_state",
      table: config.string("table_name", "PG_TABLE_NAME") ?? "states",
      index: config.string("index_name", "PG_INDEX_NAME") ?? "states_by_name")
    skipsSchema = config.bool("skip_schema_creation", "PG_SKIP_SCHEMA_CREATION")
    skipsTable = config.bool("skip_table_creation", "PG_SKIP_TABLE_CREATION")
    skipsIndex = config.bool("skip_index_creation", "PG_SKIP_INDEX_CREATION")
  }

  func document(for workspace: String) async throws -> any StateDocument {
    try await prepare()
    return PostgresDocument(table: table, workspace: workspace)
  }

  func workspaces() async throws -> [String]? {
    try await prepare()
    return try await table.connect().run(
      "SELECT name FROM \(table.qualified) WHERE name <> 'default' ORDER BY name"
    ).compactMap { $0.first ?? nil }
  }

  /// Makes what is missing. Two that do so at once get in each other's way, so one waits for the other.
  private func prepare() async throws {
    let connection = try await table.connect()
    let known = try await connection.run(
      "SELECT to_regclass($1) IS NOT NULL, to_regnamespace($2) IS NOT NULL",
      [table.qualified, PostgresTable.quoted(table.schema)])
    if known.first?.first == "t" { return }
    try await connection.run("SELECT pg_advisory_lock(\(Self.preparationKey))")
    if !skipsSchema, known.first?.last != "t" {
      try await connection.run("CREATE SCHEMA IF NOT EXISTS \(PostgresTable.quoted(table.schema))")
    }
    if !skipsTable {
      // One sequence for all tables, so that no two states have the same id, which their locks go by.
      try await connection.run("CREATE SEQUENCE IF NOT EXISTS public.global_states_id_seq AS bigint")
      try await connection.run(
        """
        CREATE TABLE IF NOT EXISTS \(table.qualified) (
          id bigint NOT NULL DEFAULT nextval('public.global_states_id_seq') PRIMARY KEY,
          name text UNIQUE,
          data text
        )
        """)
    }
    if !skipsIndex {
      try await connection.run(
        "CREATE UNIQUE INDEX IF NOT EXISTS \(PostgresTable.quoted(table.index)) ON \(table.qualified) (name)")
    }
  }

  /// Of an advisory lock that ends with the connection; any number that no state has.
  private static let preparationKey = -7_263_001
}

/// The table with the states, and the way to it.
struct PostgresTable: Sendable {
  let address: String
  let schema: String
  let table: String
  let index: String

  var qualified: String { "\(Self.quoted(schema)).\(Self.quoted(table))" }

  func connect(as application: String = "rcw") async throws -> PostgresConnection {
    do { return try await PostgresConnection.open(address, application: application) } catch let error
      as DatabaseError
    {
      throw StateError(.unreadable, error.message)
    }
  }

  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
