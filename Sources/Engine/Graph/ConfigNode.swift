public import Addresses
public import Language

/// One thing of the configuration that is evaluated as a whole, for all instances of its module.
public enum ConfigNode: Hashable, Sendable {
  case variable(ModulePath, String)
  case local(ModulePath, String)
  case output(ModulePath, String)
  case provider(ModulePath, ProviderReference.Key)
  /// A module call: how many instances of the module there are. The path is the called module's.
  case module(ModulePath)
  case resource(ResourceAddress)
  case check(ModulePath, String)
}

extension ConfigNode {
  /// The module in whose names the thing is written. That of a call is the caller.
  public var module: ModulePath {
    switch self {
    case .variable(let module, _), .local(let module, _), .output(let module, _), .provider(let module, _),
      .check(let module, _):
      module
    case .module(let child): child.parent ?? .root
    case .resource(let address): address.module
    }
  }

  /// Whether the node is evaluated without asking any provider.
  var isComputation: Bool {
    switch self {
    case .variable, .local, .output, .module, .check: true
    case .provider, .resource: false
    }
  }

  /// The step of an apply after which the node's value is there.
  var terminalStep: Step {
    guard let address = resourceAddress else { return .evaluate(self) }
    switch address.resource.mode {
    case .managed, .data: return .collect(address)
    case .ephemeral, .action: return .evaluate(self)
    }
  }

  var isProvider: Bool {
    if case .provider = self { true } else { false }
  }

  public var resourceAddress: ResourceAddress? {
    if case .resource(let address) = self { address } else { nil }
  }
}

extension ConfigNode: CustomStringConvertible {
  /// As a user names it: `module.net.var.cidr`, `local.name`, `docker_volume.home`.
  public var description: String {
    func inside(_ module: ModulePath, _ name: String) -> String {
      module.isRoot ? name : "\(module).\(name)"
    }
    return switch self {
    case .variable(let module, let name): inside(module, "var.\(name)")
    case .local(let module, let name): inside(module, "local.\(name)")
    case .output(let module, let name): inside(module, "output.\(name)")
    case .provider(let module, let key):
      inside(module, "provider.\(key.localName)" + (key.alias.map { ".\($0)" } ?? ""))
    case .module(let path): "\(path)"
    case .resource(let address): "\(address)"
    case .check(let module, let name): inside(module, "check.\(name)")
    }
  }
}
