public import Addresses

/// One way to get providers, from a `provider_installation` block.
public struct InstallationMethod: Hashable, Sendable {
  public enum Place: Hashable, Sendable {
    /// A folder in the layout of a mirror.
    case folder(String)
    /// A server that speaks the provider network mirror protocol.
    case mirror(String)
    /// The registry of each provider's host.
    case registry
    /// Repositories of an OCI registry, by a template of their addresses.
    case repositories(String)
  }

  public var place: Place
  /// Empty for all.
  public var included: [ProviderPattern]
  public var excluded: [ProviderPattern]

  public init(_ place: Place, included: [ProviderPattern] = [], excluded: [ProviderPattern] = []) {
    self.place = place
    self.included = included
    self.excluded = excluded
  }

  public func serves(_ address: ProviderAddress) -> Bool {
    (included.isEmpty || included.contains { $0.matches(address) })
      && !excluded.contains { $0.matches(address) }
  }

  /// Whether the method names the provider, and not just many among which it is.
  public func names(_ address: ProviderAddress) -> Bool {
    serves(address) && included.contains { $0.isExact && $0.matches(address) }
  }
}
