import Addresses
import DAG

extension Planner {
  /// The part of the configuration that the options ask for, with all that it depends on.
  func selectedGraph() -> AcyclicGraph<ConfigNode> {
    switch options.mode {
    case .normal, .refreshOnly:
      guard !options.targets.isEmpty else { return config.graph }
      return config.graph.keeping(config.graph.nodes.filter(isTargeted))
    case .destroy:
      // Objects are deleted from their records; the configuration only says how to reach them.
      return config.graph.keepingProviders()
    }
  }

  private func isTargeted(_ node: ConfigNode) -> Bool {
    guard let address = node.resourceAddress else { return false }
    return options.targets.contains { $0.mayInclude(address) }
  }
}

extension AcyclicGraph<ConfigNode> {
  /// Some nodes with everything that they depend on.
  func keeping(_ wanted: [ConfigNode]) -> AcyclicGraph {
    let kept = allDependencies(of: wanted).union(wanted)
    return filter(kept.contains)
  }

  /// What it takes to configure the providers.
  func keepingProviders() -> AcyclicGraph {
    keeping(nodes.filter { if case .provider = $0 { true } else { false } })
  }
}
