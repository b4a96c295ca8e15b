import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

extension ModuleEvaluation {
  /// What an instance of a module tells a provider about itself, in its `provider_meta` block; nil where it has none.
  ///
  /// - Throws: ``DiagnosticsError`` when the block is faulty, or the provider has no use for any; ``ProviderError``.
  func providerMeta(
    for provider: ProviderAddress, in instance: ModuleInstancePath, _ pool: ProviderPool
  ) async throws -> Value? {
    guard let module = config.modules[instance.module], let block = module.providerMeta(for: provider) else {
      return nil
    }
    guard let schema = try await pool.provider(provider).metaSchema() else {
      throw DiagnosticsError(.unsupportedProviderMeta(block, provider))
    }
    var decoder = BodyDecoder(
      scope: scope(of: module, in: instance, for: block.body.references), context: block.headerRange)
    let meta = decoder.decode(block.body, schema: schema.block)
    guard !decoder.diagnostics.hasErrors else { throw DiagnosticsError(decoder.diagnostics) }
    return meta.withoutDeepMarks
  }

  /// For all instances of the module that the node is written in.
  func providerMeta(
    for provider: ProviderAddress, _ pool: ProviderPool
  ) async throws -> [ModuleInstancePath: Value] {
    guard config.modules[node.module]?.providerMeta.isEmpty == false else { return [:] }
    var all: [ModuleInstancePath: Value] = [:]
    for instance in moduleInstances {
      all[instance] = try await providerMeta(for: provider, in: instance, pool)
    }
    return all
  }
}

extension ModuleConfig {
  /// The block that is addressed to a provider.
  func providerMeta(for provider: ProviderAddress) -> Block? {
    providerMeta.first { name, _ in providerAddress(of: name) == provider }?.value
  }
}

extension Diagnostic {
  fileprivate static func unsupportedProviderMeta(_ block: Block, _ provider: ProviderAddress) -> Diagnostic {
    Diagnostic(
      "unsupported-provider-meta", "Unsupported provider_meta block",
      "The provider \(provider.shortDescription) has no use for what modules say about themselves. Remove the block.",
      at: block.headerRange)
  }
}
