import Addresses
import Diagnostics
import HCL
import Language
import Values

/// Evaluates what belongs to one ``ConfigNode``, given the outputs of the nodes that it depends on.
struct ModuleEvaluation: Sendable {
  let config: ConfigGraph
  let environment: ScopeEnvironment
  let node: ConfigNode
  let inputs: [ConfigNode: NodeOutput]

  /// The instances of the module at `path`, as far as its calls are among the inputs.
  func instances(of path: ModulePath) -> [ModuleInstancePath] {
    guard let parent = path.parent, let name = path.names.last else { return [.root] }
    guard let output = inputs[.module(path)] else { return [] }
    return output.members.keys.sorted().filter { $0.module == parent }.flatMap { instance in
      (output.members[instance]?.elements ?? []).map { instance.appending(name, $0.key) }
    }
  }

  /// The instances of the module that the node is written in, as far as a test has put nothing in their place.
  var moduleInstances: [ModuleInstancePath] {
    instances(of: node.module).filter { !config.isOverridden($0) }
  }

  /// The names of `module` as `references` use them, with the values they have in one instance of it.
  func scope(
    of module: ModuleConfig, in instance: ModuleInstancePath, for references: [Reference],
    _ member: Scope.Instance = Scope.Instance()
  ) -> Scope {
    var values: [Reference.Subject: Value] = [:]
    for reference in references { add(reference, of: module, in: instance, to: &values) }
    return Scope(module: module, values: values, instance: member, environment: environment)
  }

  private func add(
    _ reference: Reference, of module: ModuleConfig, in instance: ModuleInstancePath,
    to values: inout [Reference.Subject: Value]
  ) {
    switch reference.subject {
    case .variable, .local, .resource:
      guard let target = config.nodes(of: reference, in: module.path).first else { return }
      values[reference.subject] = inputs[target]?.values[instance]
    case .module(let call, let output):
      let child = module.path.appending(call)
      let wanted = output.map { [$0] } ?? (config.modules[child]?.outputs.keys.sorted() ?? [])
      let subject = Reference.Subject.module(call, output: nil)
      let added = outputs(wanted, ofCall: call, in: instance)
      values[subject] = values[subject].map { $0.mergingOutputs(added) } ?? added
    case .path, .terraform, .each, .countIndex, .selfObject: return
    }
  }

  /// Some outputs of a module call: an object, or a tuple or object of objects when the call is repeated.
  private func outputs(_ names: [String], ofCall call: String, in instance: ModuleInstancePath) -> Value {
    let child = instance.module.appending(call)
    guard let members = inputs[.module(child)]?.members[instance] else { return .dynamic }
    return members.assemble { key in
      let path = instance.appending(call, key)
      return .object(
        KeyedValues(
          names.compactMap { name in inputs[.output(child, name)]?.values[path].map { (name, $0) } }))
    }
  }
}

extension Value {
  /// The same module instances with the outputs of both values, which stem from the same call.
  fileprivate func mergingOutputs(_ other: Value) -> Value {
    switch (content, other.content) {
    case (.object(let mine), .object(let theirs)):
      var merged = mine
      for (key, value) in theirs { merged[key] = merged[key].map { $0.mergingOutputs(value) } ?? value }
      return .object(merged)
    case (.tuple(let mine), .tuple(let theirs)):
      return .tuple(zip(mine, theirs).map { $0.mergingOutputs($1) })
    default: return self
    }
  }
}
