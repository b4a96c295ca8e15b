import DAG
import Diagnostics
import HCL
import Language

extension ConfigGraph {
  /// What is wrong where things depend on one another in circles.
  var cycleDiagnostics: [Diagnostic] {
    graph.cycles().map { CycleExplanation(config: self, cycle: $0).diagnostic }
  }
}

/// Words a cycle among the nodes of a configuration so that its reader sees where to cut it.
private struct CycleExplanation {
  let config: ConfigGraph
  /// Each node depends on the next and the last on the first.
  let cycle: [ConfigNode]

  var diagnostic: Diagnostic {
    let names = cycle.map(\.description)
    let chain = (names + [names[0]]).joined(separator: "\n    -> ")
    return Diagnostic(
      "dependency-cycle", "Cycle in dependencies",
      "These depend on one another, so none of them can be first:\n    \(chain)\n"
        + "Remove one of the references to break the cycle.", at: firstReference,
      in: config.header(of: cycle[0]))
  }

  /// Where the first node of the cycle refers to the second.
  private var firstReference: SourceRange? {
    let next = cycle[1 % cycle.count]
    return config.references[cycle[0]]?.first { reference in
      config.nodes(of: reference, in: cycle[0].module).contains(next)
    }?.traversal.range
  }
}
