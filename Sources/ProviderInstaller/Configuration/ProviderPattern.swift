public import Addresses

/// Which providers an installation method is for: `hashicorp/*`, `example.com/*/*`, `registry.terraform.io/a/b`.
public struct ProviderPattern: Hashable, Sendable {
  private let parts: [String]

  /// nil when the text is no pattern.
  public init?(_ text: String) {
    var parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 { parts.insert(ProviderAddress.defaultHost, at: 0) }
    guard parts.count == 3, !parts.contains("") else { return nil }
    self.parts = parts
  }

  public func matches(_ address: ProviderAddress) -> Bool {
    zip(parts, [address.host, address.namespace, address.type]).allSatisfy { $0 == "*" || $0 == $1 }
  }

  /// Whether it names one provider only.
  public var isExact: Bool { !parts.contains("*") }
}
