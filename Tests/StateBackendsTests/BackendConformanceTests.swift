import Addresses
import FoundationEssentials
import StateBackends
import StateStorage
import Testing
import Values

/// What every backend has to do. Whatever happens between a command and the place of its state, nothing that was
/// recorded is lost, and nobody overwrites what another wrote.
@Suite(.serialized) struct BackendConformanceTests {
  private let folder: String
  private let name = "t\(UInt32.random(in: 0 ... .max))"
  private let provider = ProviderConfigAddress(ProviderAddress(namespace: "kreuzwerker", type: "docker"))

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/backend-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  // MARK: The place

  /// - Parameter machine: whose journals and earlier versions are used.
  private func store(
    _ kind: TestBackend, _ workspace: String = "default", machine: String = "one"
  ) async throws -> JournaledState {
    let backend = try await kind.backend(name, in: folder)
    let document = try await backend.document(for: workspace)
    if let path = document.file {
      try FileAccess.makeFolder(of: path)
      return JournaledState(path: path)
    }
    return JournaledState(
      document, folder: "\(folder)/\(machine)/\(workspace)", codec: StateCodec(), rescueFolders: [])
  }

  private func holder(_ id: String = "me") -> LockHolder {
    LockHolder(
      id: "\(name)-\(id)", operation: "apply", who: "ann@box", processID: 7, created: "2026-11-21T00:00:00Z")
  }

  private func address(_ object: String) -> ResourceInstanceAddress {
    ResourceInstanceAddress(.root, ResourceName(.managed, "docker_volume", object))
  }

  /// - Parameter id: what is recorded of the object.
  private func change(_ object: String, _ id: String = "1") -> StateChange {
    .object(
      address(object), deposedKey: nil,
      object: ObjectState(schemaVersion: 1, attributes: ["id": .string(id)]), provider: provider)
  }

  private func add(_ objects: String..., to store: JournaledState, by id: String = "me") async throws {
    try await store.withLock(holder(id), wait: .seconds(60)) { session in
      for object in objects { try await session.record([change(object)], closing: nil) }
    }
  }

  private func objects(in store: JournaledState) async throws -> [String] {
    try await store.load().snapshot?.addresses.map(\.resource.name).sorted() ?? []
  }

  // MARK: Reading and writing

