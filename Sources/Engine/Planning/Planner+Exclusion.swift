import Addresses
import DAG
public import Diagnostics
import Language
import StateStorage

/// What `-exclude` leaves out of a plan.
extension Planner {
  func isExcluded(_ instance: ResourceInstanceAddress) -> Bool {
    options.excluded.contains { $0.includes(instance) }
  }

  /// The configuration without the excluded blocks and all that depends on them. A block of which only some
  /// instances are excluded stays, without what depends on it.
  var graphWithoutExclusions: AcyclicGraph<ConfigNode> {
    guard !options.excluded.isEmpty else { return config.graph }
    let named = config.graph.nodes.filter { node in
      options.excluded.contains { target in node.resourceAddress.map(target.mayInclude) ?? false }
    }
    let whole = named.filter { node in
      options.excluded.contains { target in node.resourceAddress.map(target.includesAll) ?? false }
    }
    var left = Set(whole)
    for node in named { left.formUnion(config.graph.dependents(of: [node])) }
    return config.graph.filter { !left.contains($0) }
  }

  /// The resources that what is excluded cannot do without: they must not be deleted under it.
  func keptByExclusion(
    _ recorded: [ResourceAddress: [ResourceInstanceAddress]]
  ) -> Set<ResourceAddress> {
    guard !options.excluded.isEmpty else { return [] }
    var pending = recorded.values.flatMap { $0.filter(isExcluded) }
    var kept: Set<ResourceAddress> = []
    while let instance = pending.popLast() {
      for dependency in state.instance(at: instance)?.current?.dependencies ?? []
      where kept.insert(dependency).inserted {
        pending += recorded[dependency] ?? []
      }
    }
    return kept
  }
}

extension Diagnostic {
  /// That something was left out on request.
  public static let exclusion = Diagnostic(
    .warning, "exclusion", "Resources are excluded",
    "The plan leaves out what -exclude names and what depends on that, so it may leave out changes that the "
      + "configuration asks for. This is a way out of trouble, not one to work.")
}
