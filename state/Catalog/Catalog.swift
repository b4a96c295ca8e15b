import Databases
public import StateStorage

/// Templates, their versions, workspaces and builds, in a database that all processes of a user, or of a team, share.
///
/// What it throws are ``CatalogError``s, `StateError`s where something is encrypted, and `CancellationError`.
public struct Catalog: Sendable {
  public let home: CatalogHome
  /// Encrypts states and values.
  public let codec: StateCodec
  let database: any Database
  let locks: WorkspaceLocks

  /// What opening a catalog takes.
  public struct Settings: Sendable {
    public var home: CatalogHome
    /// `postgres://…`; nil for the file in ``home``.
    public var databaseURL: String?
    public var key: KeyVault.Source
    /// For programs that give keys.
    public var environment: [String: String]
    /// Told of a key that was made.
    public var notice: @Sendable (String) -> Void

    /// What the environment says: `RCW_HOME`, `RCW_DATABASE_URL`, `RCW_KEY` and its kin.
    public init(
      environment: [String: String], notice: @escaping @Sendable (String) -> Void
    ) throws(CatalogError) {
      guard let home = CatalogHome(environment: environment) else {
        throw CatalogError(
          .unavailable, "Nothing says where the catalog is: set RCW_HOME to a folder for it.")
      }
      self.home = home
      self.environment = environment
      self.notice = notice
      databaseURL = environment["RCW_DATABASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
      key = try KeyVault.Source(environment: environment, home: home)
    }
  }

  /// Opens the catalog; makes it when there is none, and brings it up to date when it is of an earlier program.
  public static func open(_ settings: Settings) async throws -> Catalog {
    try await reporting {
      let (database, locks) = try place(settings)
      try await Migrations.run(on: database)
      let vault = KeyVault(
        settings.key, environment: settings.environment, seal: KeySeal(database: database),
        notice: settings.notice)
      return Catalog(
        home: settings.home, codec: StateCodec(cipher: vault), database: database, locks: locks)
    }
  }

  private static func place(_ settings: Settings) throws -> (any Database, WorkspaceLocks) {
    guard let url = settings.databaseURL else {
      try FileAccess.makeFolder(of: settings.home.databasePath)
      try requireDatabase(settings.home)
      return (try SQLiteDatabase(settings.home.databasePath), .files(settings.home))
    }
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
      throw CatalogError(
        .unavailable,
        "RCW_DATABASE_URL is no address of a PostgreSQL database: postgres://USER@HOST/DATABASE.")
    }
    return (PostgresDatabase(url), .server(url))
  }

  /// A database that has gone from among what belongs to it is not begun anew.
  private static func requireDatabase(_ home: CatalogHome) throws {
    guard FileAccess.size(home.databasePath) == 0, FileAccess.size("\(home.templateRepository)/HEAD") > 0
    else {
      return
    }
    throw CatalogError(
      .unavailable,
      "The catalog's database \(home.databasePath) is gone or empty, though \(home.templateRepository) has templates. "
        + "Nothing was changed. Bring it back:\n    rcw admin restore FILE\n"
        + "or, to begin anew, move the folder \(home.folder) away.")
  }

  func read<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try await Self.reporting { try await database.read(body) }
  }

  func write<Result: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Result
  ) async throws -> Result {
    try await Self.reporting { try await database.write(body) }
  }

  /// Says what a failure of the database means for the catalog.
  static func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as DatabaseError { throw CatalogError(error) }
  }
}