  @Test(arguments: TestBackend.available)
  func `a state comes back as it was written, with the next serial`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    #expect(try await store.load().snapshot == nil)
    try await add("a", "ü \"quoted\"", to: store)
    try await add("b", to: store)
    #expect(try await objects(in: store) == ["a", "b", "ü \"quoted\""])
    #expect(try await store.load().snapshot?.serial == 2)
    #expect(try await store.earlier(1)?.addresses.count == 2)
    try await store.remove()
    #expect(try await store.load().snapshot == nil)
  }

  @Test(arguments: TestBackend.available)
  func `a state of a megabyte is kept`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    let long = String(repeating: "0123456789abcdef", count: 1 << 16)
    try await store.withLock(holder(), wait: .zero) {
      try await $0.record(
        [.output("long", OutputState(value: .string(long), isSensitive: false))], closing: nil)
    }
    #expect(try await store.load().snapshot?.outputs["long"]?.value == .string(long))
  }

  @Test(.enabled(if: TestBackend.available.contains(.kubernetes)))
  func `a state too large for one Secret is kept in two, and a small one after it in one`() async throws {
    let store = try await store(.kubernetes)
    // Compressed, these are still more than a mebibyte.
    let random = String(decoding: (0..<1_400_000).map { _ in UInt8.random(in: 35...126) }, as: UTF8.self)
    for text in [random, "short"] {
      try await store.withLock(holder(), wait: .seconds(60)) {
        try await $0.record(
          [.output("long", OutputState(value: .string(text), isSensitive: false))], closing: nil)
      }
      #expect(try await store.load().snapshot?.outputs["long"]?.value == .string(text))
      #expect(try await TestBackend.kubernetes.backend(name, in: folder).workspaces() == [])
    }
    try await store.remove()
    #expect(try await store.load().snapshot == nil)
  }

  @Test(arguments: TestBackend.available.filter { $0 != .http })
  func `workspaces have states of their own`(_ kind: TestBackend) async throws {
    try await add("a", to: try await store(kind))
    try await add("b", to: try await store(kind, "blue"))
    #expect(try await objects(in: try await store(kind)) == ["a"])
    #expect(try await objects(in: try await store(kind, "blue")) == ["b"])
    #expect(try await kind.backend(name, in: folder).workspaces() == ["blue"])
    try await store(kind, "blue").remove()
    #expect(try await objects(in: try await store(kind)) == ["a"])
  }

  // MARK: Locking

  @Test(arguments: TestBackend.available)
  func `the second writer is told who is at work`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    let other = try await self.store(kind, machine: "two")
    try await store.withLock(holder(), wait: .zero) { session in
      let error = await #expect(throws: StateError.self) { try await add("b", waiting: .zero, to: other) }
      guard case .locked(let present?)? = error?.code else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(present.id == holder().id)
      #expect(present.operation == "apply")
      try await session.record([change("a")], closing: nil)
    }
    try await add("b", to: other, by: "other")
    #expect(try await objects(in: store) == ["a", "b"])
  }

  private func add(_ object: String, waiting wait: Duration, to store: JournaledState) async throws {
    try await store.withLock(holder("other"), wait: wait) {
      try await $0.record([change(object)], closing: nil)
    }
  }

  @Test(arguments: TestBackend.available)
  func `of many writers none overwrites what another wrote`(_ kind: TestBackend) async throws {
    let writers = 6
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for turn in 0..<2 {
            let store = try await store(kind, machine: "\(writer)")
            try await add("w\(writer)-\(turn)", to: store, by: "\(writer)-\(turn)")
          }
        }
      }
      try await group.waitForAll()
    }
    let snapshot = try await store(kind).load().snapshot
    #expect(snapshot?.addresses.count == 2 * writers)
    #expect(snapshot?.serial == 2 * writers)
  }

  @Test(arguments: TestBackend.available)
  func `the lock of a dead writer can be had again`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    try await add("a", to: store)
    var lock: (any StateLock)? = try await store.document.lock(holder("dead"))
    #expect(lock != nil)
    if kind.lockDiesWithHolder {
      // Its connection or descriptor goes with it.
      if !kind.isRemote { try await lock?.release() }
      lock = nil
    } else {
      let error = await #expect(throws: StateError.self) { try await add("b", waiting: .zero, to: store) }
      #expect(error?.message.contains("rcw force-unlock \(holder("dead").id)") == true)
      await #expect(throws: StateError.self) { try await store.document.breakLock("another") }
      try await store.document.breakLock(holder("dead").id)
    }
    try await add("b", to: store)
    #expect(try await objects(in: store) == ["a", "b"])
    // The protocol of http has no word for that.
    if kind == .http { return }
    await #expect(throws: StateError(.notLocked, "")) { try await store.document.breakLock("none") }
  }

  // MARK: Crashes

  /// Leaves what a run leaves that is killed in the middle of its work.
  private func crash(_ store: JournaledState, afterSending isSent: Bool = false) async throws {
    let journal = store.document.file.map { "\($0).journal" } ?? "\(folder)/one/default/journal"
    let before = try await store.document.read()
    let left = try await store.withLock(holder(), wait: .zero) { session in
      try await session.begin(
        Intent(
          id: "x", action: .create, address: "docker_volume.x", provider: "\(provider)",
          planned: .object([])))
      try await session.record([change("b")], closing: nil)
      return try FileAccess.read(journal)
    }
    if !isSent {
      if let before { try await store.document.write(before) } else { try await store.document.remove() }
    }
    try FileAccess.replace(journal, with: try #require(left))
  }

  @Test(arguments: TestBackend.available)
  func `what a killed writer has recorded is found by the next one`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    try await add("a", to: store)
    try await crash(store)
    let found = try await store.load()
    #expect(found.snapshot?.addresses.count == 2)
    #expect(found.openIntents.map(\.address) == ["docker_volume.x"])
    try await store.withLock(holder(), wait: .zero) { try await $0.record([], closing: "x") }
    #expect(try await objects(in: store) == ["a", "b"])
    #expect(try await store.load().openIntents.isEmpty)
  }

  @Test(arguments: TestBackend.remote)
  func `what a killed writer has recorded is added to what others wrote since`(_ kind: TestBackend)
    async throws
  {
    let store = try await store(kind)
    try await add("a", to: store)
    try await crash(store)
    try await add("c", to: try await self.store(kind, machine: "two"))
    try await add("d", to: store)
    #expect(try await objects(in: store) == ["a", "b", "c", "d"])
  }

  @Test(arguments: TestBackend.remote)
  func `a state changed while the lock was lost is not overwritten`(_ kind: TestBackend) async throws {
    guard kind != .http else { return }
    let store = try await store(kind)
    try await add("a", to: store)
    let other = try await self.store(kind, machine: "two")
    let error = await #expect(throws: StateError.self) {
      try await store.withLock(holder(), wait: .zero) { session in
        try await session.record([change("b")], closing: nil)
        try await store.document.breakLock(holder().id)
        try await add("c", to: other, by: "other")
      }
    }
    #expect(error?.code == .conflicting)
    #expect(try await objects(in: other) == ["a", "c"])
    // The journal still has it.
    try await add("d", to: store)
    #expect(try await objects(in: store) == ["a", "b", "c", "d"])
  }

  // MARK: The network

  @Test(arguments: TestBackend.remote)
  func `a slow server is waited for`(_ kind: TestBackend) async throws {
    let store = try await store(kind)
    try await Network.order(delay: 50)
    let result = await Result { try await add("a", "b", to: store) }
    try await Network.order()
    try result.get()
    #expect(try await objects(in: store) == ["a", "b"])
  }

  /// Frees the lock that a failed run may have left, under the id that the next run is told.
  private func free(_ store: JournaledState, _ id: String) async throws {
    do { try await store.document.breakLock(id) } catch let error as StateError {
      switch error.code {
      case .locked(let present?): try await store.document.breakLock(present.id)
      case .notLocked: break
      default: throw error
      }
    }
  }

  /// At how many bytes a case is cut off: some of those that a run without trouble takes, or all of them where
  /// `RCW_EVERY_BYTE` is 1. Where it is `K/N`, the Kth of N parts of them, so that several runs can share the work.
  private func cuts(of total: Int) -> [Int] {
    guard let wish = ProcessInfo.processInfo.environment["RCW_EVERY_BYTE"] else {
      return Array(stride(from: 0, to: total, by: max(total / 40, 1)))
    }
    let share = wish.split(separator: "/").compactMap { Int($0) }
    let (part, parts) = share.count == 2 ? (share[0], max(share[1], 1)) : (1, 1)
    return Array(stride(from: part - 1, to: total, by: parts))
  }

  /// Each case finds the state as large as the one before did: what is recorded is another id of one object.
  @Test(arguments: TestBackend.remote, [false, true])
  func `a network that drops at a byte loses nothing`(_ kind: TestBackend, _ stays: Bool) async throws {
    func record(_ id: Int, by holder: String) async throws -> Bool {
      var isRecorded = false
      let result = await Result {
        try await store(kind).withLock(self.holder(holder), wait: .zero) { session in
          try await session.record([change("volume", "\(id)")], closing: nil)
          isRecorded = true
        }
      }
      if case .failure(let error) = result { #expect(error is StateError, "\(id): \(error)") }
      return isRecorded
    }
    let none = 1_000_000
    try await Network.order()
    _ = try await record(none, by: "first")
    try await Network.order()
    _ = try await record(none - 1, by: "first")
    var expected = none - 1
    var serial = 0
    for cut in cuts(of: try await Network.order()) {
      try await Network.order(budget: cut, stays: stays)
      if try await record(none + cut, by: "\(cut)") { expected = none + cut }
      try await Network.order()
      let store = try await self.store(kind)
      try await free(store, holder("\(cut)").id)
      let found = try await store.load().snapshot
      #expect(id(in: found) == "\(expected)", "after \(cut) bytes")
      let now = found?.serial ?? 0
      #expect(now >= serial, "after \(cut) bytes")
      serial = now
    }
    let last = try await store(kind)
    try await last.withLock(holder("last"), wait: .seconds(60)) { _ in }
    let document = try #require(try await last.document.read())
    #expect(id(in: try StateFile.decode(document)) == "\(expected)")
  }

  private func id(in state: StateSnapshot?) -> String? {
    state?.instance(at: address("volume"))?.current?.attributes["id"]?.asString
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
