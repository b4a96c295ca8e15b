import Catalog
import Databases
import Encodings
import StateStorage
import Synchronization
import TestSupport
import Testing
import Values

@Suite struct CatalogTests {
  @Test func `a newer catalog is refused and left alone`() async throws {
    let test = try await TestCatalog()
    _ = try await test.open()
    let database = try SQLiteDatabase(test.home.databasePath)
    try database.run("UPDATE catalog_version SET version = 99")
    await expect(.newerFormat) { _ = try await test.open() }
    #expect(
      try database.query("SELECT version FROM catalog_version", columns: 1) == [[Array("99".utf8)]])
  }

  @Test(arguments: TestDatabase.available)
  func `many can open a new catalog at once`(_ database: TestDatabase) async throws {
    let test = try await TestCatalog(database)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask { _ = try await test.open().addTemplate("t\(index)") }
      }
      try await group.waitForAll()
    }
    #expect(try await test.open().templates().count == 8)
  }

  @Test func `a file that is no database is damaged`() async throws {
    let test = try await TestCatalog()
    test.folder.write("rcw.db", String(repeating: "no database at all\n", count: 500))
    await expect(.damaged) { _ = try await test.open() }
  }

  @Test func `a database with destroyed pages is damaged, not empty`() async throws {
    let test = try await TestCatalog()
    let catalog = try await test.open()
    for index in 0..<200 { _ = try await catalog.addTemplate("t\(index)") }
    try SQLiteDatabase(test.home.databasePath).run("PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = try #require(try FileAccess.read(test.home.databasePath))
    for index in 4096..<bytes.count { bytes[index] = 0xA5 }
    test.folder.write("rcw.db", bytes: bytes)
    await expect(.damaged) { _ = try await test.open().templates() }
  }

  @Test func `an address that is none of PostgreSQL is refused`() async throws {
    let test = try await TestCatalog()
    await expect(.unavailable) {
      _ = try await Catalog.open(
        Catalog.Settings(
          environment: ["RCW_HOME": test.folder.path, "RCW_DATABASE_URL": "mysql://host/db"], notice: { _ in }
        ))
    }
  }

  // MARK: Keys

  @Test(arguments: TestDatabase.available)
  func `values come back and are nowhere readable`(_ database: TestDatabase) async throws {
    let test = try await TestCatalog(database)
    let notices = Mutex<[String]>([])
    let catalog = try await test.open { text in notices.withLock { $0.append(text) } }
    let sealed = try await catalog.sealed(["token": "hunter2-hunter2", "other": "x"])
    #expect(try await test.open().values(sealed) == ["token": "hunter2-hunter2", "other": "x"])
    #expect(notices.withLock { $0.count } == 1)
    let (template, _) = try await catalog.addTemplate("t")
    let workspace = try await catalog.addWorkspace("w", of: template)
    try await catalog.changeWorkspace(workspace.id) { $0.parameters = sealed }
    for file in ["rcw.db", "rcw.db-wal"] {
      let bytes = try FileAccess.read("\(test.folder.path)/\(file)") ?? []
      #expect(!String(decoding: bytes, as: UTF8.self).contains("hunter2"))
    }
  }

  @Test(arguments: TestDatabase.available)
  func `a missing or other key is noticed before anything is written under it`(
    _ database: TestDatabase
  ) async throws {
    let test = try await TestCatalog(database)
    _ = try await test.open().sealed(["a": "b"])
    let other = String(repeating: "ab", count: 32)
    await expect(.unavailable) { _ = try await test.open(["RCW_KEY": other]).sealed(["a": "b"]) }
    await expect(.unavailable) { _ = try await test.open(["RCW_KEY": "short"]) }
    test.folder.remove(test.home.keyPath)
    await expect(.unavailable) { _ = try await test.open().sealed(["a": "b"]) }
  }

  // MARK: States

  @Test(arguments: TestDatabase.available)
  func `the state of a workspace is encrypted and locked`(_ database: TestDatabase) async throws {
    let test = try await TestCatalog(database)
    let catalog = try await test.open()
    let store = catalog.state(of: "\(UUID.random())")
    let holder = LockHolder(id: "1", operation: "start", who: "ann@here", processID: 1, created: "")
    try await store.withLock(holder, wait: .zero) { session in
      try await session.write(StateSnapshot(serial: 7, lineage: "l"))
      await #expect(throws: StateError(.locked(holder), "")) {
        try await store.withLock(holder, wait: .zero) { _ in }
      }
    }
    #expect(try await store.load().snapshot?.serial == 7)
    let document = try #require(try await store.document.read())
    #expect(String(decoding: document, as: UTF8.self).contains("encrypted_data"))
    try await store.remove()
    #expect(try await store.load().snapshot == nil)
  }

  @Test(arguments: TestDatabase.available.filter { $0 == .postgres })
  func `what a machine left unfinished is known to the others, and it cannot go on behind them`(
    _ database: TestDatabase
  ) async throws {
    let (one, id) = (try await TestCatalog(database), "\(UUID.random())")
    let other = TestCatalog(sharing: one)
    let key = ["RCW_KEY": String(repeating: "ab", count: 32)]
    let (first, second) = (try await one.open(key).state(of: id), try await other.open(key).state(of: id))
    let intent = Intent(
      id: "i1", action: .create, address: "null_resource.a", provider: "p", planned: .object([]))
    let (mine, theirs) = (holder("1", "ann@one"), holder("2", "bob@other"))
    await #expect(throws: StateError(.conflicting, "")) {
      try await first.withLock(mine, wait: .zero) { session in
        try await session.begin(intent)
        #expect(try await second.load().openIntents == [intent])
        try await second.document.breakLock("1")
        try await second.withLock(theirs, wait: .seconds(10)) { session in
          #expect(session.initial.openIntents == [intent])
          try await session.record([], closing: "i1")
        }
        try await session.begin(intent)
      }
    }
    let found = try await second.load()
    #expect(found.openIntents.isEmpty)
    #expect(!found.hasLeftOverJournal)
  }

  private func holder(_ id: String, _ who: String) -> LockHolder {
    LockHolder(id: id, operation: "start", who: who, processID: 1, created: "")
  }
}
