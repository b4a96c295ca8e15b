/// Nodes and which of them depend on which.
///
/// Whether there is no cycle is for the builder to check with ``cycles()`` before anything is walked.
public struct AcyclicGraph<Node: Hashable & Sendable>: Sendable {
  /// In the order of insertion.
  public private(set) var nodes: [Node] = []
  private var positions: [Node: Int] = [:]
  /// By position, the positions of the nodes it depends on.
  private var dependencyPositions: [Set<Int>] = []

  public init() {}

  public var count: Int { nodes.count }

  public func contains(_ node: Node) -> Bool { positions[node] != nil }

  /// Adds a node; one that is there already stays as it is.
  public mutating func insert(_ node: Node) { _ = position(inserting: node) }

  /// Adds the dependencies of a node. Nodes that are missing are added; a dependency on itself is not kept.
  public mutating func insert(_ node: Node, dependingOn dependencies: some Sequence<Node>) {
    let position = position(inserting: node)
    for dependency in dependencies where dependency != node {
      dependencyPositions[position].insert(self.position(inserting: dependency))
    }
  }

  /// The nodes that `node` depends on directly.
  public func dependencies(of node: Node) -> [Node] {
    guard let position = positions[node] else { return [] }
    return dependencyPositions[position].sorted().map { nodes[$0] }
  }

  /// The nodes that cannot do without `roots`, directly or through others; not the roots themselves.
  public func dependents(of roots: some Sequence<Node>) -> Set<Node> {
    closure(of: roots, along: dependentPositions)
  }

  /// Everything that `roots` depend on, directly or through others; not the roots themselves.
  public func allDependencies(of roots: some Sequence<Node>) -> Set<Node> {
    closure(of: roots, along: dependencyPositions.map(Array.init))
  }

  /// The same graph without the nodes that `isIncluded` refuses. What depended on a removed node then
  /// depends on what that one depended on.
  public func filter(_ isIncluded: (Node) -> Bool) -> AcyclicGraph {
    var result = AcyclicGraph()
    var reachable: [Int: Set<Int>] = [:]
    for position in topologicalPositions() {
      var kept: Set<Int> = []
      for dependency in dependencyPositions[position] {
        if isIncluded(nodes[dependency]) {
          kept.insert(dependency)
        } else {
          kept.formUnion(reachable[dependency] ?? [])
        }
      }
      reachable[position] = kept
    }
    for (position, node) in nodes.enumerated() where isIncluded(node) {
      result.insert(node, dependingOn: (reachable[position] ?? []).sorted().map { nodes[$0] })
    }
    return result
  }

  /// The nodes, each after everything it depends on.
  public func topologicalOrder() -> [Node] { topologicalPositions().map { nodes[$0] } }

  /// By position, the positions of the nodes that depend on it directly, ascending.
  var dependentPositions: [[Int]] {
    var dependents = [[Int]](repeating: [], count: nodes.count)
    for (position, dependencies) in dependencyPositions.enumerated() {
      for dependency in dependencies { dependents[dependency].append(position) }
    }
    return dependents
  }

  func dependencyPositions(at position: Int) -> Set<Int> { dependencyPositions[position] }

  private func topologicalPositions() -> [Int] {
    var waiting = dependencyPositions.map(\.count)
    let dependents = dependentPositions
    var order = waiting.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for dependent in dependents[order[next]] {
        waiting[dependent] -= 1
        if waiting[dependent] == 0 { order.append(dependent) }
      }
      next += 1
    }
    return order
  }

  private mutating func position(inserting node: Node) -> Int {
    if let position = positions[node] { return position }
    positions[node] = nodes.count
    nodes.append(node)
    dependencyPositions.append([])
    return nodes.count - 1
  }

  private func closure(of roots: some Sequence<Node>, along edges: [[Int]]) -> Set<Node> {
    var pending = roots.compactMap { positions[$0] }
    var reached: Set<Int> = []
    while let position = pending.popLast() {
      for next in edges[position] where reached.insert(next).inserted { pending.append(next) }
    }
    return Set(reached.map { nodes[$0] }).subtracting(roots)
  }
}
