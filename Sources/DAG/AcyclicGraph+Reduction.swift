extension AcyclicGraph {
  /// The same nodes with the fewest dependencies that say the same: one that follows from others is left out.
  ///
  /// Takes time in proportion to nodes times dependencies.
  public func reduced() -> AcyclicGraph {
    var reached: [Node: Set<Node>] = [:]
    var kept: [Node: [Node]] = [:]
    for node in topologicalOrder() {
      let dependencies = dependencies(of: node)
      let indirect = dependencies.reduce(into: Set<Node>()) { $0.formUnion(reached[$1] ?? []) }
      kept[node] = dependencies.filter { !indirect.contains($0) }
      reached[node] = indirect.union(dependencies)
    }
    var result = AcyclicGraph()
    for node in nodes { result.insert(node) }
    for node in nodes { result.insert(node, dependingOn: kept[node] ?? []) }
    return result
  }
}
