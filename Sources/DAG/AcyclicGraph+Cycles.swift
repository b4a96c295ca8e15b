extension AcyclicGraph {
  /// The groups of nodes that depend on one another, each in an order in which every node depends on the
  /// next and the last on the first.
  public func cycles() -> [[Node]] {
    stronglyConnectedPositions()
      .filter { $0.count > 1 }
      .map { shortestCycle(within: Set($0)).map { nodes[$0] } }
  }

  /// The dependencies that are part of a circle, by the node that has them.
  public func circularDependencies() -> [Node: Set<Node>] {
    var found: [Node: Set<Node>] = [:]
    for group in stronglyConnectedPositions() where group.count > 1 {
      for position in group {
        found[nodes[position]] = Set(dependencyPositions(at: position).intersection(group).map { nodes[$0] })
      }
    }
    return found
  }

  /// Tarjan's algorithm, with a stack of its own: graphs are deep.
  private func stronglyConnectedPositions() -> [[Int]] {
    var search = ComponentSearch(edges: nodes.indices.map { Array(dependencyPositions(at: $0)) })
    for position in nodes.indices where search.index[position] == nil { search.visit(position) }
    return search.components
  }

  /// One cycle through a group: the shortest that starts at its first inserted node.
  private func shortestCycle(within group: Set<Int>) -> [Int] {
    guard let start = group.min() else { return [] }
    var cameFrom: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let position = queue[next]
      for dependency in dependencyPositions(at: position).sorted() where group.contains(dependency) {
        if dependency == start { return path(to: position, from: start, cameFrom) }
        if cameFrom[dependency] == nil {
          cameFrom[dependency] = position
          queue.append(dependency)
        }
      }
      next += 1
    }
    return Array(group)
  }

  private func path(to end: Int, from start: Int, _ cameFrom: [Int: Int]) -> [Int] {
    var path = [end]
    while let last = path.last, last != start, let previous = cameFrom[last] { path.append(previous) }
    return path.reversed()
  }
}

/// The working state of Tarjan's search for strongly connected components.
private struct ComponentSearch {
  let edges: [[Int]]
  var index: [Int?]
  var components: [[Int]] = []
  private var low: [Int]
  private var isOnStack: [Bool]
  private var stack: [Int] = []
  private var counter = 0

  init(edges: [[Int]]) {
    self.edges = edges
    index = [Int?](repeating: nil, count: edges.count)
    low = [Int](repeating: 0, count: edges.count)
    isOnStack = [Bool](repeating: false, count: edges.count)
  }

  mutating func visit(_ root: Int) {
    var frames = [(position: root, nextEdge: 0)]
    enter(root)
    while let frame = frames.last {
      guard frame.nextEdge < edges[frame.position].count else {
        frames.removeLast()
        leave(frame.position, caller: frames.last?.position)
        continue
      }
      frames[frames.count - 1].nextEdge += 1
      let target = edges[frame.position][frame.nextEdge]
      if let seen = index[target] {
        if isOnStack[target] { low[frame.position] = min(low[frame.position], seen) }
      } else {
        enter(target)
        frames.append((target, 0))
      }
    }
  }

  private mutating func enter(_ position: Int) {
    index[position] = counter
    low[position] = counter
    counter += 1
    stack.append(position)
    isOnStack[position] = true
  }

  private mutating func leave(_ position: Int, caller: Int?) {
    if let caller { low[caller] = min(low[caller], low[position]) }
    guard low[position] == index[position] else { return }
    var component: [Int] = []
    while let member = stack.popLast() {
      isOnStack[member] = false
      component.append(member)
      if member == position { break }
    }
    components.append(component)
  }
}
