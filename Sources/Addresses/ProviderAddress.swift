/// The global name of a provider: `registry.terraform.io/kreuzwerker/docker`.
public struct ProviderAddress: Hashable, Sendable {
  public var host: String
  public var namespace: String
  public var type: String

  public static let defaultHost = "registry.terraform.io"
  /// The host of providers that are part of the program, as in `terraform.io/builtin/terraform`.
  public static let builtInHost = "terraform.io"

  public init(host: String = ProviderAddress.defaultHost, namespace: String, type: String) {
    self.host = host
    self.namespace = namespace
    self.type = type
  }

  /// The provider that a local name stands for where `required_providers` does not say.
  public init(impliedBy localName: String) {
    self =
      localName == "terraform"
      ? ProviderAddress(host: Self.builtInHost, namespace: "builtin", type: "terraform")
      : ProviderAddress(namespace: "hashicorp", type: localName)
  }

  /// Reads `TYPE`, `NAMESPACE/TYPE` or `HOST/NAMESPACE/TYPE`; nil when the text is none of these.
  public init?(source: String) {
    let parts = source.split(separator: "/", omittingEmptySubsequences: false).map { $0.lowercased() }
    guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAllowed) }) else {
      return nil
    }
    switch parts.count {
    case 1: self.init(namespace: "hashicorp", type: parts[0])
    case 2: self.init(namespace: parts[0], type: parts[1])
    case 3: self.init(host: parts[0], namespace: parts[1], type: parts[2])
    default: return nil
    }
  }

  private static func isAllowed(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "-_.:".contains(character)
  }
}

extension ProviderAddress: CustomStringConvertible {
  public var description: String { "\(host)/\(namespace)/\(type)" }

  /// The address as people write it: without the default host.
  public var shortDescription: String {
    host == Self.defaultHost ? "\(namespace)/\(type)" : description
  }
}

/// One `provider` block, or the default one: what the state calls
/// `module.net.provider["registry.terraform.io/kreuzwerker/docker"].remote`.
public struct ProviderConfigAddress: Hashable, Sendable {
  public var module: ModulePath
  public var provider: ProviderAddress
  public var alias: String?
  /// Which of the configurations is meant where the block is repeated.
  public var key: InstanceKey

  public init(
    module: ModulePath = .root, _ provider: ProviderAddress, alias: String? = nil, key: InstanceKey = .none
  ) {
    self.module = module
    self.provider = provider
    self.alias = alias
    self.key = key
  }

  /// The same block with another key.
  public func with(_ key: InstanceKey) -> ProviderConfigAddress {
    ProviderConfigAddress(module: module, provider, alias: alias, key: key)
  }
}

extension ProviderConfigAddress: CustomStringConvertible {
  public var description: String {
    let prefix = module.isRoot ? "" : "\(module)."
    return "\(prefix)provider[\"\(provider)\"]" + (alias.map { ".\($0)" } ?? "") + "\(key)"
  }
}
