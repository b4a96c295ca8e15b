public import Addresses

/// A program that serves a provider.
public struct PluginBinary: Hashable, Sendable {
  public var address: ProviderAddress
  /// nil for one of no version, which somebody is working on.
  public var version: String?
  /// The path of the program; a name for one that runs already.
  public var path: String
  /// Where it is, when somebody else has started it.
  public var reattachment: Reattachment?

  public init(address: ProviderAddress, version: String? = nil, path: String) {
    self.address = address
    self.version = version
    self.path = path
  }

  /// A plugin that runs already.
  public init(address: ProviderAddress, _ reattachment: Reattachment) {
    self.init(address: address, path: "process \(reattachment.process)")
    self.reattachment = reattachment
  }

  /// For diagnostics: `hashicorp/null 2.1.2`.
  var label: String { address.shortDescription + (version.map { " \($0)" } ?? "") }

  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}
