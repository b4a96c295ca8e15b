import Addresses
import Language

/// Finds which provider block serves a resource, through the modules it may be handed down by.
struct ProviderResolution: Sendable {
  /// A provider block, or the empty default where there is none.
  struct Target: Sendable {
    var address: ProviderConfigAddress
    /// The block to evaluate; nil for the empty default.
    var node: ConfigNode?
  }

  let modules: ModuleIndex

  /// The provider of a resource.
  func target(for resource: ResourceConfig, in module: ModulePath) -> Target {
    target(for: resource.providerKey, in: module)
  }

  /// What a provider name stands for in a module.
  func target(for key: ProviderReference.Key, in path: ModulePath) -> Target {
    guard let module = modules[path] else {
      return Target(address: ProviderConfigAddress(ProviderAddress(impliedBy: key.localName)), node: nil)
    }
    let address = module.providerAddress(of: key)
    if module.providers[key] != nil {
      return Target(
        address: ProviderConfigAddress(module: path, address, alias: key.alias), node: .provider(path, key))
    }
    guard let parentPath = path.parent, let parent = modules[parentPath],
      let call = path.names.last.flatMap({ parent.calls[$0] })
    else { return Target(address: ProviderConfigAddress(address, alias: key.alias), node: nil) }
    if let handed = call.providers[key] { return target(for: handed.key, in: parentPath) }
    let inherited = ProviderReference.Key(localName: parent.localName(of: address), alias: key.alias)
    return target(for: inherited, in: parentPath)
  }

  /// The block that an object in the state names, as far as the configuration still has it: a provider
  /// block that is gone is looked for further out.
  func target(for recorded: ProviderConfigAddress) -> Target {
    var path = recorded.module
    while true {
      if let module = modules[path] {
        let key =
          module.providers.values.first { $0.standIn == recorded.provider }?.key
          ?? ProviderReference.Key(
            localName: module.localName(of: recorded.provider), alias: recorded.alias)
        let found = target(for: key, in: path)
        if found.address.provider == recorded.provider {
          return Target(address: found.address.with(recorded.key), node: found.node)
        }
      }
      guard let parent = path.parent else { return Target(address: recorded, node: nil) }
      path = parent
    }
  }
}

extension ResourceConfig {
  /// The provider that the block names, or the one that its type implies: `docker` for `docker_volume`.
  var providerKey: ProviderReference.Key {
    provider?.key ?? ProviderReference.Key(localName: String(name.type.prefix { $0 != "_" }))
  }
}

extension ModuleConfig {
  /// The provider that a local name stands for.
  func providerAddress(of localName: String) -> ProviderAddress {
    requiredProviders[localName]?.address ?? ProviderAddress(impliedBy: localName)
  }

  /// The provider that a block configures, or the one that stands in for it.
  func providerAddress(of key: ProviderReference.Key) -> ProviderAddress {
    providers[key]?.standIn ?? providerAddress(of: key.localName)
  }

  /// The local name of a provider; its type where the module does not name it.
  func localName(of address: ProviderAddress) -> String {
    requiredProviders.filter { $0.value.address == address }.keys.min() ?? address.type
  }
}

/// All modules of a configuration, by path.
struct ModuleIndex: Sendable {
  private var modules: [ModulePath: ModuleConfig] = [:]

  init(_ root: ModuleConfig) { insert(root) }

  subscript(path: ModulePath) -> ModuleConfig? { modules[path] }

  var all: some Collection<ModuleConfig> { modules.values }

  private mutating func insert(_ module: ModuleConfig) {
    modules[module.path] = module
    for child in module.children.values { insert(child) }
  }
}
