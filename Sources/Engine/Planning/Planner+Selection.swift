import Addresses
import DAG
import Diagnostics
import HCL
import Language
import StateStorage

extension Planner {
  /// The part of the configuration that the options ask for, with all that it depends on.
  func selectedGraph() -> AcyclicGraph<ConfigNode> {
    switch options.mode {
    case .normal, .refreshOnly:
      guard options.invoking.isEmpty else {
        return config.graph.keeping(
          options.invoking.map { .resource($0.configAddress) }.filter(config.graph.contains))
      }
      guard !options.targets.isEmpty else { return graphWithoutExclusions }
      let outputs = targetedOutputs.map { ConfigNode.output(.root, $0) }
      return config.graph.keeping(
        config.withTriggeredActions(config.graph.nodes.filter(isTargeted) + outputs))
    case .destroy:
      // Objects are deleted from their records; the configuration only says how to reach them.
      return config.graph.keeping(config.nodesForDestruction)
    }
  }

  private func isTargeted(_ node: ConfigNode) -> Bool {
    guard let address = node.resourceAddress else { return false }
    return options.targets.contains { $0.mayInclude(address) }
  }

  /// The root outputs that tell of nothing but targets: they cannot be targets themselves.
  var targetedOutputs: Set<String> {
    let names = config.modules[.root]?.outputs.keys.filter { name in
      let needed = config.graph.allDependencies(of: [.output(.root, name)])
        .filter { $0.resourceAddress != nil }
      return !needed.isEmpty && needed.allSatisfy(isTargeted)
    }
    return Set(names ?? [])
  }

  /// What the user should know about options that single out objects.
  var selectionWarnings: [Diagnostic] {
    var warnings = options.targets.filter { !isKnown($0) }.map {
      Diagnostic.unknownAddress("target", "\($0)")
    }
    warnings += options.replacing.filter { !isKnown(.resource($0)) }.sorted()
      .map { .unknownAddress("replace", "\($0)") }
    warnings += options.excluded.filter { !isKnown($0) }.map { .unknownAddress("exclude", "\($0)") }
    if !options.excluded.isEmpty { return [.exclusion] + warnings }
    return options.targets.isEmpty ? warnings : [.targeting] + warnings
  }

  private func isKnown(_ target: Target) -> Bool {
    config.graph.nodes.contains { $0.resourceAddress.map(target.mayInclude) ?? false }
      || state.resources.contains { key, resource in
        resource.instances.keys.contains { target.includes(key.instance($0)) }
      }
  }
}

extension Target: CustomStringConvertible {
  public var description: String {
    switch self {
    case .module(let path): "\(path)"
    case .resource(let address): "\(address)"
    }
  }
}

extension Diagnostic {
  fileprivate static let targeting = Diagnostic(
    .warning, "targeting", "Resource targeting is in effect",
    "The plan is confined to what -target names and what that depends on, so it may leave out changes that the "
      + "configuration asks for. This is a way out of trouble, not one to work.")

  fileprivate static func unknownAddress(_ option: String, _ address: String) -> Diagnostic {
    Diagnostic(
      .warning, "unknown-address", "Option names nothing",
      "-\(option)=\(address) has no effect: neither the configuration nor the state has anything of that name."
    )
  }
}

extension ConfigGraph {
  /// The provider blocks, and the values that say what must not be destroyed.
  fileprivate var nodesForDestruction: [ConfigNode] {
    let guarding = modules.all.flatMap { module in
      module.resources.values.flatMap { resource in
        (resource.lifecycle.preventDestroy?.value.references ?? []).flatMap { nodes(of: $0, in: module.path) }
      }
    }
    let isWithoutObjects: (ConfigNode) -> Bool = { node in
      node.resourceAddress == nil
        && graph.allDependencies(of: [node]).allSatisfy { $0.resourceAddress == nil }
    }
    return graph.nodes.filter(\.isProvider) + guarding.filter { graph.contains($0) && isWithoutObjects($0) }
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
    keeping(nodes.filter(\.isProvider))
  }
}
