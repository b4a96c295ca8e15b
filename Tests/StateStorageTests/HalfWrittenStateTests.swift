import Addresses
import StateStorage
import Synchronization
import TestSupport
import Testing
import Values

/// What a careless server does with a write that is cut off: it keeps what has come.
struct HalfWrittenStateTests {
  private static let address = ResourceInstanceAddress(
    .root, ResourceName(.managed, "docker_volume", "home"))
  private static let provider = ProviderConfigAddress(
    ProviderAddress(namespace: "kreuzwerker", type: "docker"))

  private func change(_ name: String) -> StateChange {
    .object(
      Self.address, deposedKey: nil,
      object: ObjectState(schemaVersion: 1, attributes: ["name": .string(name)]), provider: Self.provider)
  }

  @Test func `half a state takes nothing with it, wherever it ends, and no serial is given twice`()
    async throws
  {
    let (folder, document) = (TemporaryDirectory(), CarelessDocument())
    let store = JournaledState(document, folder: folder.path, codec: StateCodec(), rescueFolders: [])
    try await store.withLock(nil, wait: .zero) { try await $0.record([change("first")], closing: nil) }
    let length = try #require(document.read()).count
    for cut in 0..<length {
      document.keepOnly(cut)
      await #expect(throws: StateError(.unwritable, ""), "\(cut)") {
        try await store.withLock(nil, wait: .zero) { try await $0.record([change("\(cut)")], closing: nil) }
      }
      let found = try await store.load().snapshot
      #expect(found?.instance(at: Self.address)?.current?.attributes["name"] == .string("\(cut)"), "\(cut)")
      try await store.withLock(nil, wait: .zero) { _ in }
    }
    #expect(document.serials == document.serials.sorted())
    #expect(Set(document.serials).count == document.serials.count)
  }
}

/// A document in memory.
private final class CarelessDocument: StateDocument {
  private struct Kept {
    var content: [UInt8]?
    /// How much of the next write is kept; nil for all.
    var limit: Int?
    /// Of every state that was written, whole or not.
    var serials: [Int] = []
  }

  private let kept = Mutex(Kept())

  var name: String { "memory" }
  var serials: [Int] { kept.withLock(\.serials) }

  func keepOnly(_ count: Int) { kept.withLock { $0.limit = count } }
  func read() -> [UInt8]? { kept.withLock(\.content) }
  func remove() { kept.withLock { $0.content = nil } }
  func breakLock(_: String) {}
  func lock(_: LockHolder) -> any StateLock { FreeLock() }

  func write(_ content: [UInt8]) throws {
    let serial = try StateFile.decode(content).serial
    try kept.withLock { kept in
      kept.serials.append(serial)
      kept.content = kept.limit.map { Array(content.prefix($0)) } ?? content
      guard kept.limit == nil else {
        kept.limit = nil
        throw StateError(.unwritable, "The connection was cut.")
      }
    }
  }

  private struct FreeLock: StateLock {
    func release() {}
  }
}
