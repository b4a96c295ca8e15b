import DAG
import Synchronization
import Testing

struct AcyclicGraphTests {
  /// `c` depends on `b`, `b` on `a`; `d` on nothing.
  private var chain: AcyclicGraph<String> {
    var graph = AcyclicGraph<String>()
    graph.insert("c", dependingOn: ["b"])
    graph.insert("b", dependingOn: ["a"])
    graph.insert("d")
    return graph
  }

  @Test func `a node is visited after what it depends on and gets its output`() async throws {
    let summary = try await chain.walk(limit: 4) { node, inputs in
      .done(node + inputs.values.joined())
    }
    #expect(summary.outputs == ["a": "a", "b": "ba", "c": "cba", "d": "d"])
  }

  @Test func `dependents of a failed node are skipped and the rest finishes`() async throws {
    let summary = try await chain.walk(limit: 1) { node, _ -> Visit<String> in
      node == "a" ? .failed(node) : .done(node)
    }
    #expect(summary.failed == ["a"])
    #expect(Set(summary.skipped) == ["b", "c"])
    #expect(summary.outputs == ["d": "d"])
  }

  @Test func `light nodes are visited like all others, many by one task`() async throws {
    var graph = AcyclicGraph<Int>()
    for node in 0..<500 { graph.insert(node, dependingOn: node < 200 ? [] : [node - 200]) }
    var recorded: [Int] = []
    let summary = try await graph.walk(
      limit: 2, isLight: { $0 % 7 != 0 },
      visit: { node, inputs -> Visit<Int> in
        node == 3 ? .failed(0) : .done(1 + inputs.values.reduce(0, +))
      }, record: { node, _ in recorded.append(node) })
    #expect(summary.failed == [3])
    #expect(Set(summary.skipped) == [203, 403])
    #expect(summary.outputs[202] == 2 && summary.outputs[402] == 3)
    #expect(recorded.count == 498 && Set(recorded).count == 498)
    let places = Dictionary(uniqueKeysWithValues: recorded.enumerated().map { ($0.element, $0.offset) })
    #expect(recorded.allSatisfy { $0 < 200 || places[$0 - 200, default: 500] < places[$0, default: 0] })
  }

  @Test func `no more than the limit run at once`() async throws {
    var graph = AcyclicGraph<Int>()
    for node in 0..<50 { graph.insert(node) }
    let counts = Mutex((running: 0, most: 0))
    _ = try await graph.walk(limit: 3) { _, _ -> Visit<Int> in
      counts.withLock { $0 = ($0.running + 1, max($0.most, $0.running + 1)) }
      await Task.yield()
      counts.withLock { $0.running -= 1 }
      return .done(0)
    }
    #expect(counts.withLock { $0.most } == 3)
  }

  @Test func `a stopped walk starts nothing new and records what ran`() async throws {
    let isStopped = Mutex(false)
    var recorded: [String] = []
    let summary = try await chain.walk(
      limit: 1, shouldStop: { isStopped.withLock { $0 } },
      visit: { node, _ in
        isStopped.withLock { $0 = true }
        return .done(node)
      },
      record: { node, _ in recorded.append(node) })
    #expect(recorded.count == 1)
    #expect(summary.skipped.count == 3)
  }

  @Test func `when recording fails nothing more starts and the error comes out`() async {
    struct DiskFull: Error {}
    let visited = Mutex(0)
    await #expect(throws: DiskFull.self) {
      _ = try await chain.walk(
        limit: 1,
        visit: { node, _ in
          visited.withLock { $0 += 1 }
          return .done(node)
        }, record: { _, _ in throw DiskFull() })
    }
    #expect(visited.withLock { $0 } == 1)
  }

  @Test func `a cycle is shown in order`() {
    var graph = chain
    graph.insert("a", dependingOn: ["c"])
    #expect(graph.cycles() == [["c", "b", "a"]])
    #expect(chain.cycles().isEmpty)
  }

  @Test func `removing a node keeps the order it stood for`() {
    let graph = chain.filter { $0 != "b" }
    #expect(graph.dependencies(of: "c") == ["a"])
    #expect(graph.nodes == ["c", "a", "d"])
  }

  @Test func `a chain of a hundred thousand nodes is searched without recursion`() {
    var graph = AcyclicGraph<Int>()
    for node in 1..<100_000 { graph.insert(node, dependingOn: [node - 1]) }
    #expect(graph.cycles().isEmpty)
    #expect(graph.topologicalOrder().first == 0)
  }
}

@Suite struct ReductionTests {
  @Test func `what follows from other dependencies is left out`() {
    var graph = AcyclicGraph<String>()
    graph.insert("c", dependingOn: ["a", "b"])
    graph.insert("b", dependingOn: ["a"])
    graph.insert("d", dependingOn: ["a", "c"])
    let reduced = graph.reduced()
    #expect(reduced.nodes == graph.nodes)
    #expect(reduced.dependencies(of: "c") == ["b"])
    #expect(reduced.dependencies(of: "b") == ["a"])
    #expect(reduced.dependencies(of: "d") == ["c"])
  }
}
