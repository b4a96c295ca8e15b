import Addresses
import ProviderAPI
import Values

/// The providers of one run: each is made when first needed, and configured once per provider block.
actor ProviderPool {
  private let source: any ProviderSource
  private let started = OnceCache<ProviderAddress, any Provider>()
  private let configured = OnceCache<ProviderConfigAddress, any Provider>()
  nonisolated let ephemerals = EphemeralObjects()
  private let schemas = OnceCache<SchemaKey, Schema?>()
  /// The providers whose first, schema-giving instance serves a provider block by now.
  private var claimed: Set<ProviderAddress> = []
  /// What providers said about their configuration short of refusing it.
  private(set) var warnings: [(ProviderConfigAddress, ProviderDiagnostic)] = []

  private struct SchemaKey: Hashable {
    var provider: ProviderAddress
    var kind: ResourceKind
    var type: String
  }

  init(_ source: any ProviderSource) { self.source = source }

  nonisolated var provisioners: [String: any Provisioner] { source.provisioners }

  /// A provider for what needs no configuration: schemas and validation.
  func provider(_ address: ProviderAddress) async throws -> any Provider {
    try await started.value(for: address) { [source] in try await source.makeProvider(address) }
  }

  /// What takes the place of the provider, in tests.
  func standIn(for address: ProviderConfigAddress) async throws -> (any Provider)? {
    guard address.key != .none else { return nil }
    return source.standIn(for: address, original: try await provider(address.provider))
  }

  /// The schema of a type; nil when the provider has no such type.
  func schema(_ address: ProviderAddress, _ kind: ResourceKind, _ type: String) async throws -> Schema? {
    let provider = try await provider(address)
    return try await schemas.value(for: SchemaKey(provider: address, kind: kind, type: type)) {
      try await provider.schema(of: kind, type)
    }
  }

  /// The provider that a block configures, or that an absent block (nil) leaves at its defaults.
  ///
  /// - Throws: ``RefusedConfiguration`` when the provider does not accept `block`.
  func configured(_ address: ProviderConfigAddress, _ block: Value?) async throws -> any Provider {
    try await configured.value(for: address) { [self] in
      let provider = try await unclaimed(address.provider)
      let config: Value
      if let block {
        config = block
      } else {
        config = try await provider.configurationSchema().block.emptyConfig
      }
      try await refuse(provider.validateConfiguration(config), for: address)
      try await refuse(provider.configure(config), for: address)
      return provider
    }
  }

  /// Asks running calls to come to an end soon.
  func stop() async {
    for provider in await configured.made { await provider.stop() }
  }

  /// Runs `body` while what is ephemeral is kept from ending.
  nonisolated func keepingEphemeralsOpen<Result: Sendable>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [ephemerals] in await ephemerals.keepRenewed() }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  func close() async {
    await ephemerals.closeAll()
    for provider in await started.made { await provider.close() }
    for provider in await configured.made { await provider.close() }
  }

  private func unclaimed(_ address: ProviderAddress) async throws -> any Provider {
    let isFirst = claimed.insert(address).inserted
    return isFirst ? try await provider(address) : try await source.makeProvider(address)
  }

  private func refuse(_ diagnostics: [ProviderDiagnostic], for address: ProviderConfigAddress) throws {
    warnings += diagnostics.filter(\.isWarning).map { (address, $0) }
    let errors = diagnostics.filter { !$0.isWarning }
    if !errors.isEmpty { throw RefusedConfiguration(diagnostics: errors) }
  }
}

/// A provider does not accept the configuration of its block.
struct RefusedConfiguration: Error {
  var diagnostics: [ProviderDiagnostic]
}
