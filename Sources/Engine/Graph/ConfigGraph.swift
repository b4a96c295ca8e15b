import Addresses
import DAG
import Diagnostics
import HCL
import Language

/// What has to be evaluated before what: the configuration as a graph.
struct ConfigGraph: Sendable {
  private(set) var graph = AcyclicGraph<ConfigNode>()
  /// The references that the text of each node contains.
  private(set) var references: [ConfigNode: [Reference]] = [:]
  let modules: ModuleIndex
  let providers: ProviderResolution
  /// What tests put in the place of modules' instances.
  private let overrides: [ModuleOverride]

  init(_ root: ModuleConfig) {
    modules = ModuleIndex(root)
    providers = ProviderResolution(modules: modules)
    overrides = modules.all.flatMap(\.overrides)
    insert(root, inherited: [])
  }

  /// What has the place of an instance of a module, in tests.
  func override(of instance: ModuleInstancePath) -> ModuleOverride? {
    overrides.first { $0.target.covers(instance) }
  }

  /// Whether something else has the place of the instance, or of one that it is part of.
  func isOverridden(_ instance: ModuleInstancePath) -> Bool {
    overrides.contains { override in
      override.target.covers(ModuleInstancePath(Array(instance.steps.prefix(override.target.steps.count))))
    }
  }

  /// The nodes that a reference, made in `module`, depends on.
  func nodes(of reference: Reference, in module: ModulePath) -> [ConfigNode] {
    switch reference.subject {
    case .variable(let name): return [.variable(module, name)]
    case .local(let name): return [.local(module, name)]
    case .resource(let name): return [.resource(ResourceAddress(module, name))]
    case .module(let call, let output):
      let child = module.appending(call)
      let outputs = output.map { [$0] } ?? (modules[child]?.outputs.keys.sorted() ?? [])
      return [.module(child)] + outputs.map { .output(child, $0) }
    case .path, .terraform, .each, .countIndex, .selfObject: return []
    }
  }

  /// The managed resources that each resource depends on, through whatever lies between them.
  func managedDependencies() -> [ResourceAddress: Set<ResourceAddress>] {
    var reached: [ConfigNode: Set<ResourceAddress>] = [:]
    var result: [ResourceAddress: Set<ResourceAddress>] = [:]
    for node in graph.topologicalOrder() {
      var managed: Set<ResourceAddress> = []
      for dependency in graph.dependencies(of: node) {
        if let address = dependency.resourceAddress, address.resource.mode == .managed {
          managed.insert(address)
        } else {
          managed.formUnion(reached[dependency] ?? [])
        }
      }
      reached[node] = managed
      if let address = node.resourceAddress { result[address] = managed }
    }
    return result
  }
}

extension ConfigGraph {
  /// The header of the block that a node is.
  func header(of node: ConfigNode) -> SourceRange? {
    let module = modules[node.module]
    return switch node {
    case .variable(_, let name): module?.variables[name]?.range
    case .local(_, let name): module?.locals[name]?.context
    case .output(_, let name): module?.outputs[name]?.range
    case .provider(_, let key): module?.providers[key]?.range
    case .module(let path): path.names.last.flatMap { module?.calls[$0]?.range }
    case .resource(let address): module?.resources[address.resource]?.range
    case .check(_, let name): module?.checks[name]?.range
    }
  }
}

// MARK: Building

extension ConfigGraph {
  /// - Parameter inherited: what all of the module waits for, by `depends_on` of its call and its callers'.
  private mutating func insert(_ module: ModuleConfig, inherited: [ConfigNode]) {
    let path = module.path
    let outer = inherited + (path.isRoot ? [] : [.module(path)])
    for variable in module.variables.values.sorted(by: \.range) { insert(variable, in: module, outer) }
    for local in module.locals.values.sorted(by: \.range) {
      insert(.local(path, local.name), local.value.references, outer)
    }
    for output in module.outputs.values.sorted(by: \.range) {
      let references = output.value.references + output.dependsOn + output.preconditions.references
      insert(.output(path, output.name), references, outer)
    }
    for provider in module.providers.values.sorted(by: \.range) {
      insert(
        .provider(path, provider.key), provider.body.references + provider.repetition.references, outer)
    }
    for resource in module.resources.values.sorted(by: \.range) { insert(resource, in: path, outer) }
    for check in module.checks.values.sorted(by: \.range) {
      let data = check.data.map { ConfigNode.resource(ResourceAddress(path, $0)) }
      insert(.check(path, check.name), check.assertions.references, outer + [data].compacted)
    }
    for call in module.calls.values.sorted(by: \.range) { insert(call, in: module, outer) }
  }

  private mutating func insert(
    _ variable: VariableConfig, in module: ModuleConfig, _ outer: [ConfigNode]
  ) {
    let (path, name) = (module.path, variable.name)
    let node = ConfigNode.variable(path, name)
    insert(node, variable.validations.references.filter { $0.subject != .variable(name) }, outer)
    // The value is written in the caller's names.
    guard let parent = path.parent, let call = path.names.last.flatMap({ modules[parent]?.calls[$0] }),
      let argument = call.inputs.first(where: { $0.name == name })
    else { return }
    graph.insert(node, dependingOn: argument.value.references.flatMap { nodes(of: $0, in: parent) })
  }

