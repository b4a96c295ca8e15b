import Addresses
import DAG
import Diagnostics
import HCL
public import Language

extension ModuleConfig {
  /// References to all that the module declares.
  fileprivate var declared: [Reference] {
    let subjects: [Reference.Subject] =
      variables.keys.map { .variable($0) } + locals.keys.map { .local($0) }
      + resources.keys.filter { $0.mode != .action }.map { .resource($0) }
      + calls.keys.map { .module($0, output: nil) }
    let place = SourceRange(SourceFile(name: directory, bytes: []), 0..<0)
    return subjects.map { Reference(subject: $0, steps: 0, traversal: Traversal(root: "", rootRange: place)) }
  }
}

extension ModuleEvaluation {
  /// What every name of the root module means.
  fileprivate static func wholeScope(
    _ config: ConfigGraph, _ environment: ScopeEnvironment, _ inputs: [ConfigNode: NodeOutput]
  ) -> Scope? {
    guard let root = config.modules[.root] else { return nil }
    // The node is only there to say in whose names the references are written.
    let evaluation = ModuleEvaluation(
      config: config, environment: environment, node: .local(.root, ""), inputs: inputs)
    return evaluation.scope(of: root, in: .root, for: root.declared)
  }
}

extension Plan {
  /// What the names of the root module mean as far as planning could tell.
  public func scope(_ environment: ScopeEnvironment) -> Scope? {
    ModuleEvaluation.wholeScope(config, environment, known)
  }
}

extension Inspector {
  /// What the names of the root module mean, with what is recorded.
  public func scope() async -> Scope? {
    guard config.cycleDiagnostics.isEmpty else { return nil }
    let summary = try? await config.graph.walk(
      limit: 1, visit: { node, inputs in .done(await visit(node, inputs)) }, record: { _, _ in })
    return ModuleEvaluation.wholeScope(config, environment, summary?.outputs ?? [:])
  }
}
