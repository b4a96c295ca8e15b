import Addresses
import DAG
import Engine
import StateStorage

/// All that an operation evaluates in the DOT language, in the form of `terraform graph -type=plan`.
struct OperationDOT {
  private var graph = AcyclicGraph<String>()
  /// The edges that are part of a circle, and are drawn so.
  private var circular: [String: Set<String>] = [:]
  /// By node, the name that it is shown under and its shape; those without are seen by their edges only.
  private var shown: [String: (label: String, shape: String)] = [:]

  /// - Parameter changes: of a plan, whose instances are shown besides their resources.
  init(_ graph: DependencyGraph, changes: [Change]) {
    for node in graph.nodes.nodes { insert(node, of: graph) }
    for change in changes { insert(change) }
    insertRoot()
    if graph.hasCycles {
      circular = self.graph.circularDependencies()
    } else {
      self.graph = self.graph.reduced()
    }
  }

  /// The objects that a state holds, in the order in which they can be deleted.
  init(destroying state: StateSnapshot) {
    var recorded: [ResourceAddress: [String]] = [:]
    for (key, resource) in state.resources where key.resource.mode == .managed {
      recorded[ResourceAddress(key.module.module, key.resource)] =
        resource.instances.keys.sorted().map { "\(key.instance($0)) (destroy)" }
    }
    for (key, resource) in state.resources where key.resource.mode == .managed {
      for (instance, objects) in resource.instances {
        let name = "\(key.instance(instance)) (destroy)"
        shown[name] = ("\(key.instance(instance))", "box")
        graph.insert(name)
        for dependency in (objects.current?.dependencies ?? []).flatMap({ recorded[$0] ?? [] }) {
          graph.insert(dependency, dependingOn: [name])
        }
      }
    }
    insertRoot()
    graph = graph.reduced()
  }

  var text: String {
    let nodes = shown.sorted { $0.key < $1.key }.map { name, look in
      "\t\t\(Self.quoted(name)) [label = \(look.label.quoted), shape = \"\(look.shape)\"]\n"
    }
    let edges = graph.nodes.flatMap { node in
      graph.dependencies(of: node).map { dependency in
        "\t\t\(Self.quoted(node)) -> \(Self.quoted(dependency))\(look(of: node, dependency))\n"
      }
    }
    return "digraph {\n\tcompound = \"true\"\n\tnewrank = \"true\"\n\tsubgraph \"root\" {\n"
      + nodes.joined() + edges.sorted().joined() + "\t}\n}\n"
  }

  private func look(of node: String, _ dependency: String) -> String {
    circular[node]?.contains(dependency) == true ? " [color = \"red\", penwidth = \"2.0\"]" : ""
  }

  private static func quoted(_ name: String) -> String { "[root] \(name)".quoted }

  // MARK: Building

  private mutating func insert(_ node: ConfigNode, of config: DependencyGraph) {
    let name = Self.name(of: node, config)
    graph.insert(name, dependingOn: config.nodes.dependencies(of: node).map { Self.name(of: $0, config) })
    switch node {
    case .variable(.root, _): shown[name] = (name, "note")
    case .resource(let address):
      shown[name] = ("\(address)", "box")
      guard let provider = config.provider(of: address) else { return }
      shown["\(provider)"] = ("\(provider)", "diamond")
      graph.insert(name, dependingOn: ["\(provider)"])
      graph.insert("\(provider) (close)", dependingOn: [name])
    default: break
    }
    if let module = node.enclosingModule { insert(name, endingWith: module) }
  }

  /// A module ends when all in it has been done, and with it the modules that it calls.
  private mutating func insert(_ name: String, endingWith module: ModulePath) {
    graph.insert("\(module) (close)", dependingOn: [name])
    guard let parent = module.parent, !parent.isRoot else { return }
    insert("\(module) (close)", endingWith: parent)
  }

  private mutating func insert(_ change: Change) {
    let (name, resource) = ("\(change.address)", "\(change.address.configAddress) (expand)")
    guard graph.contains(resource) else { return }
    shown[name] = ("\(change.address.configAddress)", "box")
    for dependent in graph.dependents(of: [resource])
    where graph.dependencies(of: dependent).contains(resource) {
      graph.insert(dependent, dependingOn: [name])
    }
    graph.insert(name, dependingOn: [resource])
  }

  /// The end of all, which waits for whatever nothing else waits for.
  private mutating func insertRoot() {
    let needed = Set(graph.nodes.flatMap { graph.dependencies(of: $0) })
    graph.insert("root", dependingOn: graph.nodes.filter { !needed.contains($0) })
  }

  private static func name(of node: ConfigNode, _ config: DependencyGraph) -> String {
    switch node {
    case .variable(.root, _): "\(node)"
    case .provider: config.provider(of: node).map { "\($0)" } ?? "\(node)"
    case .variable, .local, .output, .module, .resource, .check: "\(node) (expand)"
    }
  }
}

extension ConfigNode {
  /// The called module that a node is in; nil for the root module, and for calls.
  fileprivate var enclosingModule: ModulePath? {
    if case .module = self { return nil }
    return module.isRoot ? nil : module
  }
}