  private mutating func insert(_ resource: ResourceConfig, in path: ModulePath, _ outer: [ConfigNode]) {
    let lifecycle = resource.lifecycle
    let references =
      resource.body.references + resource.repetition.references + resource.dependsOn
      + resource.provisioners.flatMap(\.references) + (resource.connection?.body.references ?? [])
      + lifecycle.preconditions.references + lifecycle.postconditions.references
      + lifecycle.replaceTriggeredBy.flatMap(\.references)
      + (lifecycle.preventDestroy?.value.references ?? []) + (resource.provider?.instance?.references ?? [])
      + lifecycle.actionTriggers.filter(\.isBefore).compactMap(\.condition).flatMap(\.references)
    let node = ConfigNode.resource(ResourceAddress(path, resource.name))
    let provider = providers.target(for: resource, in: path)
    insert(
      node, references.filter { $0.subject != .resource(resource.name) }, outer + [provider.node].compacted)
    let meta = modules[path]?.providerMeta(for: provider.address.provider)?.body.references ?? []
    graph.insert(node, dependingOn: meta.flatMap { nodes(of: $0, in: path) })
    let done = lifecycle.actionTriggers.filter(\.isBefore).flatMap(\.actions)
    graph.insert(node, dependingOn: done.map { .resource(ResourceAddress(path, $0.name)) })
    let imports = imports(into: ResourceAddress(path, resource.name)).flatMap(\.references)
    graph.insert(node, dependingOn: imports.flatMap { nodes(of: $0, in: .root) })
  }

  private mutating func insert(
    _ call: ModuleCallConfig, in module: ModuleConfig, _ outer: [ConfigNode]
  ) {
    let name = call.name
    let path = module.path.appending(name)
    let providerKeys = call.providers.values.compactMap(\.instance).flatMap(\.references)
    insert(.module(path), call.repetition.references + call.dependsOn + providerKeys, outer)
    guard let child = module.children[name] else { return }
    insert(child, inherited: outer + call.dependsOn.flatMap { nodes(of: $0, in: module.path) })
  }

  private mutating func insert(
    _ node: ConfigNode, _ references: [Reference], _ others: [ConfigNode]
  ) {
    self.references[node] = references
    graph.insert(node, dependingOn: references.flatMap { nodes(of: $0, in: node.module) } + others)
  }
}

extension Collection {
  /// In the order of the source, so that one configuration always makes the same graph.
  fileprivate func sorted(by place: (Element) -> SourceRange) -> [Element] {
    sorted { a, b in
      let (a, b) = (place(a), place(b))
      return a.file === b.file ? a.bytes.lowerBound < b.bytes.lowerBound : a.file.name < b.file.name
    }
  }
}

extension [ConfigNode?] {
  fileprivate var compacted: [ConfigNode] { compactMap { $0 } }
}

extension ActionTrigger {
  /// Whether the resource waits for its actions.
  fileprivate var isBefore: Bool { events.contains(where: \.isBefore) }
}

extension ConfigGraph {
  /// Some nodes, and the actions that they may trigger.
  func withTriggeredActions(_ nodes: [ConfigNode]) -> [ConfigNode] {
    var found = Set(nodes)
    var pending = Array(graph.allDependencies(of: nodes).union(nodes))
    while let node = pending.popLast() {
      guard let address = node.resourceAddress else { continue }
      let triggers = modules[address.module]?.resources[address.resource]?.lifecycle.actionTriggers ?? []
      let triggered = triggers.flatMap { trigger in
        trigger.actions.map { ConfigNode.resource(ResourceAddress(address.module, $0.name)) }
          + (trigger.condition?.references ?? []).flatMap { self.nodes(of: $0, in: address.module) }
      }
      for node in triggered where graph.contains(node) && found.insert(node).inserted {
        pending += graph.allDependencies(of: [node]).union([node])
      }
    }
    return Array(found)
  }
}

extension ProvisionerConfig {
  var references: [Reference] { body.references + (connection?.body.references ?? []) }
}

extension ConfigGraph {
  /// What a `removed` block says about the objects of something that is not declared any more.
  func removal(of address: ResourceInstanceAddress) -> RemovedConfig? {
    removalWithModule(of: address)?.removed
  }

  /// The most particular block counts: one that names the resource before one that names a module around it.
  func removalWithModule(
    of address: ResourceInstanceAddress
  ) -> (module: ModuleConfig, removed: RemovedConfig)? {
    let block = address.configAddress
    let candidates = (0...block.module.names.count).flatMap { count in
      let module = modules[ModulePath(Array(block.module.names.prefix(count)))]
      return (module?.removed ?? []).compactMap { removed in
        module.flatMap { module in
          removed.depth(of: block, in: module.path).map { (depth: $0, module: module, removed: removed) }
        }
      }
    }
    return candidates.max { $0.depth < $1.depth }.map { ($0.module, $0.removed) }
  }
}

extension RemovedConfig {
  /// How many steps from the root lead to what the block of `module` names, when `address` is part of that.
  fileprivate func depth(of address: ResourceAddress, in module: ModulePath) -> Int? {
    let rest = address.module.names.dropFirst(module.names.count)
    switch from {
    case .resource(let resource):
      let names = resource.module.module.names
      guard address.resource == resource.resource, rest.elementsEqual(names) else { return nil }
      return module.names.count + names.count + 1
    case .module(let path):
      let names = path.module.names
      return rest.starts(with: names) ? module.names.count + names.count : nil
    }
  }
}

extension Repetition {
  var references: [Reference] {
    switch self {
    case .single: []
    case .count(let expression), .forEach(let expression), .enabled(let expression): expression.references
    }
  }
}

extension [CheckRule] {
  var references: [Reference] {
    flatMap { $0.condition.references + $0.errorMessage.references }
  }
}
