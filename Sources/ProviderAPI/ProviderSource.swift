public import Addresses

/// Where providers come from. The engine knows no other way to one.
public protocol ProviderSource: Sendable {
  /// A provider that is not configured yet.
  ///
  /// - Throws: ``ProviderError`` with `.notFound` when there is no such provider.
  func makeProvider(_ address: ProviderAddress) async throws -> any Provider

  /// What takes the place of a provider for one of the keys that its instances have, configured already; nil where
  /// nothing does, which is so everywhere but in tests.
  ///
  /// - Parameter original: not configured.
  func standIn(for address: ProviderConfigAddress, original: any Provider) -> (any Provider)?

  /// The kinds of `provisioner` blocks that there are.
  var provisioners: [String: any Provisioner] { get }
}

extension ProviderSource {
  public var provisioners: [String: any Provisioner] { [:] }

  public func standIn(for address: ProviderConfigAddress, original: any Provider) -> (any Provider)? { nil }
}
