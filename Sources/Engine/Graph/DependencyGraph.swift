public import Addresses
public import DAG
public import Diagnostics
public import Language

/// What depends on what in a configuration, for showing it.
public struct DependencyGraph: Sendable {
  /// Everything that is evaluated.
  public let nodes: AcyclicGraph<ConfigNode>
  /// Resources and data sources only: one depends on another when anything between them does.
  public let resources: AcyclicGraph<ResourceAddress>
  private let providers: ProviderResolution

  /// Whether things depend on one another in circles.
  public let hasCycles: Bool

  /// - Parameter allowsCycles: then ``resources`` is not to be relied on where there are any.
  /// - Throws: ``DiagnosticsError`` where things depend on one another in circles and that is not allowed.
  public init(_ root: ModuleConfig, allowsCycles: Bool = false) throws(DiagnosticsError) {
    let config = ConfigGraph(root)
    let cycles = config.cycleDiagnostics
    guard cycles.isEmpty || allowsCycles else { throw DiagnosticsError(cycles) }
    hasCycles = !cycles.isEmpty
    nodes = config.graph
    providers = config.providers
    var resources = AcyclicGraph<ResourceAddress>()
    let between = config.graph.filter { $0.resourceAddress.map { $0.resource.mode != .action } ?? false }
    for address in between.nodes.compactMap(\.resourceAddress) {
      let dependencies = between.dependencies(of: .resource(address)).compactMap(\.resourceAddress)
      resources.insert(address, dependingOn: dependencies)
    }
    self.resources = resources.reduced()
  }

  /// The provider block that a resource is served by, or the default one.
  public func provider(of address: ResourceAddress) -> ProviderConfigAddress? {
    guard let resource = providers.modules[address.module]?.resources[address.resource] else { return nil }
    return providers.target(for: resource, in: address.module).address
  }

  /// The provider that a block configures.
  public func provider(of node: ConfigNode) -> ProviderConfigAddress? {
    guard case .provider(let module, let key) = node else { return nil }
    return providers.target(for: key, in: module).address
  }
}
