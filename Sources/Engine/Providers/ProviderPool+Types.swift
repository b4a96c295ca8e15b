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
    let kind = resource.kind.typeName
    let names = try? await self.provider(provider).typeNames(of: resource.kind)
    var advice = Suggestion.sentence(for: type, in: names ?? [])
    for other in [ResourceKind.managed, .data, .ephemeral, .action] where other != resource.kind {
      guard (try? await schema(provider, other, type)) != nil else { continue }
      advice = " It has \(other.typeName.withArticle) of that name. Write \(other.word.withArticle) block?"
    }
    return Diagnostic(
      "unknown-type", "Invalid \(kind)",
      "The provider \(provider.shortDescription) has no \(kind) \"\(type)\".\(advice)", at: resource.range,
      in: resource.range)
  }
}

extension ResourceConfig {
  /// What the provider is asked for.
  var kind: ResourceKind { name.mode.kind }
}

extension ResourceMode {
  /// What the provider is asked for.
  var kind: ResourceKind {
    switch self {
    case .managed: .managed
    case .data: .data
    case .ephemeral: .ephemeral
    case .action: .action
    }
  }
}

extension ResourceKind {
  /// The word that a block of the kind begins with.
  fileprivate var word: String {
    switch self {
    case .managed: "resource"
    case .data: "data"
    case .ephemeral: "ephemeral"
    case .action: "action"
    }
  }

  fileprivate var typeName: String {
    switch self {
    case .managed: "resource type"
    case .data: "data source"
    case .ephemeral: "ephemeral resource type"
    case .action: "action"
    }
  }
}

extension String {
  fileprivate var withArticle: String {
    first.map { "aeiou".contains($0) } == true ? "an \(self)" : "a \(self)"
  }
}
