import ProviderKit
import Synchronization
import Testing

@Suite struct ElementListTests {
  private struct Thing: Identifiable, Sendable {
    var id: String
  }

  /// How often a list was asked for.
  private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  @Test func `hundreds of reads at once make one call`() async throws {
    let counter = Counter()
    let list = ElementList<Thing>(
      ContinuousClock(),
      of: { _ in
        counter.add()
        await Task.yield()
        return (0..<300).map { Thing(id: "\($0)") }
      })
    try await withThrowingTaskGroup(of: String?.self) { group in
      for number in 0..<300 { group.addTask { try await list.element("\(number)", of: "app")?.id } }
      var found = 0
      for try await id in group where id != nil { found += 1 }
      #expect(found == 300)
    }
    #expect(counter.value == 1)
  }

  @Test func `what was changed is not taken from the list`() async throws {
    let list = ElementList<Thing>(ContinuousClock(), of: { _ in [Thing(id: "a"), Thing(id: "b")] })
    await list.forget("a", of: "app")
    #expect(try await list.element("a", of: "app") == nil)
    #expect(try await list.element("b", of: "app")?.id == "b")
  }

  @Test func `a list that fails is asked for again`() async throws {
    struct Failure: Error {}
    let counter = Counter()
    let list = ElementList<Thing>(
      ContinuousClock(),
      of: { _ in
        counter.add()
        if counter.value == 1 { throw Failure() }
        return [Thing(id: "a")]
      })
    await #expect(throws: Failure.self) { try await list.element("a", of: "app") }
    #expect(try await list.element("a", of: "app")?.id == "a")
  }
}
