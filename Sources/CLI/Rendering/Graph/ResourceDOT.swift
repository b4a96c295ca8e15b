import Addresses
import DAG

/// The resources of a configuration in the DOT language, as `terraform graph` prints them: the resources of
/// each module in a cluster, and what depends on what.
struct ResourceDOT {
  private let graph: AcyclicGraph<ResourceAddress>

  init(_ graph: AcyclicGraph<ResourceAddress>) { self.graph = graph }

  var text: String {
    let modules = Dictionary(grouping: graph.nodes.sorted(), by: \.module)
    let clusters = modules.sorted { $0.key < $1.key }.map { cluster($0.key, $0.value) }
    return """
      digraph G {
        rankdir = "RL";
        node [shape = rect, fontname = "sans-serif"];
      \(clusters.joined())\(edges)}

      """
  }

  private func cluster(_ module: ModulePath, _ resources: [ResourceAddress]) -> String {
    let margin = module.isRoot ? "  " : "    "
    let nodes = resources.map { resource in
      "\(margin)\("\(resource)".quoted) [label=\("\(resource.resource)".quoted)];\n"
    }
    guard !module.isRoot else { return nodes.joined() }
    return """
        subgraph "cluster_\(module)" {
          label = "\(module)"
          fontname = "sans-serif"
      \(nodes.joined())  }

      """
  }

  private var edges: String {
    graph.nodes.sorted { ($0.module, $0) < ($1.module, $1) }.flatMap { node in
      graph.dependencies(of: node).sorted().map { "  \("\(node)".quoted) -> \("\($0)".quoted);\n" }
    }.joined()
  }
}
