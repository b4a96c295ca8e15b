import Addresses
import Diagnostics
import Language
import ProviderAPI
import Values

extension ProviderPool {
  /// The schema that the block of a resource follows.
  ///
  /// - Throws: ``DiagnosticsError`` when the provider has no such type.
  func schema(of resource: ResourceConfig, _ provider: ProviderAddress) async throws -> Schema {
    if let schema = try await schema(provider, resource.kind, resource.name.type) { return schema }
    throw DiagnosticsError(await unknownType(resource, provider))
  }

  private func unknownType(_ resource: ResourceConfig, _ provider: ProviderAddress) async -> Diagnostic {
    let type = resource.name.type
    let isManaged = resource.kind == .managed
    let kind = isManaged ? "resource type" : "data source"
    let other: ResourceKind = isManaged ? .data : .managed
    let names = try? await self.provider(provider).typeNames(of: resource.kind)
    var advice = Suggestion.sentence(for: type, in: names ?? [])
    if (try? await schema(provider, other, type)) != nil {
      advice =
        " It has a \(isManaged ? "data source" : "resource type") of that name. Write a \(other.word) block?"
    }
    return Diagnostic(
      "unknown-type", "Invalid \(kind)",
      "The provider \(provider.shortDescription) has no \(kind) \"\(type)\".\(advice)", at: resource.range,
      in: resource.range)
  }
}

extension ResourceConfig {
  /// What the provider is asked for.
  var kind: ResourceKind { name.mode == .managed ? .managed : .data }
}

extension ResourceKind {
  /// The word that a block of the kind begins with.
  fileprivate var word: String {
    switch self {
    case .managed: "resource"
    case .data: "data"
    }
  }
}
