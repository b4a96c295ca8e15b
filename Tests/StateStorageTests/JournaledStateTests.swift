import Addresses
import FoundationEssentials
import StateStorage
import Testing
import Values

/// What survives, what is refused and who waits, with a state in a file.
struct JournaledStateTests {
  private let folder: String
  private let store: JournaledState
  private let address = ResourceInstanceAddress(.root, ResourceName(.managed, "docker_volume", "home"))
  private let provider = ProviderConfigAddress(ProviderAddress(namespace: "kreuzwerker", type: "docker"))

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/state-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = JournaledState(path: folder + "/terraform.tfstate")
  }

  private func holder(_ operation: String = "apply") -> LockHolder {
    LockHolder(id: "1", operation: operation, who: "ann@box", processID: 7, created: "2026-11-21T00:00:00Z")
  }

  private func change(_ name: String) -> StateChange {
    .object(
      address, deposedKey: nil, object: ObjectState(schemaVersion: 1, attributes: ["name": .string(name)]),
      provider: provider)
  }

  private func intent(_ id: String) -> Intent {
    Intent(id: id, action: .create, address: "\(address)", provider: "\(provider)", planned: ["name": "x"])
  }

  @Test func `a session ends in one snapshot with the next serial, and no journal`() async throws {
    try await store.withLock(holder(), wait: .zero) { session in
      try await session.begin(intent("a"))
      try await session.record([change("one")], closing: "a")
      try await session.record([change("two")], closing: nil)
    }
    let loaded = try await store.load()
    #expect(loaded.snapshot?.serial == 1)
    #expect(loaded.snapshot?.instance(at: address)?.current?.attributes["name"] == "two")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["terraform.tfstate"])
  }

  @Test func `a session without changes leaves the file as it was`() async throws {
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    #expect(try await store.load().snapshot?.serial == 1)
  }

  @Test func `what was recorded before an error is kept`() async throws {
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await store.withLock(holder(), wait: .zero) { session in
        try await session.record([change("one")], closing: nil)
        throw Stop()
      }
    }
    #expect(try await store.load().snapshot?.instance(at: address) != nil)
  }

  @Test func `an intent that nothing settled is still known to the next run`() async throws {
    try await store.withLock(holder(), wait: .zero) { session in
      try await session.record([change("one")], closing: nil)
      try await session.begin(intent("a"))
    }
    #expect(try await store.load().openIntents.map(\.id) == ["a"])
    try await store.withLock(holder(), wait: .zero) { session in
      #expect(session.initial.openIntents.map(\.id) == ["a"])
      try await session.record([], closing: "a")
    }
    #expect(try await store.load().openIntents.isEmpty)
  }

  @Test func `a journal cut off at any byte is replayed as far as it is whole`() async throws {
    let copy = JournaledState(path: folder + "/copy.tfstate")
    let journal = try await journalOfRunningSession()
    for length in 0...journal.count {
      try write(Array(journal[..<length]), "copy.tfstate.journal")
      let loaded = try await copy.load()
      let name = loaded.snapshot?.instance(at: address)?.current?.attributes["name"]?.asString
      #expect(name == nil || name == "one" || name == "two")
      if length == journal.count { #expect(name == "two") }
    }
  }

  @Test func `a journal damaged in its middle is refused and left alone`() async throws {
    var journal = try await journalOfRunningSession()
    journal[20] ^= 1
    try write(journal, "copy.tfstate.journal")
    await #expect(throws: StateError(.malformed, "")) {
      _ = try await JournaledState(path: folder + "/copy.tfstate").load()
    }
    #expect(try read("copy.tfstate.journal") == journal)
  }

  @Test func `a journal with any byte changed is refused or read as it was, and left alone`() async throws {
    let copy = JournaledState(path: folder + "/copy.tfstate")
    let journal = try await journalOfRunningSession()
    try write(journal, "copy.tfstate.journal")
    let sound = try await copy.load()
    #expect(sound.snapshot?.instance(at: address) != nil)
    for index in journal.indices {
      var damaged = journal
      damaged[index] ^= 1 << UInt8(index % 8)
      try write(damaged, "copy.tfstate.journal")
      if let found = await readable(copy) {
        #expect(found.snapshot == sound.snapshot && found.openIntents == sound.openIntents, "byte \(index)")
      }
      #expect(try read("copy.tfstate.journal") == damaged)
    }
  }

  @Test func `a state with any byte changed is refused or read as it was, and left alone`() async throws {
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    let copy = JournaledState(path: folder + "/copy.tfstate")
    let state = try read("terraform.tfstate")
    let sound = try await store.load()
    for index in state.indices {
      for bit in 0..<8 {
        var damaged = state
        damaged[index] ^= 1 << UInt8(bit)
        try write(damaged, "copy.tfstate")
        if let found = await readable(copy) { #expect(found == sound, "byte \(index), bit \(bit)") }
        #expect(try read("copy.tfstate") == damaged)
      }
    }
  }

  @Test func `a state cut off at any byte is refused, and left alone`() async throws {
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    let copy = JournaledState(path: folder + "/copy.tfstate")
    let state = try read("terraform.tfstate")
    for length in 1..<(state.count - 1) {
      try write(Array(state[..<length]), "copy.tfstate")
      #expect(await readable(copy) == nil, "\(length) bytes")
    }
  }

  @Test func `a state that another program has written needs no checksum`() async throws {
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    let snapshot = try #require(try await store.load().snapshot)
    try write(StateFile.encode(snapshot), "copy.tfstate")
    #expect(try await JournaledState(path: folder + "/copy.tfstate").load().snapshot == snapshot)
  }

  /// nil when the state is refused.
  private func readable(_ store: JournaledState) async -> LoadedState? {
    do {
      var found = try await store.load()
      found.idle = nil
      return found
    } catch {
      #expect(error is StateError)
      return nil
    }
  }

  /// The bytes of a journal while a session with two changes is under way.
  private func journalOfRunningSession() async throws -> [UInt8] {
    try await store.withLock(holder(), wait: .zero) { session in
      try await session.begin(intent("a"))
      try await session.record([change("one")], closing: "a")
      try await session.record([change("two")], closing: nil)
      return try read("terraform.tfstate.journal")
    }
  }

  @Test func `a second process is told who holds the lock`() async throws {
    try await store.withLock(holder("plan"), wait: .zero) { _ in
      do {
        try await store.withLock(holder(), wait: .milliseconds(10)) { _ in }
        Issue.record("Both have the lock.")
      } catch let error as StateError {
        #expect(error.code == .locked(holder("plan")))
        #expect(error.message.contains("ann@box"))
      }
    }
    try await store.withLock(holder(), wait: .zero) { _ in }
  }

  @Test(arguments: [
    ("{", StateError.Code.malformed), ("[]", .malformed), (#"{"version": 5}"#, .newerFormat),
    (#"{"version": 3}"#, .malformed), (#"{"version": 4, "resources": [{"type": "a"}]}"#, .malformed),
    (#"{"version": 4, "outputs": {"x": {}}}"#, .malformed),
  ])
  func `a state that cannot be read is refused and left alone`(text: String, code: StateError.Code)
    async throws
  {
    try write(Array(text.utf8), "terraform.tfstate")
    await #expect(throws: StateError(code, "")) {
      try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    }
    #expect(try read("terraform.tfstate") == Array(text.utf8))
  }

  @Test func `a state that vanished under its journal is restored from its earlier versions, or refused`()
    async throws
  {
    try await store.withLock(holder(), wait: .zero) {
      try await $0.record([.depose(address, deposedKey: "x"), change("one")], closing: nil)
    }
    let other = ResourceInstanceAddress(.root, ResourceName(.managed, "docker_volume", "other"))
    try await store.withLock(holder(), wait: .zero) { session in
      try await session.record(
        [
          .object(
            other, deposedKey: nil, object: ObjectState(schemaVersion: 1, attributes: ["id": "o"]),
            provider: provider)
        ],
        closing: nil)
      try write(try read("terraform.tfstate.journal"), "saved.journal")
    }
    let journal = try read("saved.journal")
    try FileManager.default.removeItem(atPath: folder + "/terraform.tfstate")
    try write(journal, "terraform.tfstate.journal")
    #expect(try await store.load().snapshot?.addresses == [address, other])
    try FileManager.default.removeItem(atPath: folder + "/.rcw")
    await #expect(throws: StateError(.conflicting, "")) { _ = try await store.load() }
  }

  @Test func `a journal of another state is refused`() async throws {
    try write(try await journalOfRunningSession(), "copy.tfstate.journal")
    try write(Array(#"{"version": 4, "serial": 0, "lineage": "other"}"#.utf8), "copy.tfstate")
    await #expect(throws: StateError(.conflicting, "")) {
      _ = try await JournaledState(path: folder + "/copy.tfstate").load()
    }
  }

  // MARK: Where the state cannot be written

  /// Runs a session that records one change and ends in a world made by `spoil`; returns how it failed.
  private func failedSession(_ store: JournaledState, _ spoil: () throws -> Void) async -> StateError? {
    await #expect(throws: StateError.self) {
      try await store.withLock(holder(), wait: .zero) { session in
        try await session.begin(intent("a"))
        try await session.record([change("one")], closing: "a")
        try spoil()
      }
    }
  }

  @Test func `what the state's file does not take stays in the journal`() async throws {
    let error = await failedSession(store) {
      try FileManager.default.createDirectory(atPath: store.document.name, withIntermediateDirectories: false)
    }
    #expect(error?.code == .unwritable)
    #expect(error?.message.contains("terraform.tfstate.journal") == true)
    try FileManager.default.removeItem(atPath: store.document.name)
    let found = try await store.load()
    #expect(found.snapshot?.instance(at: address)?.current?.attributes["name"] == "one")
    #expect(found.openIntents.isEmpty)
    try await store.withLock(holder(), wait: .zero) { _ in }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["terraform.tfstate"])
  }

  @Test func `what neither file nor journal takes goes elsewhere, and the way back is told`() async throws {
    let inner = "\(folder)/inner"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    let store = JournaledState(
      path: "\(inner)/terraform.tfstate", rescueFolders: ["\(folder)/missing", folder])
    let error = await failedSession(store) { try FileManager.default.removeItem(atPath: inner) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let rescued = try StateFile.decode(try read(try #require(names.first)))
    #expect(rescued.serial == 1)
    #expect(rescued.instance(at: address)?.current?.attributes["name"] == "one")
    #expect(error?.message.contains("rcw state push \(folder)/\(names[0])") == true)
  }

  @Test func `what can be kept nowhere is named`() async throws {
    let error = await failedSession(store) { try FileManager.default.removeItem(atPath: folder) }
    #expect(error?.message.contains("docker_volume.home") == true)
  }

  @Test func `a folder that cannot be written to is refused before anything is done`() async throws {
    let store = JournaledState(path: "\(folder)/missing/terraform.tfstate")
    let error = await #expect(throws: StateError.self) {
      try await store.withLock(holder(), wait: .zero) { _ in Issue.record("The session began.") }
    }
    #expect(error?.code == .unwritable)
  }

  @Test func `what a writer that was killed left of its draft goes with the next state`() async throws {
    let dead = Int32.max
    let others = ["terraform.tfstate.1.tmp", "notes.\(dead).tmp", "terraform.tfstate.draft.tmp"]
    for name in others + ["terraform.tfstate.\(dead).tmp"] { try write(Array("half".utf8), name) }
    try await store.withLock(holder(), wait: .zero) { try await $0.record([change("one")], closing: nil) }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(left) == Set(["terraform.tfstate"] + others))
  }

  @Test func `the state before is kept as a backup`() async throws {
    for name in ["one", "two", "three"] {
      try await store.withLock(holder(), wait: .zero) { try await $0.record([change(name)], closing: nil) }
    }
    let backup = try StateFile.decode(try read("terraform.tfstate.backup"))
    #expect(backup.serial == 2)
    #expect(backup.instance(at: address)?.current?.attributes["name"] == "two")
  }

  private func write(_ content: [UInt8], _ name: String) throws {
    try Data(content).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  private func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
  }
}
