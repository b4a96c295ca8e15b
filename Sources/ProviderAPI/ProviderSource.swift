public import Addresses

/// Where providers come from. The engine knows no other way to one.
public protocol ProviderSource: Sendable {
  /// A provider that is not configured yet.
  ///
  /// - Throws: ``ProviderError`` with `.notFound` when there is no such provider.
  func makeProvider(_ address: ProviderAddress) async throws -> any Provider

  /// The kinds of `provisioner` blocks that there are.
  var provisioners: [String: any Provisioner] { get }
}

extension ProviderSource {
  public var provisioners: [String: any Provisioner] { [:] }
}
