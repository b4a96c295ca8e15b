/// How the visit of a node ended.
public enum Visit<Output: Sendable>: Sendable {
  case done(Output)
  /// What depends on the node is skipped. The output is for `record` only.
  case failed(Output)

  public var output: Output {
    switch self {
    case .done(let output), .failed(let output): output
    }
  }
}

/// What became of the nodes of a walk.
public struct WalkSummary<Node: Hashable & Sendable, Output: Sendable>: Sendable {
  public internal(set) var outputs: [Node: Output] = [:]
  public internal(set) var failed: [Node] = []
  /// Not visited, because something they depend on failed or the walk was stopped.
  public internal(set) var skipped: [Node] = []
}

extension AcyclicGraph {
  /// Visits every node once all it depends on has been visited, at most `limit` at a time.
  ///
  /// The loop owns the state: visits run as child tasks that get the outputs of the nodes they depend on
  /// directly, and `record` runs in the caller, one visit at a time, before any dependent starts. A failed
  /// visit skips its dependents and the rest goes on. When `shouldStop` says so no further visit starts.
  ///
  /// - Parameter isLight: of nodes whose visit is computation only. One task visits many of them, since
  ///   starting a task would take longer than most of these visits; to `limit` they count as one.
  /// - Throws: what `record` throws, after the visits that were running have ended and been recorded as far
  ///   as possible. `CancellationError` when the task is cancelled.
  public func walk<Output: Sendable>(
    limit: Int,
    isLight: (Node) -> Bool = { _ in false },
    shouldStop: @Sendable () -> Bool = { false },
    visit: @escaping @Sendable (Node, [Node: Output]) async -> Visit<Output>,
    record: (Node, Visit<Output>) async throws -> Void = { _, _ in }
  ) async throws -> WalkSummary<Node, Output> {
    var progress = WalkProgress<Node, Output>(self)
    var failure: (any Error)?
    await withTaskGroup(of: [(Int, Visit<Output>)].self) { group in
      var running = 0
      while true {
        while running < limit, failure == nil, !shouldStop(), !Task.isCancelled {
          let batch = progress.takeReady(isLight).map { ($0, nodes[$0], progress.inputs(of: $0)) }
          if batch.isEmpty { break }
          group.addTask {
            var results: [(Int, Visit<Output>)] = []
            for (position, node, inputs) in batch { results.append((position, await visit(node, inputs))) }
            return results
          }
          running += 1
        }
        guard let results = await group.next() else { break }
        running -= 1
        for (position, result) in results {
          do { try await record(nodes[position], result) } catch { failure = failure ?? error }
          progress.finish(position, result)
        }
      }
    }
    if let failure { throw failure }
    return progress.summary()
  }
}

/// The bookkeeping of a walk: which nodes wait for what, and what came out.
private struct WalkProgress<Node: Hashable & Sendable, Output: Sendable> {
  private let graph: AcyclicGraph<Node>
  private let dependents: [[Int]]
  private var waiting: [Int]
  private var isBlocked: [Bool]
  private var outputs: [Output?]
  private var failed: [Int] = []
  /// Nodes that may start, the first inserted last.
  private var ready: [Int]

  init(_ graph: AcyclicGraph<Node>) {
    self.graph = graph
    dependents = graph.dependentPositions
    waiting = graph.nodes.indices.map { graph.dependencyPositions(at: $0).count }
    isBlocked = [Bool](repeating: false, count: graph.count)
    outputs = [Output?](repeating: nil, count: graph.count)
    ready = waiting.indices.reversed().filter { [waiting] in waiting[$0] == 0 }
  }

  /// One node that may start, or many that are light; none when all wait.
  mutating func takeReady(_ isLight: (Node) -> Bool) -> [Int] {
    guard let first = ready.popLast() else { return [] }
    var batch = [first]
    guard isLight(graph.nodes[first]) else { return batch }
    while batch.count < 64, let next = ready.last, isLight(graph.nodes[next]) {
      batch.append(next)
      ready.removeLast()
    }
    return batch
  }

  func inputs(of position: Int) -> [Node: Output] {
    var inputs: [Node: Output] = [:]
    for dependency in graph.dependencyPositions(at: position) {
      if let output = outputs[dependency] { inputs[graph.nodes[dependency]] = output }
    }
    return inputs
  }

  mutating func finish(_ position: Int, _ result: Visit<Output>) {
    switch result {
    case .done(let output):
      outputs[position] = output
      release(position)
    case .failed:
      failed.append(position)
      block(position)
    }
  }

  func summary() -> WalkSummary<Node, Output> {
    var summary = WalkSummary<Node, Output>()
    let failures = Set(failed)
    for (position, node) in graph.nodes.enumerated() {
      if let output = outputs[position] {
        summary.outputs[node] = output
      } else if failures.contains(position) {
        summary.failed.append(node)
      } else {
        summary.skipped.append(node)
      }
    }
    return summary
  }

  private mutating func release(_ position: Int) {
    for dependent in dependents[position].reversed() {
      waiting[dependent] -= 1
      if waiting[dependent] == 0, !isBlocked[dependent] { ready.append(dependent) }
    }
  }

  private mutating func block(_ position: Int) {
    var pending = dependents[position]
    while let dependent = pending.popLast() {
      guard !isBlocked[dependent] else { continue }
      isBlocked[dependent] = true
      pending += dependents[dependent]
    }
  }
}
